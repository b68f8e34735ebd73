package dev.merapi.cli.task;

import dev.merapi.cli.report.WordMap;
import dev.merapi.cli.report.WordNeighbours;
import dev.merapi.cli.text.Figures;
import dev.merapi.models.data.Batch;
import dev.merapi.models.data.Batches;
import dev.merapi.models.data.Dataset;
import dev.merapi.models.data.PrincipalComponents;
import dev.merapi.models.io.FileFormatException;
import dev.merapi.models.io.Json;
import dev.merapi.models.loss.BinaryCrossEntropy;
import dev.merapi.models.optim.Polynomial;
import dev.merapi.models.optim.Sgd;
import dev.merapi.models.text.Lines;
import dev.merapi.models.text.Splitter;
import dev.merapi.models.text.Tokenizer;
import dev.merapi.models.text.Vocabulary;
import dev.merapi.models.text.WordPairs;
import dev.merapi.models.train.Evaluation;
import dev.merapi.models.train.Forward;
import dev.merapi.models.train.Manifest;
import dev.merapi.models.train.Recipe;
import dev.merapi.models.zoo.SkipGram;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Scope;
import dev.merapi.tensor.Tensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Vectors of a text's words, by skip-gram with negative sampling; the last tenth of the text validates. */
public record SkipGramTask(
        String name, String summary, Source source, String origin, Optional<Target> target, Defaults defaults)
        implements Answering {
    private static final int SYMBOLS = 3000;
    private static final int WIDTH = 64;
    private static final WordPairs.Options PAIRS = new WordPairs.Options(5, 8, 1e-3);

    /** Whose neighbours the report shows, if the text has them; others follow where it doesn't. */
    private static final List<String> ASKED = List.of(
            "king", "queen", "father", "brother", "love", "death", "sword", "night", "heaven", "sea", "eyes", "heart",
            "romeo", "rome", "york", "gold");

    private static final int SHOWN = 16;
    private static final int NEAREST = 8;

    /** The most frequent words say nothing but grammar. */
    private static final int COMMON = 60;

    private static final int MAPPED = 160;

    @Override
    public Work open(Path data, Manifest.Settings settings, Optional<Json> details) {
        Path file = data.resolve("input.txt");
        String text = Lines.readAll(file);
        Tokenizer tokenizer =
                details.map(Tokenizer::of).orElseGet(() -> Tokenizer.fit(List.of(text), Splitter.WORDS, SYMBOLS));
        // As word2vec does: a word that isn't known isn't there.
        int[] words = Arrays.stream(tokenizer.encode(text))
                .filter(word -> word != Vocabulary.UNKNOWN)
                .toArray();
        int border = words.length / 10 * 9;
        int symbols = tokenizer.vocabulary().size();
        int[] learned = Arrays.copyOf(words, border);
        WordPairs train =
                FileFormatException.naming(file, () -> WordPairs.of(learned, symbols, PAIRS, pairs(learned, settings)));
        int[] held = Arrays.copyOfRange(words, border, words.length);
        WordPairs validation = FileFormatException.naming(
                file, () -> train.from(held, settings.limit() == 0 ? held.length : settings.limit()));
        SkipGram model =
                SkipGram.of(symbols, WIDTH, RandomKey.of(settings.seed()).fold("model"));
        Forward forward = batch -> model.forward(batch.inputs(), batch.more().getFirst());
        Recipe recipe = Recipe.of(new BinaryCrossEntropy(), optimizer(settings))
                .schedule(new Polynomial(1))
                .settings(settings)
                .shards(1); // a shard more is a table of gradients more
        return new Work(model, forward, recipe, train, validation, "pairs", tokenizer.toJson(), () -> {
            double loss = Evaluation.of(forward, validation, recipe.loss()).loss();
            return outcome(model, tokenizer.vocabulary(), loss, told(forward, validation));
        });
    }

    @Override
    public Asked asked() {
        return Asked.TEXTS;
    }

    /** The words nearest to a word or, as in "king - man + woman", to a sum of words. */
    @Override
    public Answerer answerer(Learned learned) {
        Vocabulary words = Tokenizer.of(learned.details()).vocabulary();
        SkipGram model = learned.into(SkipGram.of(words.size(), WIDTH, RandomKey.of(0)));
        return question -> {
            WordSum asked = WordSum.of(question.input(), words);
            Set<Integer> own = Set.copyOf(asked.numbers());
            return new Answer.Written(
                    asked.toString(),
                    nearest(words, model.similarities(asked.vector(model)), own)
                            .map(near -> String.format(Locale.ROOT, "%-14s %5.2f", near.word(), near.cosine()))
                            .toList());
        };
    }

    /** As many as there are words, in whole batches. */
    private static int pairs(int[] text, Manifest.Settings settings) {
        int most = settings.limit() == 0 ? text.length : settings.limit();
        return Math.max(1, most / settings.batch()) * settings.batch();
    }

    /**
     * The rate is each pair's own, as word2vec counts it, while the loss is a mean over the batch and all that a pair
     * is told from. Adam would follow each single pair of a rare word much too far.
     */
    private static Sgd optimizer(Manifest.Settings settings) {
        return Sgd.of(settings.rate() * settings.batch() * (1 + PAIRS.negatives()));
    }

    /** How often a held-out neighbour is likelier than a word of noise beside it. */
    private static double told(Forward forward, Dataset pairs) {
        long right = 0;
        long all = 0;
        try (Batches batches = Batches.inOrder(pairs, 1000)) {
            while (batches.hasNext()) {
                try (Scope scope = Scope.open()) {
                    Batch batch = batches.next(scope);
                    Tensor logits = forward.of(batch);
                    Tensor above = logits.slice(1, 0, 1).gt(logits.slice(1, 1, logits.size(1)));
                    right += above.to(batch.inputs().dtype()).sum().toLongArray()[0];
                    all += above.size();
                }
            }
        }
        return (double) right / all;
    }

    private static Outcome outcome(SkipGram model, Vocabulary words, double loss, double told) {
        List<WordNeighbours.Row> rows = asked(words)
                .limit(SHOWN)
                .map(word -> neighbours(model, words, word))
                .toList();
        StringBuilder text = new StringBuilder();
        rows.forEach(row -> text.append(row).append('\n'));
        return new Outcome(
                List.of(
                        new Outcome.Metric("neighbours told from noise", told, Figures.percent(told)),
                        new Outcome.Metric("validation loss", loss, Figures.loss(loss))),
                text.toString(),
                List.of(WordNeighbours.section(rows), map(model, words)));
    }

    private static Stream<String> asked(Vocabulary words) {
        return Stream.concat(
                        ASKED.stream().filter(words::contains),
                        frequent(words).skip(COMMON).map(words::symbol))
                .distinct();
    }

    /** The most frequent first. */
    private static Stream<Integer> frequent(Vocabulary words) {
        return IntStream.range(Vocabulary.UNKNOWN + 1, words.size()).boxed();
    }

    private static WordNeighbours.Row neighbours(SkipGram model, Vocabulary words, String word) {
        int number = words.number(word);
        return new WordNeighbours.Row(
                word, nearest(words, model.similarities(number), Set.of(number)).toList());
    }

    /** The most similar first. */
    static Stream<WordNeighbours.Neighbour> nearest(Vocabulary words, float[] similarities, Set<Integer> without) {
        return frequent(words)
                .filter(w -> !without.contains(w))
                .sorted(Comparator.comparingDouble(w -> -similarities[w]))
                .limit(NEAREST)
                .map(w -> new WordNeighbours.Neighbour(words.symbol(w), similarities[w]));
    }

    /** Vectors at length 1, as their angles are what says something. */
    private static String map(SkipGram model, Vocabulary words) {
        List<Integer> shown = frequent(words).skip(COMMON).limit(MAPPED).toList();
        if (shown.size() < 2) {
            return "";
        }
        try (Scope _ = Scope.open()) {
            Tensor rows = model.input()
                    .weight()
                    .indexSelect(
                            0,
                            Tensor.of(
                                    shown.stream().mapToLong(Integer::longValue).toArray()));
            Tensor unit = rows.div(rows.square().sum(1).sqrt().maximum(1e-12).unsqueeze(1));
            double[] at =
                    PrincipalComponents.of(unit, 2, RandomKey.of(0)).apply(unit).toDoubleArray();
            return WordMap.section(IntStream.range(0, shown.size())
                    .mapToObj(i -> new WordMap.Point(words.symbol(shown.get(i)), at[2 * i], at[2 * i + 1]))
                    .toList());
        }
    }
}
