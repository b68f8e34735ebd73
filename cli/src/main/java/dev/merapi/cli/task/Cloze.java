package dev.merapi.cli.task;

import dev.merapi.cli.report.Blanks;
import dev.merapi.models.text.Sequences;
import dev.merapi.models.text.Splitter;
import dev.merapi.models.zoo.Bert;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Scope;
import dev.merapi.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Texts with one word left out, and what a masked language model puts there. */
record Cloze(BertWords words, Bert.MaskedLm model, int length) {
    private static final int GUESSES = 5;
    private static final int AROUND = 8;
    private static final int OF_TEXTS = 10;

    /** What reviews say; the word between the bars is left out. */
    private static final List<String> SAYINGS = List.of(
            "this is one of the |best| movies i have ever seen",
            "this is one of the |worst| movies i have ever seen",
            "do not |waste| your time on this movie",
            "i |loved| this film and i would see it again",
            "the special |effects| were good but the story was weak",
            "the |acting| was terrible and the plot made no sense",
            "he plays the role of a young |man| who falls in love with a woman");

    /** A text's ids, and which of them is left out. */
    private record Gap(int[] ids, int at) {}

    /** Some sayings, and a word of each of the first texts. */
    List<Blanks.Blank> of(List<String> texts) {
        List<Gap> gaps = new ArrayList<>();
        SAYINGS.forEach(saying -> gaps.add(saying(saying)));
        texts.stream().map(text -> words.classified(text, length)).forEach(ids -> {
            if (gaps.size() < SAYINGS.size() + OF_TEXTS) {
                chosen(ids, RandomKey.of(gaps.size()).fold("cloze")).forEach(gaps::add);
            }
        });
        return filled(gaps);
    }

    private Gap saying(String saying) {
        int before =
                Splitter.WORDS.split(saying.substring(0, saying.indexOf('|'))).size();
        return new Gap(words.classified(saying, length), 1 + before);
    }

    /** A word that the vocabulary has, if there is one. */
    private static List<Gap> chosen(int[] ids, RandomKey key) {
        return IntStream.of(key.permutation(ids.length))
                .filter(i -> ids[i] >= BertWords.FIRST_WORD)
                .limit(1)
                .mapToObj(i -> new Gap(ids, i))
                .toList();
    }

    private List<Blanks.Blank> filled(List<Gap> gaps) {
        List<int[]> hidden = gaps.stream()
                .map(gap -> {
                    int[] ids = gap.ids.clone();
                    ids[gap.at] = BertWords.MASK;
                    return ids;
                })
                .toList();
        try (Scope _ = Scope.open()) {
            Tensor places =
                    Tensor.of(gaps.stream().mapToLong(Gap::at).toArray()).unsqueeze(1);
            float[] p = model.forward(Sequences.padSequences(hidden, length), places)
                    .squeeze(1)
                    .softmax(1)
                    .toFloatArray();
            return IntStream.range(0, gaps.size())
                    .mapToObj(i -> blank(gaps.get(i), p, i * words.size()))
                    .toList();
        }
    }

    private Blanks.Blank blank(Gap gap, float[] p, int row) {
        List<Blanks.Guess> guesses = IntStream.range(0, words.size())
                .boxed()
                .sorted(Comparator.comparingDouble(w -> -p[row + w]))
                .limit(GUESSES)
                .map(w -> new Blanks.Guess(words.tokenizer().vocabulary().symbol(w), p[row + w]))
                .toList();
        return new Blanks.Blank(
                text(gap.ids, Math.max(1, gap.at - AROUND), gap.at),
                text(gap.ids, gap.at, gap.at + 1),
                text(gap.ids, gap.at + 1, Math.min(gap.ids.length, gap.at + 1 + AROUND)),
                guesses);
    }

    private String text(int[] ids, int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> words.tokenizer().vocabulary().symbol(ids[i]))
                .collect(Collectors.joining(" "));
    }
}
