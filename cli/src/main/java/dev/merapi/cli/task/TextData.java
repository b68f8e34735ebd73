package dev.merapi.cli.task;

import dev.merapi.cli.task.TextTask.Texts;
import dev.merapi.models.text.LabelledTexts;
import dev.merapi.tensor.RandomKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** Folders of labelled texts. */
final class TextData {
    private static final List<String> SENTIMENTS = List.of("negative", "positive");

    private TextData() {}

    /** The Stanford Sentiment Treebank's sentences, two classes: train.txt, dev.txt, test.txt. */
    static Texts sst2(Path folder) {
        return new Texts(
                LabelledTexts.read(folder.resolve("train.txt"), StandardCharsets.UTF_8, SENTIMENTS),
                LabelledTexts.read(folder.resolve("dev.txt"), StandardCharsets.UTF_8, SENTIMENTS),
                LabelledTexts.read(folder.resolve("test.txt"), StandardCharsets.UTF_8, SENTIMENTS));
    }

    /** What questions ask for, six classes: train.txt, of which every tenth validates, and test.txt; in Latin-1. */
    static Texts trec(Path folder) {
        List<String> classes = List.of("description", "entity", "abbreviation", "human", "number", "location");
        LabelledTexts all = LabelledTexts.read(folder.resolve("train.txt"), StandardCharsets.ISO_8859_1, classes);
        return new Texts(
                all.select(numbers(all.size(), false)),
                all.select(numbers(all.size(), true)),
                LabelledTexts.read(folder.resolve("test.txt"), StandardCharsets.ISO_8859_1, classes));
    }

    private static int[] numbers(int size, boolean tenth) {
        return IntStream.range(0, size).filter(i -> (i % 10 == 9) == tenth).toArray();
    }

    /** 5,000 film reviews, two classes: movie_review.tsv.gz; 4,000 to learn from and validate, 1,000 to test. */
    static Texts imdb(Path folder) {
        LabelledTexts all = LabelledTexts.readTsv(
                        folder.resolve("movie_review.tsv.gz"), "sentiment", "review", SENTIMENTS)
                .shuffled(RandomKey.of(0).fold("imdb"));
        int learned = all.size() * 72 / 100;
        int tested = all.size() * 80 / 100;
        return new Texts(
                all.select(IntStream.range(0, learned).toArray()),
                all.select(IntStream.range(learned, tested).toArray()),
                all.select(IntStream.range(tested, all.size()).toArray()));
    }
}
