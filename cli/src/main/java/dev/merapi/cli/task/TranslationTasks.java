package dev.merapi.cli.task;

import dev.merapi.models.layer.TransformerOptions;
import dev.merapi.models.optim.Adam;
import dev.merapi.models.optim.ClipNorm;
import dev.merapi.models.optim.Cosine;
import dev.merapi.models.optim.Warmup;
import dev.merapi.models.text.Dates;
import dev.merapi.models.text.Multi30k;
import dev.merapi.models.text.Splitter;
import dev.merapi.models.text.Vocabulary;
import dev.merapi.models.zoo.Seq2Seq;
import dev.merapi.models.zoo.Transformer;
import dev.merapi.models.zoo.Translator;
import dev.merapi.tensor.RandomKey;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Models that write a sequence for a sequence. */
final class TranslationTasks {
    private static final int LONGEST = 60;
    private static final int LONGEST_DATE = 40;

    private static final Source CAPTIONS = Source.shared(
            "multi30k",
            "train, val and test_2016_flickr, each in .de and .en (or .de.gz and .en.gz), a sentence a line");

    static final List<Task> ALL = List.of(
            new TranslationTask(
                    "seq2seq-dates",
                    "recurrent networks with attention that write days as ISO 8601 does",
                    Source.generated(),
                    "Bahdanau 2015",
                    Optional.of(Target.atLeast("exact match", 0.99)),
                    _ -> dates(),
                    Splitter.CHARACTERS,
                    1,
                    LONGEST_DATE,
                    (from, to, key) -> seq2seq(from, to, 32, 64, 0, LONGEST_DATE, key),
                    0,
                    new Task.Defaults(8, 64, 3e-3),
                    rate -> new ClipNorm(1, Adam.of(rate)),
                    new Cosine(0.01),
                    new TranslationTask.Writing(1, 0, true)),
            new TranslationTask(
                    "seq2seq-multi30k",
                    "recurrent networks with attention that translate captions from German to English (Multi30k)",
                    CAPTIONS,
                    "Bahdanau 2015",
                    Optional.of(Target.atLeast("BLEU", 25)),
                    TranslationTasks::captions,
                    Splitter.WORDS_AND_MARKS,
                    2,
                    LONGEST,
                    (from, to, key) -> seq2seq(from, to, 192, 192, 0.2, LONGEST, key),
                    0.1,
                    new Task.Defaults(3, 32, 1e-3),
                    rate -> new ClipNorm(1, Adam.of(rate)),
                    new Warmup(200, new Cosine(0.01)),
                    new TranslationTask.Writing(4, 1, false)),
            new TranslationTask(
                    "transformer-multi30k",
                    "a Transformer on the same captions",
                    CAPTIONS,
                    "Vaswani 2017",
                    Optional.of(Target.atLeast("BLEU", 25)),
                    TranslationTasks::captions,
                    Splitter.WORDS_AND_MARKS,
                    2,
                    LONGEST,
                    TranslationTasks::transformer,
                    0.1,
                    new Task.Defaults(4, 32, 8e-4),
                    rate -> new ClipNorm(1, new Adam(rate, 0.9, 0.98, 1e-9, 0)),
                    new Warmup(400, new Cosine(0.01)),
                    new TranslationTask.Writing(4, 1, false)));

    private TranslationTasks() {}

    /** The same days whatever the seed: it belongs to the training. */
    private static TranslationTask.Parts dates() {
        Dates dates = Dates.of(10_000, 1000, 2000, RandomKey.of(0).fold("dates"));
        return new TranslationTask.Parts(dates.train(), dates.validation(), dates.test());
    }

    private static TranslationTask.Parts captions(Path folder) {
        Multi30k captions = Multi30k.open(folder, "de", "en");
        return new TranslationTask.Parts(captions.train(), captions.validation(), captions.test());
    }

    private static Translator seq2seq(
            int from, int to, int width, int units, double dropout, int longest, RandomKey key) {
        return Seq2Seq.of(
                new Seq2Seq.Config(
                        from, to, width, units, dropout, longest, Vocabulary.PADDING, Vocabulary.BEGIN, Vocabulary.END),
                key);
    }

    /** Texts of the longest have an end behind them, or a beginning before. */
    private static Translator transformer(int from, int to, RandomKey key) {
        var options = new TransformerOptions(192, 6).hidden(512).dropout(0.1).normFirst(true);
        return Transformer.of(
                new Transformer.Config(
                        from,
                        to,
                        LONGEST + 1,
                        LONGEST + 1,
                        2,
                        options,
                        Vocabulary.PADDING,
                        Vocabulary.BEGIN,
                        Vocabulary.END),
                key);
    }
}
