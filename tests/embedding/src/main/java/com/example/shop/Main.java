package com.example.shop;

import dev.merapi.models.data.Batch;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.layer.Linear;
import dev.merapi.models.loss.MeanSquaredError;
import dev.merapi.models.optim.Adam;
import dev.merapi.models.train.Recipe;
import dev.merapi.models.train.Trainer;
import dev.merapi.models.train.Weights;
import dev.merapi.simd.Kernels;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import java.nio.file.Path;

/** {@code train FILE} teaches a small network and saves it; {@code predict FILE} loads it and prints predictions' bits. */
public final class Main {
    private static final RandomKey KEY = RandomKey.of(1);

    private Main() {}

    /** A model of our own: y = W2 tanh(W1 x + b1) + b2. */
    record Curve(Linear hidden, Linear out) implements Layer {
        static Curve of(RandomKey key) {
            return new Curve(Linear.of(1, 32, key.fold("hidden")), Linear.of(32, 1, key.fold("out")));
        }

        @Override
        public Tensor forward(Tensor x) {
            return out.forward(hidden.forward(x).tanh());
        }
    }

    public static void main(String[] args) {
        System.out.println("kernels " + Kernels.active().name());
        Path file = Path.of(args[1]);
        if (args[0].equals("train")) {
            train(file);
        } else {
            predict(file);
        }
    }

    private static void train(Path file) {
        Curve model = Curve.of(KEY);
        Trainer trainer = new Trainer(model, Recipe.of(new MeanSquaredError(), Adam.of(1e-2)));
        for (int step = 0; step < 200; step++) {
            Tensor x = KEY.fold(step).uniform(64, 1).mul(6).sub(3);
            trainer.step(new Batch(x, x.sin()));
        }
        Weights.save(model, file);
    }

    private static void predict(Path file) {
        Curve model = Curve.of(KEY.fold("other weights, which the file's replace"));
        Weights.load(model, file);
        Tensor x = Tensor.arange(25)
                .to(dev.merapi.tensor.DType.FLOAT32)
                .div(4)
                .sub(3)
                .unsqueeze(1);
        for (float y : model.forward(x).toFloatArray()) {
            System.out.println(Integer.toHexString(Float.floatToRawIntBits(y)) + " " + y);
        }
    }
}
