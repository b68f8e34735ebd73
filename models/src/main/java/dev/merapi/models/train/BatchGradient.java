package dev.merapi.models.train;

import dev.merapi.autograd.Autograd;
import dev.merapi.models.data.Batch;
import dev.merapi.models.layer.Training;
import dev.merapi.models.loss.CrossEntropy;
import dev.merapi.models.loss.Loss;
import dev.merapi.models.loss.Reduction;
import dev.merapi.models.metric.Accuracy;
import dev.merapi.simd.Workers;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Scope;
import dev.merapi.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The loss of a batch and its gradient, found shard by shard on all threads: {@code g = sum of (w_s / w) g_s} in a fixed
 * tree, w_s being what the shard's mean counts for ({@link Loss#denominator}: as a rule its number of samples) and w their sum; a
 * loss that sums has {@code g = sum of g_s}. Which thread takes which shard doesn't matter, and their number neither.
 *
 * @param loss the batch's loss: its mean, as a rule
 * @param weighted what the batch adds to a sum over batches that, divided by the sum of their weights, is the mean of them all
 * @param weight what the loss was divided by; of a loss that sums the number of samples
 * @param accuracy how many samples were classified rightly, of those that count
 * @param gradients in the order of the parameters
 * @param updates of buffers, shard by shard
 * @param carried to the next step, see {@link Progress#carried}
 */
record BatchGradient(
        double loss,
        double weighted,
        double weight,
        Accuracy accuracy,
        List<Tensor> gradients,
        List<List<Training.Update>> updates,
        List<Tensor> carried) {

    /** The gradients belong to {@code scope}, which must be the thread's innermost. */
    static BatchGradient of(
            Scope scope, Forward forward, Loss loss, List<Tensor> parameters, Batch batch, int shards, RandomKey key) {
        // Two samples each at least, for batch norm needs them, unless there is but one.
        int count = Math.min(batch.size(), Math.clamp(batch.size() / 2, 1, shards));
        Shard[] parts = new Shard[count];
        var tree = new GradientTree(count);
        List<Batch> batches = new ArrayList<>();
        for (int s = 0; s < count; s++) {
            batches.add(batch.slice(
                    (int) ((long) batch.size() * s / count), (int) ((long) batch.size() * (s + 1) / count)));
        }
        double[] weights = weights(loss, batches);
        double weight = Arrays.stream(weights).sum();
        double[] shares = shares(loss, weights, weight);
        Workers.forRange(count, 1, (from, to) -> {
            for (int s = from; s < to; s++) {
                parts[s] = Shard.of(forward, loss, parameters, batches.get(s), shares[s], key.fold(s));
                tree.put(s, parts[s].gradients);
            }
        });
        double sum = 0;
        Accuracy accuracy = Accuracy.NONE;
        List<List<Training.Update>> updates = new ArrayList<>();
        for (Shard part : parts) {
            sum += part.loss;
            accuracy = accuracy.plus(part.accuracy);
            updates.add(part.updates);
            part.updates.forEach(update -> scope.adopt(update.value()));
        }
        return new BatchGradient(
                sum, sums(loss) ? sum : sum * weight, weight, accuracy, tree.sum(scope), updates, List.of());
    }

    /** What each shard's loss counts for in a mean. */
    static double[] weights(Loss loss, List<Batch> batches) {
        return switch (loss.reduction()) {
            case NONE ->
                throw new IllegalArgumentException(
                        "training needs one number to make small, but the loss keeps each cost by itself (Reduction.NONE);"
                                + " take Reduction.MEAN");
            case SUM -> batches.stream().mapToDouble(Batch::size).toArray();
            case MEAN, BATCH_MEAN ->
                batches.stream()
                        .mapToDouble(batch -> loss.denominator(batch.targets()))
                        .toArray();
        };
    }

    /** The factors of the shards' losses in the batch's. Where nothing counts all are 0: there is nothing to learn. */
    private static double[] shares(Loss loss, double[] weights, double sum) {
        return Arrays.stream(weights)
                .map(weight -> sums(loss) ? 1 : sum == 0 ? 0 : weight / sum)
                .toArray();
    }

    static boolean sums(Loss loss) {
        return loss.reduction() == Reduction.SUM;
    }

    /** {@link Accuracy#NONE} where there are no classes. */
    static Accuracy judged(Loss loss, Tensor output, Tensor targets) {
        return Accuracy.canJudge(output, targets)
                ? Accuracy.of(output, targets, loss.ignored().orElse(CrossEntropy.IGNORE))
                : Accuracy.NONE;
    }

    private record Shard(double loss, Accuracy accuracy, List<Tensor> gradients, List<Training.Update> updates) {
        static Shard of(Forward forward, Loss loss, List<Tensor> parameters, Batch batch, double share, RandomKey key) {
            Training training = new Training(key);
            try (Scope scope = Scope.open()) {
                Tensor[] output = new Tensor[1];
                var pullback = Autograd.record(
                        parameters,
                        () -> training.call(() -> {
                            output[0] = forward.of(batch);
                            if (share == 0) {
                                return Tensor.scalar(output[0].dtype(), 0);
                            }
                            Tensor cost = loss.of(output[0], batch.targets());
                            return share == 1 ? cost : cost.mul(share);
                        }));
                Tensor value = pullback.scalar();
                Accuracy accuracy = judged(loss, output[0], batch.targets());
                training.updates().forEach(update -> scope.keep(update.value()));
                List<Tensor> gradients = pullback.consume(value.onesLike()).all().stream()
                        .map(scope::handOver)
                        .toList();
                return new Shard(value.item(), accuracy, gradients, training.updates());
            }
        }
    }
}
