package dev.merapi.cli.task;

import dev.merapi.cli.text.Figures;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Texts that are longer than a network reads. */
final class LongTexts {
    private LongTexts() {}

    /**
     * What to tell of them; nothing if there are none.
     *
     * @param lengths of all texts, in symbols
     * @param part what they lose, such as {@code end}
     * @param place where the text with a number is, such as {@code line 17 of train.txt}
     */
    static List<String> note(IntStream lengths, int longest, String part, IntFunction<String> place) {
        int[] all = lengths.toArray();
        int[] cut = IntStream.range(0, all.length).filter(i -> all[i] > longest).toArray();
        if (cut.length == 0) {
            return List.of();
        }
        String texts = Figures.count(cut.length) + " of " + Figures.count(all.length) + " texts ";
        String symbols = " longer than " + longest + " symbols ";
        String where = place.apply(cut[0]);
        return List.of(
                cut.length == 1
                        ? texts + "is" + symbols + "(" + where + "); its " + part + " is cut"
                        : texts + "are" + symbols + "(such as " + where + "); their " + part + "s are cut");
    }
}
