package dev.merapi.cli.task;

import dev.merapi.cli.task.TextTask.Texts;
import dev.merapi.models.io.FileFormatException;
import dev.merapi.models.text.LabelledTexts;
import dev.merapi.tensor.RandomKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Folders of labelled texts. */
final class TextData {
    /** The file of {@link #imdb}. */
    static final String REVIEWS = "movie_review.tsv.gz";

    static final List<String> SENTIMENTS = List.of("negative", "positive");

    static final List<String> QUESTIONS =
            List.of("description", "entity", "abbreviation", "human", "location", "number");

    private static final int TENTH = 10;

    private TextData() {}

    /** The Stanford Sentiment Treebank's sentences, two classes: train.txt, dev.txt, test.txt. */
    static Texts sst2(Path folder) {
        return new Texts(
                LabelledTexts.read(folder.resolve("train.txt"), StandardCharsets.UTF_8, SENTIMENTS),
                LabelledTexts.read(folder.resolve("dev.txt"), StandardCharsets.UTF_8, SENTIMENTS),
                LabelledTexts.read(folder.resolve("test.txt"), StandardCharsets.UTF_8, SENTIMENTS),
                List.of(
                        number -> line(number, "train.txt"),
                        number -> line(number, "dev.txt"),
                        number -> line(number, "test.txt")));
    }

    /** What questions ask for, six classes: train.txt, of which every tenth validates, and test.txt; in Latin-1. */
    static Texts trec(Path folder) {
        Path file = folder.resolve("train.txt");
        LabelledTexts all = LabelledTexts.read(file, StandardCharsets.ISO_8859_1, QUESTIONS);
        if (all.size() < TENTH) {
            throw new FileFormatException(
                    file,
                    "it has " + all.size() + " texts, of which every tenth is to validate on; it needs " + TENTH
                            + " or more");
        }
        int[] learned = numbers(all.size(), false);
        int[] held = numbers(all.size(), true);
        return new Texts(
                all.select(learned),
                all.select(held),
                LabelledTexts.read(folder.resolve("test.txt"), StandardCharsets.ISO_8859_1, QUESTIONS),
                List.of(
                        number -> line(learned[number], "train.txt"),
                        number -> line(held[number], "train.txt"),
                        number -> line(number, "test.txt")));
    }

    private static int[] numbers(int size, boolean tenth) {
        return IntStream.range(0, size)
                .filter(i -> (i % TENTH == TENTH - 1) == tenth)
                .toArray();
    }

    /** 5,000 film reviews, two classes: movie_review.tsv.gz; 4,000 to learn from and validate, 1,000 to test. */
    static Texts imdb(Path folder) {
        Path file = folder.resolve(REVIEWS);
        LabelledTexts all = LabelledTexts.readTsv(file, "sentiment", "review", SENTIMENTS);
        int[] order = RandomKey.of(0).fold("imdb").permutation(all.size());
        int learned = all.size() * 72 / 100;
        int tested = all.size() * 80 / 100;
        if (learned == 0 || tested == learned) {
            throw new FileFormatException(
                    file,
                    "of its " + all.size() + " texts " + learned + " are to learn from (72 %), " + (tested - learned)
                            + " to validate on (8 %) and the rest to test on; it needs 8 or more");
        }
        return new Texts(
                all.select(Arrays.copyOf(order, learned)),
                all.select(Arrays.copyOfRange(order, learned, tested)),
                all.select(Arrays.copyOfRange(order, tested, order.length)),
                List.of(
                        number -> line(1 + order[number], REVIEWS),
                        number -> line(1 + order[learned + number], REVIEWS),
                        number -> line(1 + order[tested + number], REVIEWS)));
    }

    /** Lines are counted from 1. */
    private static String line(int index, String file) {
        return "line " + (index + 1) + " of " + file;
    }
}
