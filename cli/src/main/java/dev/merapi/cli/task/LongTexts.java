package dev.merapi.cli.task;

import dev.merapi.cli.text.Figures;
import java.util.List;
import java.util.stream.IntStream;

/** Texts that are longer than a network reads. */
final class LongTexts {
    private LongTexts() {}

    /**
     * What to tell of them; nothing if there are none.
     *
     * @param lengths of all texts, in symbols
     * @param part what they lose, such as {@code end}
     */
    static List<String> note(IntStream lengths, int longest, String part) {
        int[] all = lengths.toArray();
        long cut = IntStream.of(all).filter(length -> length > longest).count();
        String texts = Figures.count(cut) + " of " + Figures.count(all.length) + " texts ";
        String are = cut == 1 ? "is longer than " : "are longer than ";
        String lost = cut == 1 ? "; its " + part + " is cut" : "; their " + part + "s are cut";
        return cut == 0 ? List.of() : List.of(texts + are + longest + " symbols" + lost);
    }
}
