package dev.merapi.cli.bench;

import dev.merapi.models.data.Batch;
import dev.merapi.models.layer.TransformerEncoderLayer;
import dev.merapi.models.layer.TransformerOptions;
import dev.merapi.models.loss.CrossEntropy;
import dev.merapi.models.loss.Loss;
import dev.merapi.models.optim.Adam;
import dev.merapi.models.train.Recipe;
import dev.merapi.models.train.Trainer;
import dev.merapi.models.zoo.Gpt;
import dev.merapi.models.zoo.Sampling;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Scope;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A transformer's block, and a decoder of nanoGPT's Shakespeare size in training and generating: as in
 * w7_transformer.py.
 */
final class TransformerCases {
    private static final RandomKey KEY = RandomKey.of(1);
    private static final int BATCH = 8;
    private static final Gpt.Config SHAKESPEARE = new Gpt.Config(65, 256, 6, 6, 384, 0, false);
    private static final Loss PER_SYMBOL = new CrossEntropy().classAxis(-1);

    private TransformerCases() {}

    static List<Case> all() {
        int context = SHAKESPEARE.context();
        return List.of(
                new Case("encoder-block/infer/b1", 1, "sequences/s", () -> block(1)),
                new Case("encoder-block/infer/b8", 8, "sequences/s", () -> block(8)),
                new Case("nanogpt/train/b8", BATCH * context, "tokens/s", TransformerCases::train),
                new Case("nanogpt/generate", context - 1, "tokens/s", TransformerCases::generate));
    }

    private static Runnable block(int batch) {
        TransformerOptions options = new TransformerOptions(384, 12)
                .hidden(1536)
                .dropout(0)
                .activation(TransformerOptions.Activation.GELU)
                .normFirst(true);
        TransformerEncoderLayer layer = TransformerEncoderLayer.of(options, KEY);
        Tensor x = KEY.fold("x").normal(batch, 128, 384);
        return () -> {
            try (Scope _ = Scope.open()) {
                layer.forward(x);
            }
        };
    }

    private static Runnable train() {
        Trainer trainer = new Trainer(
                Gpt.of(SHAKESPEARE, KEY), Recipe.of(PER_SYMBOL, Adam.of(1e-3)).batch(BATCH));
        Batch batch = new Batch(symbols(7), symbols(11));
        return () -> trainer.step(batch);
    }

    private static Tensor symbols(int step) {
        int n = BATCH * SHAKESPEARE.context();
        long[] ids = IntStream.range(0, n)
                .mapToLong(i -> ((long) i * step + i / 13) % SHAKESPEARE.vocabulary())
                .toArray();
        return Tensor.of(Shape.of(BATCH, SHAKESPEARE.context()), ids);
    }

    private static Runnable generate() {
        Gpt model = Gpt.of(SHAKESPEARE, KEY);
        Tensor start = Tensor.of(Shape.of(1, 1), 0L);
        return () -> {
            try (Scope _ = Scope.open()) {
                model.generate(start, SHAKESPEARE.context() - 1, Sampling.GREEDY);
            }
        };
    }
}
