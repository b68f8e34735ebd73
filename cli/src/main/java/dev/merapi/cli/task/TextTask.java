package dev.merapi.cli.task;

import dev.merapi.cli.report.TextSections;
import dev.merapi.models.data.Dataset;
import dev.merapi.models.data.TensorDataset;
import dev.merapi.models.io.Json;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.loss.CrossEntropy;
import dev.merapi.models.optim.Adam;
import dev.merapi.models.optim.Cosine;
import dev.merapi.models.text.LabelledTexts;
import dev.merapi.models.text.Sequences;
import dev.merapi.models.text.Splitter;
import dev.merapi.models.text.Tokenizer;
import dev.merapi.models.train.Evaluation;
import dev.merapi.models.train.Forward;
import dev.merapi.models.train.Manifest;
import dev.merapi.models.train.Recipe;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A classifier of texts, trained with Adam.
 *
 * @param reader reads a folder
 * @param classes their names
 * @param symbols the largest vocabulary
 * @param length the longest text; longer ones lose their end
 * @param network makes the network
 */
public record TextTask(
        String name,
        String summary,
        Source source,
        String origin,
        Optional<Target> target,
        Function<Path, Texts> reader,
        List<String> classes,
        Splitter splitter,
        int symbols,
        int length,
        Network network,
        Defaults defaults)
        implements Answering {
    /**
     * Texts to learn from, to validate on after each epoch, and to test on.
     *
     * @param places where a part's text with a number is, such as {@code line 17 of train.txt}; of the three parts
     */
    public record Texts(
            LabelledTexts train, LabelledTexts validation, LabelledTexts test, List<IntFunction<String>> places) {
        Texts limit(int n) {
            return n == 0 ? this : new Texts(train.limit(n), validation.limit(n), test.limit(n), places);
        }

        /** Where a text is; {@code number} counts on from part to part. */
        String place(int number) {
            int at = number;
            int part = 0;
            for (int size : new int[] {train.size(), validation.size()}) {
                if (at < size) {
                    break;
                }
                at -= size;
                part++;
            }
            return places.get(part).apply(at);
        }
    }

    /** Makes a network for sequences of symbols [n, length]. */
    @FunctionalInterface
    public interface Network {
        /** Random parameters. */
        Layer of(int symbols, int classes, RandomKey key);
    }

    @Override
    public Work open(Path data, Manifest.Settings settings, Optional<Json> details) {
        Texts texts = reader.apply(data).limit(settings.limit());
        Tokenizer tokenizer = details.map(Tokenizer::of)
                .orElseGet(() -> Tokenizer.fit(texts.train().texts(), splitter, symbols));
        Layer model = network.of(
                tokenizer.vocabulary().size(),
                classes.size(),
                RandomKey.of(settings.seed()).fold("model"));
        Recipe recipe = Recipe.of(new CrossEntropy(), Adam.of(settings.rate()))
                .schedule(new Cosine(0.01))
                .settings(settings);
        Numbered train = Numbered.of(tokenizer, texts.train());
        Numbered validation = Numbered.of(tokenizer, texts.validation());
        Numbered test = Numbered.of(tokenizer, texts.test());
        IntStream lengths = Stream.of(train, validation, test)
                .flatMapToInt(part -> part.numbers.stream().mapToInt(n -> n.length));
        return Work.of(
                        model,
                        recipe,
                        train.dataset(length),
                        validation.dataset(length),
                        "texts",
                        tokenizer.toJson(),
                        () -> outcome(model, recipe, test.dataset(length), texts.test()))
                .notes(LongTexts.note(lengths, length, "end", texts::place));
    }

    @Override
    public Asked asked() {
        return Asked.TEXTS;
    }

    @Override
    public Answerer answerer(Learned learned) {
        Tokenizer tokenizer = Tokenizer.of(learned.details());
        Layer model = learned.into(network.of(tokenizer.vocabulary().size(), classes.size(), RandomKey.of(0)));
        return question -> {
            TextQuestion asked = TextQuestion.of(question.input(), tokenizer);
            return Answer.Classes.of(
                    asked.shown(length, "end is"),
                    classes,
                    model,
                    Sequences.padSequences(List.of(asked.numbers()), length));
        };
    }

    /** Texts as their symbols' numbers. */
    private record Numbered(List<int[]> numbers, List<Integer> labels) {
        static Numbered of(Tokenizer tokenizer, LabelledTexts texts) {
            return new Numbered(tokenizer.textsToSequences(texts.texts()), texts.labels());
        }

        Dataset dataset(int length) {
            return new TensorDataset(
                    Sequences.padSequences(numbers, length),
                    Tensor.of(labels.stream().mapToLong(Integer::longValue).toArray()));
        }
    }

    private static Outcome outcome(Layer model, Recipe recipe, Dataset tested, LabelledTexts test) {
        Evaluation evaluation = Evaluation.of(Forward.of(model), tested, recipe.loss());
        var classified = Classification.of(evaluation, test.classNames());
        return new Outcome(
                List.of(classified.accuracy(), classified.loss(), classified.macroF1()),
                classified.text("texts"),
                new TextSections(evaluation, classified.matrix(), test).html());
    }
}
