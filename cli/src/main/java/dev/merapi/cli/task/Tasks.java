package dev.merapi.cli.task;

import dev.merapi.models.layer.Embedding;
import dev.merapi.models.layer.Init;
import dev.merapi.models.layer.RecurrentOptions;
import dev.merapi.models.metric.ErrorRate;
import dev.merapi.models.optim.Adam;
import dev.merapi.models.optim.AdamW;
import dev.merapi.models.optim.ClipNorm;
import dev.merapi.models.optim.Cosine;
import dev.merapi.models.optim.ParameterGroups;
import dev.merapi.models.optim.Warmup;
import dev.merapi.models.text.Splitter;
import dev.merapi.models.text.Vocabulary;
import dev.merapi.models.zoo.CifarCnn;
import dev.merapi.models.zoo.FashionCnn;
import dev.merapi.models.zoo.Gpt;
import dev.merapi.models.zoo.LstmLanguageModel;
import dev.merapi.models.zoo.Mlp;
import dev.merapi.models.zoo.TextClassifier;
import dev.merapi.models.zoo.TextCnn;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Every task there is. */
public final class Tasks {
    private static final Source FASHION = Source.bundled(
            "data/fashion-mnist", "images of 28 x 28 in gray, as IDX files (MNIST and its like), plain or .gz");

    private static final Source CIFAR =
            Source.shared("cifar10-sample", "images of 32 x 32 in 3 colours, as CIFAR-10's binary files, plain or .gz");

    private static final Source SHAKESPEARE = Source.shared("tinyshakespeare", "input.txt, any text");

    /** In the order of help texts. */
    public static final List<Task> ALL = List.of(
            new ImageTask(
                    "fashion-mnist",
                    "a convolutional network on Fashion-MNIST's 70,000 images of clothes",
                    List.of(1, 28, 28),
                    FASHION,
                    "LeCun 1998",
                    Optional.of(Target.atLeast("test accuracy", 0.915)),
                    FashionCnn::of,
                    new Task.Defaults(7, 128, 2e-3),
                    new Warmup(50, new Cosine(0))),
            new ImageTask(
                    "mlp",
                    "a perceptron, 784-128-64-10, on the same images",
                    List.of(1, 28, 28),
                    FASHION,
                    "Keras's classifier",
                    Optional.empty(),
                    Mlp::of,
                    new Task.Defaults(10, 128, 1e-3),
                    new Cosine(0.01)),
            new ImageTask(
                    "cifar10",
                    "a convolutional network on CIFAR-10's colour images, which you bring (--data)",
                    List.of(3, 32, 32),
                    CIFAR,
                    "TensorFlow's tutorial",
                    Optional.empty(),
                    CifarCnn::of,
                    new Task.Defaults(10, 128, 1e-3),
                    new Cosine(0.01)),
            new TextTask(
                    "textcnn-sst2",
                    "a convolutional network on sentences of film reviews, liked or not (SST-2)",
                    Source.shared("sst2", "train.txt, dev.txt and test.txt: lines of 0 or 1 and a sentence"),
                    "Kim 2014",
                    Optional.of(Target.atLeast("test accuracy", 0.78)),
                    TextData::sst2,
                    Splitter.TOKENS,
                    20_000,
                    56,
                    (symbols, classes, key) -> TextCnn.of(symbols, 128, 100, classes, key),
                    new Task.Defaults(4, 50, 1e-3)),
            new TextTask(
                    "textcnn-trec",
                    "a convolutional network on questions and what they ask for (TREC)",
                    Source.shared("trec", "train.txt and test.txt: lines of 0 to 5 and a question"),
                    "Kim 2014",
                    Optional.of(Target.atLeast("test accuracy", 0.88)),
                    TextData::trec,
                    Splitter.TOKENS,
                    20_000,
                    40,
                    (symbols, classes, key) -> TextCnn.of(symbols, 128, 100, classes, key),
                    new Task.Defaults(10, 50, 1e-3)),
            recurrent("lstm-imdb", "an LSTM on film reviews, liked or not (IMDB)", TextClassifier::lstm),
            recurrent("gru-imdb", "a GRU on the same reviews", TextClassifier::gru),
            recurrent("bilstm-imdb", "an LSTM in both directions on the same reviews", TextClassifier::biLstm),
            new LanguageTask(
                    "lstm-shakespeare",
                    "an LSTM that learns Shakespeare's characters",
                    SHAKESPEARE,
                    "Mikolov 2010",
                    Optional.of(Target.atMost("validation loss", 1.65)),
                    128,
                    0,
                    Tasks::lstmWriter,
                    new Task.Defaults(6, 32, 2e-3),
                    rate -> new ClipNorm(5, Adam.of(rate)),
                    new Cosine(0.01)),
            new LanguageTask(
                    "gpt-shakespeare",
                    "a GPT that learns Shakespeare's characters: nanoGPT's recipe for a CPU, at twice the rate",
                    SHAKESPEARE,
                    "Radford 2019; nanoGPT",
                    Optional.of(Target.atMost("validation loss", 1.90)),
                    64,
                    24_000,
                    Tasks::gptWriter,
                    new Task.Defaults(1, 12, 2e-3),
                    rate -> new ClipNorm(1, ParameterGroups.decayingMatrices(new AdamW(rate, 0.9, 0.99, 1e-8, 0.1))),
                    new Warmup(100, new Cosine(0.1))),
            new GraphTask(
                    "gcn-cora",
                    "a graph convolutional network on papers that cite one another (Cora)",
                    Source.shared("cora", "nodes.tsv, edges.tsv and test_index.txt"),
                    "Kipf 2017",
                    Optional.of(Target.atLeast("test accuracy", 0.80)),
                    new Task.Defaults(200, 1, 0.01)));

