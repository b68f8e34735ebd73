package dev.merapi.cli.task;

import dev.merapi.models.data.Bucketed;
import dev.merapi.models.data.Subset;
import dev.merapi.models.io.Json;
import dev.merapi.models.loss.CrossEntropy;
import dev.merapi.models.optim.Optimizer;
import dev.merapi.models.optim.Schedule;
import dev.merapi.models.text.Sequences;
import dev.merapi.models.text.Splitter;
import dev.merapi.models.text.TextPairs;
import dev.merapi.models.text.Tokenizer;
import dev.merapi.models.text.Translations;
import dev.merapi.models.text.Vocabulary;
import dev.merapi.models.train.Forward;
import dev.merapi.models.train.Manifest;
import dev.merapi.models.train.Recipe;
import dev.merapi.models.zoo.Translator;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Scope;
import dev.merapi.tensor.Tensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleFunction;
import java.util.function.Function;

/**
 * A translator of texts: it learns from pairs, in batches of similar length, and writes what the test's sources are in
 * the other language.
 *
 * @param reader reads a folder
 * @param least how often a symbol must be in the training texts to have a number
 * @param longest how many symbols a text may have
 * @param smoothing of the labels in the loss
 * @param optimizer from the learning rate
 * @param writing how it's tested
 */
public record TranslationTask(
        String name,
        String summary,
        Source source,
        String origin,
        Optional<Target> target,
        Function<Path, Parts> reader,
        Splitter splitter,
        int least,
        int longest,
        Network network,
        double smoothing,
        Defaults defaults,
        DoubleFunction<Optimizer> optimizer,
        Schedule schedule,
        Writing writing)
        implements Answering {
    private static final int SHARD = 16;
    private static final int SHARDS = 2;

    /** Texts that are translated after each epoch. */
    private static final int WATCHED = 200;

    /** Texts to learn from, to validate on after each epoch, and to test on. */
    public record Parts(TextPairs train, TextPairs validation, TextPairs test) {
        Parts limit(int n) {
            return n == 0 ? this : new Parts(train.limit(n), validation.limit(n), test.limit(n));
        }
    }

    /** Makes a network. */
    @FunctionalInterface
    public interface Network {
        /** Random parameters, for so many source and target symbols. */
        Translator of(int source, int target, RandomKey key);
    }

    /**
     * How targets are written and judged.
     *
     * @param beams how many are followed; 1 is greedy
     * @param alpha of their length's penalty
     * @param exact whether a target must be met to the letter, or is compared by its n-grams
     */
    public record Writing(int beams, double alpha, boolean exact) {
        /** The likeliest symbol each time, compared by n-grams. */
        static final Writing GREEDY = new Writing(1, 0, false);

        /** A target for each source [n, s]. */
        List<long[]> of(Translator model, Tensor sources) {
            return beams == 1 ? model.greedy(sources) : model.beams(sources, beams, alpha);
        }
    }

    @Override
    public Work open(Path data, Manifest.Settings settings, Optional<Json> details) {
        Parts parts = reader.apply(data).limit(settings.limit());
        Tokenizer from = details.map(d -> Tokenizer.of(d.get("source")))
                .orElseGet(() -> fit(parts.train().sources()));
        Tokenizer to = details.map(d -> Tokenizer.of(d.get("target")))
                .orElseGet(() -> fit(parts.train().targets()));
        Translator model = network.of(
                from.vocabulary().size(),
                to.vocabulary().size(),
                RandomKey.of(settings.seed()).fold("model"));
        Forward forward = batch -> model.forward(batch.inputs(), batch.more().getFirst());
        Recipe recipe = Recipe.of(
                        new CrossEntropy(smoothing).classAxis(-1).ignoreIndex(Vocabulary.PADDING),
                        optimizer.apply(settings.rate()))
                .schedule(schedule)
                .settings(settings)
                .shards(Math.clamp(settings.batch() / SHARD, 1, SHARDS));
        Translations train = Translations.of("training", parts.train(), from, to, longest);
        Translations validation = Translations.of("validation", parts.validation(), from, to, longest);
        Translations test = Translations.of("test", parts.test(), from, to, longest);
        var outcome = new TranslationOutcome(model, from, to, writing, test, parts.test());
        Work work = new Work(
                model,
                forward,
                recipe,
                new Bucketed(train, train.lengths()),
                new Subset(validation, validation.byLength()),
                "pairs",
                json(from, to),
                () -> outcome.of(forward, recipe.loss()));
        return writing.exact()
                ? work
                : work.with(diary(model, from, to, parts.validation().limit(WATCHED)));
    }

    private Diary diary(Translator model, Tokenizer from, Tokenizer to, TextPairs watched) {
        Translations data = Translations.of("validation", watched, from, to, longest);
        return new BleuDiary(new TranslationOutcome(model, from, to, Writing.GREEDY, data, watched));
    }

    @Override
    public Asked asked() {
        return Asked.TEXTS;
    }

    @Override
    public Answerer answerer(Learned learned) {
        Tokenizer from = Tokenizer.of(learned.details().get("source"));
        Tokenizer to = Tokenizer.of(learned.details().get("target"));
        Translator model = learned.into(
                network.of(from.vocabulary().size(), to.vocabulary().size(), RandomKey.of(0)));
        return question -> {
            TextQuestion asked = TextQuestion.of(question.input(), from).upTo(longest);
            int[] ended = Arrays.copyOf(asked.numbers(), asked.numbers().length + 1);
            ended[ended.length - 1] = Vocabulary.END;
            try (Scope _ = Scope.open()) {
                long[] written = writing.of(model, Sequences.padSequences(List.of(ended)))
                        .getFirst();
                return new Answer.Written(asked.shown(), List.of(to.decode(written)));
            }
        };
    }

    private Tokenizer fit(List<String> texts) {
        return Tokenizer.ofSentences(texts, splitter, least);
    }

    private static Json json(Tokenizer from, Tokenizer to) {
        Map<String, Json> fields = new LinkedHashMap<>();
        fields.put("source", from.toJson());
        fields.put("target", to.toJson());
        return Json.object(fields);
    }
}
