package dev.merapi.cli.bench;

import dev.merapi.models.data.Batch;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.loss.CrossEntropy;
import dev.merapi.models.optim.Adam;
import dev.merapi.models.train.Recipe;
import dev.merapi.models.train.Trainer;
import dev.merapi.models.zoo.CifarCnn;
import dev.merapi.models.zoo.Mlp;
import dev.merapi.models.zoo.ResNet;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Scope;
import dev.merapi.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Whole steps of training, and inference, on a fixed random batch: as in w3_cifar.py, w4_mlp.py and
 * w8_resnet.py.
 */
final class NetworkCases {
    private static final RandomKey KEY = RandomKey.of(1);

    private NetworkCases() {}

    static List<Case> all() {
        return List.of(
                new Case("cifar-cnn/train/b128", 128, "images/s", () -> train(CifarCnn.of(KEY), 128, 3, 32, 32)),
                new Case("cifar-cnn/infer/b128", 128, "images/s", () -> infer(CifarCnn.of(KEY), 128, 3, 32, 32)),
                new Case("mlp/train/b32", 32, "samples/s", () -> train(Mlp.of(KEY), 32, 784)),
                new Case("mlp/train/b128", 128, "samples/s", () -> train(Mlp.of(KEY), 128, 784)),
                new Case("resnet50/infer/b1", 1, "images/s", () -> resNet(1)),
                new Case("resnet50/infer/b8", 8, "images/s", () -> resNet(8)),
                new Case(
                        "resnet18-cifar/train/b128",
                        128,
                        "images/s",
                        () -> train(ResNet.resnet18Cifar(10, KEY), 128, 3, 32, 32)));
    }

    private static Runnable train(Layer model, int... shape) {
        Trainer trainer =
                new Trainer(model, Recipe.of(new CrossEntropy(), Adam.of(1e-3)).batch(shape[0]));
        long[] labels =
                IntStream.range(0, shape[0]).mapToLong(i -> (long) i * 7 % 10).toArray();
        Batch batch = new Batch(KEY.fold("x").uniform(shape), Tensor.of(labels));
        return () -> trainer.step(batch);
    }

    /** Folded, as PyTorch's compiler does it with frozen weights. */
    private static Runnable resNet(int batch) {
        Layer model = ResNet.resnet50(1000, KEY).folded();
        Tensor x = KEY.fold("x").normal(batch, 3, 224, 224);
        return () -> {
            try (Scope _ = Scope.open()) {
                model.forward(x);
            }
        };
    }

    private static Runnable infer(Layer model, int... shape) {
        Tensor x = KEY.fold("x").uniform(shape);
        return () -> {
            try (Scope _ = Scope.open()) {
                model.forward(x).softmax(1);
            }
        };
    }
}