    private Tasks() {}

    private static Task recurrent(String name, String summary, ClassifierMaker maker) {
        return new TextTask(
                name,
                summary,
                Source.shared("imdb5000", "movie_review.tsv.gz: id, sentiment and review, parted by tabs"),
                "Keras's IMDB example",
                Optional.of(Target.atLeast("test accuracy", 0.80)),
                TextData::imdb,
                Splitter.WORDS,
                10_000,
                400,
                (symbols, classes, key) -> small(maker.of(symbols, 64, 64, classes, key), symbols, key)
                        .pooling(TextClassifier.Pooling.MEAN)
                        .padding(Vocabulary.PADDING),
                new Task.Defaults(6, 32, 1e-3));
    }

    /** With Keras's small embedding: with PyTorch's, rare words say too much of what few reviews teach. */
    private static TextClassifier small(TextClassifier model, int symbols, RandomKey key) {
        Tensor weight = Init.uniform(key.fold("small"), 0.05, symbols, 64);
        return new TextClassifier(new Embedding(weight), model.rnn(), model.output(), model.pooling(), model.padding());
    }

    @FunctionalInterface
    private interface ClassifierMaker {
        TextClassifier of(int symbols, int width, int units, int classes, RandomKey key);
    }

    private static LanguageTask.Writer lstmWriter(int symbols, RandomKey key) {
        var options = RecurrentOptions.DEFAULT.dropout(0.1);
        var model = LstmLanguageModel.of(symbols, 128, 384, options, key);
        return new LanguageTask.Writer(model, model::generate);
    }

    private static LanguageTask.Writer gptWriter(int symbols, RandomKey key) {
        var nano = Gpt.Config.NANO;
        var config = new Gpt.Config(
                symbols, nano.context(), nano.layers(), nano.heads(), nano.width(), nano.dropout(), nano.bias());
        Gpt model = Gpt.of(config, key);
        return new LanguageTask.Writer(model, (prompt, count, sampling) -> {
            long[] all = model.generate(Tensor.of(prompt).unsqueeze(0), count, sampling)
                    .toLongArray();
            return Arrays.copyOfRange(all, prompt.length, all.length);
        });
    }

    /** The task of that name, if there is one. */
    public static Optional<Task> find(String name) {
        return ALL.stream().filter(task -> task.name().equals(name)).findFirst();
    }

    /** The names, for help and errors. */
    public static String names() {
        return ALL.stream().map(Task::name).collect(Collectors.joining(", "));
    }

    /** What to answer to a name that isn't one: the nearest names, if any is near, else all. */
    public static String suggestion(String name) {
        List<String> near = ALL.stream()
                .map(Task::name)
                .filter(known -> distance(known, name) <= Math.max(2, known.length() / 3))
                .sorted(Comparator.comparingLong(known -> distance(known, name)))
                .limit(2)
                .toList();
        return near.isEmpty() ? "choose from " + names() : "did you mean " + String.join(" or ", near) + "?";
    }

    /** The fewest characters to put in, take out or replace. */
    private static long distance(String a, String b) {
        return ErrorRate.characters(a, b).errors();
    }
}
