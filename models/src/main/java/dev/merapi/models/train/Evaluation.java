package dev.merapi.models.train;

import dev.merapi.models.data.Batch;
import dev.merapi.models.data.Dataset;
import dev.merapi.models.loss.CrossEntropy;
import dev.merapi.models.loss.Loss;
import dev.merapi.models.loss.Reduction;
import dev.merapi.models.metric.Accuracy;
import dev.merapi.simd.Workers;
import dev.merapi.tensor.Scope;
import dev.merapi.tensor.Tensor;
import java.util.Arrays;

/**
 * How a model does on data it's not trained on, sample by sample.
 *
 * @param predicted the class with the largest output of each sample; empty where targets aren't classes
 * @param wanted the target class of each sample, {@link CrossEntropy#IGNORE} where the loss ignores it; empty where targets
 *     aren't classes
 * @param confidence the softmax probability of the predicted class
 * @param loss the mean loss, summed in the samples' order; of a loss that sums, its sum divided by the samples
 */
public record Evaluation(int[] predicted, int[] wanted, float[] confidence, double loss) {
    private static final int BATCH = 250;

    /** Runs a model ({@link Forward#of} of a layer) over all samples, outside training: batches are spread over the threads. */
    public static Evaluation of(Forward forward, Dataset data, Loss loss) {
        int n = data.size();
        if (n == 0) {
            throw new IllegalArgumentException("the data has no samples; there is nothing to evaluate a model on");
        }
        int batches = Math.ceilDiv(n, BATCH);
        Part[] parts = new Part[batches];
        Workers.forRange(batches, 1, (from, to) -> {
            for (int b = from; b < to; b++) {
                parts[b] = Part.of(forward, data, loss, b * BATCH, Math.min(n, (b + 1) * BATCH));
            }
        });
        return joined(parts, n);
    }

    private static Evaluation joined(Part[] parts, int n) {
        boolean classes = Arrays.stream(parts).allMatch(p -> p.predicted.length > 0);
        int[] predicted = new int[classes ? n : 0];
        int[] wanted = new int[classes ? n : 0];
        float[] confidence = new float[classes ? n : 0];
        double loss = 0;
        double weight = 0;
        int at = 0;
        for (Part part : parts) {
            loss += part.loss;
            weight += part.weight;
            if (classes) {
                System.arraycopy(part.predicted, 0, predicted, at, part.predicted.length);
                System.arraycopy(part.wanted, 0, wanted, at, part.wanted.length);
                System.arraycopy(part.confidence, 0, confidence, at, part.confidence.length);
                at += part.predicted.length;
            }
        }
        return new Evaluation(predicted, wanted, confidence, loss / weight);
    }

    /** The share of samples classified rightly, of those that count; NaN where none do or targets aren't classes. */
    public double accuracy() {
        int correct = 0;
        int total = 0;
        for (int i = 0; i < predicted.length; i++) {
            correct += predicted[i] == wanted[i] ? 1 : 0;
            total += wanted[i] == CrossEntropy.IGNORE ? 0 : 1;
        }
        return total == 0 ? Double.NaN : (double) correct / total;
    }

    /** The loss is a sum; it and the weight are what the mean of all batches is made of. */
    private record Part(int[] predicted, int[] wanted, float[] confidence, double loss, double weight) {
        static Part of(Forward forward, Dataset data, Loss loss, int from, int to) {
            int[] indices = new int[to - from];
            Arrays.setAll(indices, i -> from + i);
            try (Scope _ = Scope.open()) {
                Batch batch = data.batch(indices);
                Tensor output = forward.of(batch);
                boolean sums = loss.reduction() == Reduction.SUM;
                double weight = sums ? batch.size() : loss.denominator(batch.targets());
                double cost = weight == 0 ? 0 : loss.of(output, batch.targets()).item();
                double sum = sums ? cost : cost * weight;
                if (!Accuracy.canJudge(output, batch.targets())) {
                    return new Part(new int[0], new int[0], new float[0], sum, weight);
                }
                return new Part(
                        output.argmax(1).toIntArray(),
                        wanted(batch.targets(), loss.ignored().orElse(CrossEntropy.IGNORE)),
                        output.softmax(1).max(false, 1).toFloatArray(),
                        sum,
                        weight);
            }
        }

        /** The ignored ones as {@link CrossEntropy#IGNORE}, whatever their number is. */
        private static int[] wanted(Tensor targets, long ignored) {
            int[] wanted = targets.toIntArray();
            for (int i = 0; i < wanted.length; i++) {
                wanted[i] = wanted[i] == ignored ? (int) CrossEntropy.IGNORE : wanted[i];
            }
            return wanted;
        }
    }
}
