package dev.merapi.cli.task;

import dev.merapi.models.layer.Embedding;
import dev.merapi.models.layer.Init;
import dev.merapi.models.text.Splitter;
import dev.merapi.models.text.Vocabulary;
import dev.merapi.models.zoo.TextClassifier;
import dev.merapi.models.zoo.TextCnn;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/** Classifiers of texts. */
final class TextTasks {
    static final List<Task> ALL = List.of(
            new TextTask(
                    "textcnn-sst2",
                    "a convolutional network on sentences of film reviews, liked or not (SST-2)",
                    Source.shared("sst2", "train.txt, dev.txt and test.txt: lines of 0 or 1 and a sentence"),
                    "Kim 2014",
                    Optional.of(Target.atLeast("test accuracy", 0.78)),
                    TextData::sst2,
                    TextData.SENTIMENTS,
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
                    TextData.QUESTIONS,
                    Splitter.TOKENS,
                    20_000,
                    40,
                    (symbols, classes, key) -> TextCnn.of(symbols, 128, 100, classes, key),
                    new Task.Defaults(10, 50, 1e-3)),
            recurrent("lstm-imdb", "an LSTM on film reviews, liked or not (IMDB)", TextClassifier::lstm),
            recurrent("gru-imdb", "a GRU on the same reviews", TextClassifier::gru),
            recurrent("bilstm-imdb", "an LSTM in both directions on the same reviews", TextClassifier::biLstm));

    private TextTasks() {}

    private static Task recurrent(String name, String summary, ClassifierMaker maker) {
        return new TextTask(
                name,
                summary,
                Source.shared("imdb5000", "movie_review.tsv.gz: id, sentiment and review, parted by tabs"),
                "Keras's IMDB example",
                Optional.of(Target.atLeast("test accuracy", 0.80)),
                TextData::imdb,
                TextData.SENTIMENTS,
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
}
