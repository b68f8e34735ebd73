package dev.merapi.cli.task;

import dev.merapi.cli.report.PerplexityBars;
import dev.merapi.cli.report.TextSample;
import dev.merapi.cli.text.Figures;
import dev.merapi.models.data.Dataset;
import dev.merapi.models.io.Json;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.loss.CrossEntropy;
import dev.merapi.models.optim.Optimizer;
import dev.merapi.models.optim.Schedule;
import dev.merapi.models.text.TokenWindows;
import dev.merapi.models.text.Tokenizer;
import dev.merapi.models.train.Evaluation;
import dev.merapi.models.train.Forward;
import dev.merapi.models.train.Manifest;
import dev.merapi.models.train.Recipe;
import dev.merapi.models.zoo.Sampling;
import dev.merapi.tensor.RandomKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleFunction;

/**
 * A model of a text's characters: it learns from the first nine tenths, and the last tenth validates it. The report
 * shows what it writes itself, and the perplexities of counted n-grams beside its own.
 *
 * @param length how many characters it sees at once
 * @param windows how many windows an epoch has; 0 for all that lie side by side
 * @param optimizer from the learning rate
 */
public record LanguageTask(
        String name,
        String summary,
        Source source,
        String origin,
        Optional<Target> target,
        int length,
        int windows,
        Network network,
        Defaults defaults,
        DoubleFunction<Optimizer> optimizer,
        Schedule schedule)
        implements Answering {
    private static final int SAMPLE = 600;
    private static final int ORDER = 5;
    private static final int CONTINUED = 300;
    private static final double TEMPERATURE = 0.8;

    /** A language model and how it writes. */
    public record Writer(Layer model, Generator generator) {}

    /** Makes a model of symbols [n, t], with logits [n, t, symbols] of each one's successor. */
    @FunctionalInterface
    public interface Network {
        /** Random parameters. */
        Writer of(int symbols, RandomKey key);
    }

    /** Writes on. */
    @FunctionalInterface
    public interface Generator {
        /** So many symbols behind a prompt. */
        long[] generate(long[] prompt, int count, Sampling sampling);
    }

    @Override
    public Work open(Path data, Manifest.Settings settings, Optional<Json> details) {
        Characters text = Characters.read(data, details).windows(length);
        Tokenizer tokenizer = text.tokenizer();
        int[] learned = text.learned();
        int[] held = text.held();
        RandomKey key = RandomKey.of(settings.seed());
        Writer writer = network.of(tokenizer.vocabulary().size(), key.fold("model"));
        Recipe recipe = Recipe.of(new CrossEntropy().classAxis(-1), optimizer.apply(settings.rate()))
                .schedule(schedule)
                .settings(settings)
                .shards(settings.batch() >= 8 ? 4 : 1);
        TokenWindows validation = TokenWindows.sideBySide(held, length);
        return Work.of(
                writer.model(),
                recipe,
                training(learned, settings.limit(), key),
                validation,
                "windows",
                tokenizer.toJson(),
                () -> outcome(writer, recipe, tokenizer, validation, learned, held));
    }

    @Override
    public Asked asked() {
        return Asked.TEXTS;
    }

    /** Texts go on behind the question; the same question has the same answer. */
    @Override
    public Answerer answerer(Learned learned) {
        Tokenizer tokenizer = Tokenizer.of(learned.details());
        Writer writer = network.of(tokenizer.vocabulary().size(), RandomKey.of(0));
        learned.into(writer.model());
        var sampling =
                new Sampling(TEMPERATURE, 0, RandomKey.of(learned.settings().seed()));
        return question -> {
            TextQuestion asked = TextQuestion.of(question.input(), tokenizer).known(tokenizer);
            long[] written = writer.generator()
                    .generate(Arrays.stream(asked.numbers()).asLongStream().toArray(), CONTINUED, sampling);
            String text = question.input() + tokenizer.decode(written);
            return new Answer.Written(asked.shown(), text.lines().toList());
        };
    }

    private Dataset training(int[] learned, int limit, RandomKey key) {
        int count = limit == 0 ? windows : limit;
        return count == 0
                ? TokenWindows.sideBySide(learned, length)
                : TokenWindows.random(learned, length, count, key.fold("windows"));
    }

    private static Outcome outcome(
            Writer writer, Recipe recipe, Tokenizer tokenizer, Dataset validation, int[] learned, int[] held) {
        double loss = Evaluation.of(Forward.of(writer.model()), validation, recipe.loss())
                .loss();
        int symbols = tokenizer.vocabulary().size();
        List<PerplexityBars.Model> bars = new ArrayList<>(Counted.perplexities(learned, held, symbols));
        double counted = bars.get(ORDER - 1).perplexity();
        double perplexity = StrictMath.exp(loss);
        double bits = loss / StrictMath.log(2);
        bars.add(new PerplexityBars.Model("this model", perplexity, true));
        long[] prompt = Arrays.stream(tokenizer.encode("\n")).asLongStream().toArray();
        long[] written =
                writer.generator().generate(prompt, SAMPLE, new Sampling(TEMPERATURE, 0, RandomKey.of(recipe.seed())));
        String sample = tokenizer.decode(written);
        return new Outcome(
                List.of(
                        new Outcome.Metric("validation loss", loss, Figures.loss(loss)),
                        new Outcome.Metric("perplexity", perplexity, Figures.significant(perplexity)),
                        new Outcome.Metric("bits per character", bits, Figures.significant(bits)),
                        new Outcome.Metric(
                                ORDER + "-gram perplexity (Kneser-Ney)", counted, Figures.significant(counted))),
                sample + "\n",
                List.of(PerplexityBars.section(bars), TextSample.section("What it writes", sample)));
    }
}
