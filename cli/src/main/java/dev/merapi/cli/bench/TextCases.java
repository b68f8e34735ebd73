package dev.merapi.cli.bench;

import dev.merapi.models.data.Batch;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.layer.RecurrentOptions;
import dev.merapi.models.loss.BinaryCrossEntropy;
import dev.merapi.models.loss.CrossEntropy;
import dev.merapi.models.loss.Loss;
import dev.merapi.models.optim.Adam;
import dev.merapi.models.train.Recipe;
import dev.merapi.models.train.Trainer;
import dev.merapi.models.zoo.LstmLanguageModel;
import dev.merapi.models.zoo.TextClassifier;
import dev.merapi.models.zoo.TextCnn;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import java.util.List;

/** Steps of training networks of words on a fixed random batch: as in w5_rnn.py and w6_textcnn.py. */
final class TextCases {
    private static final RandomKey KEY = RandomKey.of(1);
    private static final int SYMBOLS = 10000;

    private TextCases() {}

    static List<Case> all() {
        return List.of(
                new Case(
                        "imdb-lstm/train/b32",
                        32,
                        "samples/s",
                        () -> imdb(TextClassifier.lstm(SYMBOLS, 128, 128, 1, KEY))),
                new Case(
                        "imdb-gru/train/b32",
                        32,
                        "samples/s",
                        () -> imdb(TextClassifier.gru(SYMBOLS, 128, 128, 1, KEY))),
                new Case("lstm-lm/train/b20", 20 * 35, "tokens/s", TextCases::languageModel),
                new Case("textcnn/train/b50", 50, "samples/s", TextCases::textCnn));
    }

    private static Runnable imdb(Layer model) {
        Tensor labels = KEY.fold("y").bernoulli(0.5, 32, 1).to(DType.FLOAT32);
        return train(model, new BinaryCrossEntropy(), new Batch(symbols("x", 32, 200), labels));
    }

    private static Runnable languageModel() {
        Layer model = LstmLanguageModel.of(SYMBOLS, 200, 200, RecurrentOptions.DEFAULT, KEY);
        Loss loss = (y, t) -> y.reshape(t.size(), SYMBOLS).crossEntropy(t.flatten());
        return train(model, loss, new Batch(symbols("x", 20, 35), symbols("y", 20, 35)));
    }

    private static Runnable textCnn() {
        Layer model = TextCnn.of(20000, 300, 100, 2, KEY);
        Tensor classes = KEY.fold("y").bernoulli(0.5, 50).to(DType.INT64);
        return train(model, new CrossEntropy(), new Batch(symbols("x", 50, 400), classes));
    }

    private static Tensor symbols(String name, int... shape) {
        return KEY.fold(name).uniform(shape).mul(SYMBOLS).floor().to(DType.INT64);
    }

    private static Runnable train(Layer model, Loss loss, Batch batch) {
        Trainer trainer = new Trainer(model, Recipe.of(loss, Adam.of(1e-3)).batch(batch.size()));
        return () -> trainer.step(batch);
    }
}
