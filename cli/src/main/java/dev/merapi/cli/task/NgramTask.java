package dev.merapi.cli.task;

import dev.merapi.cli.report.PerplexityBars;
import dev.merapi.cli.report.TextSample;
import dev.merapi.cli.text.Figures;
import dev.merapi.models.io.FileFormatException;
import dev.merapi.models.io.Json;
import dev.merapi.models.text.Tokenizer;
import dev.merapi.models.train.Manifest;
import dev.merapi.models.zoo.NgramModel;
import dev.merapi.models.zoo.Sampling;
import dev.merapi.tensor.RandomKey;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Counted n-grams of a text's characters, of the longest order that others are held against too. Reading the first
 * nine tenths is all its training: there are no epochs and no steps, and an evaluation reads the text again.
 */
public record NgramTask(String name, String summary, Source source, String origin, Optional<Target> target)
        implements Answering {
    private static final int SAMPLE = 600;
    private static final int CONTINUED = 300;
    private static final double TEMPERATURE = 0.8;

    /** It counts once; there is no batch and no rate. */
    @Override
    public Defaults defaults() {
        return new Defaults(1, 1, 1);
    }

    @Override
    public Idle idle() {
        return new Idle(
                "it counts its text once, without steps",
                List.of("--epochs", "--batch", "--lr", "--checkpoint-every", "--patience", "--profile"));
    }

    @Override
    public Asked asked() {
        return Asked.TEXTS;
    }

    /** Texts go on behind the question, by the counts of the text that it was trained on, which is read again. */
    @Override
    public Answerer answerer(Learned learned) {
        Characters text = Characters.read(Path.of(learned.settings().data()), Optional.of(learned.details()));
        Tokenizer tokenizer = text.tokenizer();
        NgramModel model = NgramModel.fit(
                limited(text.learned(), learned.settings()),
                Counted.ORDER,
                tokenizer.vocabulary().size());
        var sampling =
                new Sampling(TEMPERATURE, 0, RandomKey.of(learned.settings().seed()));
        return question -> {
            TextQuestion asked = TextQuestion.of(question.input(), tokenizer).known(tokenizer);
            String written = tokenizer.decode(model.generate(asked.numbers(), CONTINUED, sampling));
            return new Answer.Written(
                    asked.shown(), (question.input() + written).lines().toList());
        };
    }

    @Override
    public Work open(Path data, Manifest.Settings settings, Optional<Json> details) {
        Characters text = Characters.read(data, details);
        Tokenizer tokenizer = text.tokenizer();
        int[] learned = limited(text.learned(), settings);
        int[] held = limited(text.held(), settings);
        if (learned.length < Counted.ORDER || held.length == 0) {
            int all = text.learned().length + text.held().length;
            throw new FileFormatException(
                    text.file(),
                    text.learned().length < Counted.ORDER || settings.limit() == 0
                            ? "a text of " + all + " characters has no " + Counted.ORDER
                                    + "-grams to count in its first nine tenths; take a longer text"
                            : "--limit " + settings.limit() + " leaves no " + Counted.ORDER + "-grams to count of its "
                                    + all + " characters; raise it");
        }
        return new Work(
                Map.of(),
                List.of(),
                "characters",
                tokenizer.toJson(),
                () -> outcome(tokenizer, learned, held, settings.seed()));
    }

    private static int[] limited(int[] text, Manifest.Settings settings) {
        return settings.limit() == 0 ? text : Arrays.copyOf(text, Math.min(settings.limit(), text.length));
    }

    private static Outcome outcome(Tokenizer tokenizer, int[] learned, int[] held, long seed) {
        int symbols = tokenizer.vocabulary().size();
        List<PerplexityBars.Model> all = Counted.perplexities(learned, held, symbols);
        double perplexity = all.getLast().perplexity();
        double loss = StrictMath.log(perplexity);
        NgramModel model = NgramModel.fit(learned, Counted.ORDER, symbols);
        var sampling = new Sampling(TEMPERATURE, 0, RandomKey.of(seed));
        String sample = tokenizer.decode(model.generate(tokenizer.encode("\n"), SAMPLE, sampling));
        return new Outcome(
                List.of(
                        new Outcome.Metric("perplexity", perplexity, Figures.significant(perplexity)),
                        new Outcome.Metric("validation loss", loss, Figures.loss(loss)),
                        new Outcome.Metric(
                                "bits per character",
                                loss / StrictMath.log(2),
                                Figures.significant(loss / StrictMath.log(2)))),
                sample + "\n",
                List.of(PerplexityBars.section(all), TextSample.section("What it writes", sample)));
    }
}
