package dev.merapi.models.train;

import dev.merapi.models.data.Batch;
import dev.merapi.models.data.Dataset;
import dev.merapi.models.layer.State;
import dev.merapi.models.layer.Training;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Scope;
import dev.merapi.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Looks at a model with the averaged weights of {@link dev.merapi.models.optim.Ema} or
 * {@link dev.merapi.models.optim.Swa}.
 *
 * <pre>{@code
 * Ema ema = new Ema(0.999, AdamW.of(1e-3));
 * ...
 * Map<String, Tensor> averages = ema.averages(progress.steps(), progress.slots());
 * Evaluation evaluation = AveragedWeights.use(model, averages, () -> Evaluation.of(forward, test, loss));
 * }</pre>
 */
public final class AveragedWeights {
    private AveragedWeights() {}

    /**
     * Runs {@code action} on the model with these parameters; then parameters and buffers are as before, bit for bit.
     */
    public static <R> R use(Object model, Map<String, Tensor> averages, Supplier<R> action) {
        State state = State.of(model);
        if (!averages.keySet().equals(state.parameters().keySet())) {
            throw new IllegalArgumentException("averages are known for " + averages.keySet() + ", but this model has "
                    + state.parameters().keySet() + "; use those of the model that was trained");
        }
        Map<String, Tensor> before = new LinkedHashMap<>();
        state.tensors().forEach((name, t) -> before.put(name, t.zerosLike().assign(t)));
        try {
            state.parameters().forEach((name, p) -> p.assign(averages.get(name)));
            return action.get();
        } finally {
            state.tensors().forEach((name, t) -> t.assign(before.get(name)));
        }
    }

    /** The same for an action without a result, such as saving the model. */
    public static void use(Object model, Map<String, Tensor> averages, Runnable action) {
        use(model, averages, () -> {
            action.run();
            return model;
        });
    }

    /**
     * Makes the buffers that layers move in training, such as batch norm's statistics, the means of what they move
     * towards over the whole data, each batch weighing the same: they belong to weights that the model was never
     * trained with. As PyTorch's swa_utils.update_bn.
     *
     * @param forward how a batch goes through the model whose buffers these are
     * @param batch how many samples a batch has; the last may be smaller
     * @param key for dropout, which is in force
     */
    public static void recomputeBuffers(Forward forward, Dataset data, int batch, RandomKey key) {
        int batches = Math.ceilDiv(data.size(), batch);
        for (int b = 0; b < batches; b++) {
            int[] samples = IntStream.range(b * batch, Math.min(data.size(), (b + 1) * batch))
                    .toArray();
            try (Scope _ = Scope.open()) {
                Batch part = data.batch(samples);
                Training training = new Training(key.fold(b));
                training.call(() -> forward.of(part));
                double n = b + 1.0;
                for (Training.Update update : training.updates()) {
                    Tensor buffer = update.buffer().value();
                    buffer.assign(buffer.mul(1 - 1 / n).add(update.value().div(n)));
                }
            }
        }
    }
}
