package dev.merapi.models.loss;

import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * -sum over c of w[c] t[c] log softmax(output)[c], for logits [n, classes], [n, classes, d1, ...] (PyTorch's order) or, with
 * {@code classAxis(-1)}, [n, ..., classes], which is faster, as nothing is moved: take it for language models.
 *
 * <p>Targets are class numbers [n, d1, ...]: t is 1 - s at the target's class plus s / classes everywhere, a target of
 * ignoreIndex costs nothing, and the mean divides by the sum of w[target] over the others (NaN if there are none). Or they
 * are probabilities of the logits' shape, smoothed by s in the same way; then the mean divides by the number of
 * distributions. Label smoothing: Szegedy et al., "Rethinking the Inception architecture", 2016. The same as
 * {@code torch.nn.CrossEntropyLoss}.
 *
 * @param labelSmoothing s, from 0 to 1
 * @param weight w [classes], a constant; 1 if empty
 * @param ignoreIndex a number that isn't a class
 * @param classAxis where the logits' classes are; negative ones count from the end
 */
public record CrossEntropy(
        double labelSmoothing, Optional<Tensor> weight, long ignoreIndex, int classAxis, Reduction reduction)
        implements Loss {
    /** PyTorch's number for targets that don't count. */
    public static final long IGNORE = -100;

    /** Checks the smoothing and the weights. */
    public CrossEntropy {
        Constants.check(
                "CrossEntropy",
                "label smoothing",
                labelSmoothing,
                labelSmoothing >= 0 && labelSmoothing <= 1,
                "from 0 to 1");
        Constants.finite("CrossEntropy", "weight", weight);
    }

    /** With smoothing; classes on axis 1, -100 ignored, the mean. */
    public CrossEntropy(double labelSmoothing) {
        this(labelSmoothing, Optional.empty(), IGNORE, 1, Reduction.MEAN);
    }

    /** No smoothing. */
    public CrossEntropy() {
        this(0);
    }

    /** With class weights [classes]. */
    public CrossEntropy weight(Tensor w) {
        return new CrossEntropy(labelSmoothing, Optional.of(w), ignoreIndex, classAxis, reduction);
    }

    /** With another number that doesn't count. */
    public CrossEntropy ignoreIndex(long index) {
        return new CrossEntropy(labelSmoothing, weight, index, classAxis, reduction);
    }

    /** With the classes on another axis. */
    public CrossEntropy classAxis(int axis) {
        return new CrossEntropy(labelSmoothing, weight, ignoreIndex, axis, reduction);
    }

    /** With another reduction. */
    public CrossEntropy reduction(Reduction r) {
        return new CrossEntropy(labelSmoothing, weight, ignoreIndex, classAxis, r);
    }

    @Override
    public Tensor of(Tensor output, Tensor target) {
        if (target.dtype().isFloating()) {
            return reduction.of(ofProbabilities(output, target));
        }
        ClassLabels.check("CrossEntropy", output, classAxis, target);
        ClassLabels.checkWeight("CrossEntropy", weight, output.size(classAxis));
        ClassLabels labels = ClassLabels.of(target, ignoreIndex);
        Tensor costs = ofLabels(ClassLabels.rows(output, classAxis), target.flatten(), labels);
        return reduction.of(costs.reshape(target.shape().dims()), labels.weight(weight));
    }

    private Tensor ofLabels(Tensor logits, Tensor target, ClassLabels labels) {
        if (weight.isEmpty()) {
            return logits.crossEntropies(target, labelSmoothing, ignoreIndex);
        }
        Tensor hit = logits.crossEntropies(target, 0, ignoreIndex).mul(labels.weights(weight, logits.dtype()));
        if (labelSmoothing == 0) {
            return hit;
        }
        Tensor all = logits.logSoftmax(-1)
                .mul(weight.get().to(logits.dtype()))
                .sum(1)
                .mul(-labelSmoothing / logits.size(1));
        return hit.mul(1 - labelSmoothing).add(labels.counted().where(all, 0));
    }

    private Tensor ofProbabilities(Tensor output, Tensor target) {
        if (!output.shape().equals(target.shape()) || output.rank() < 2) {
            throw new ShapeException(
                    "CrossEntropy: logits " + output.shape() + " and probabilities " + target.shape()
                            + " should both be [n, classes, ...]; class numbers would be integers, cast them with to(DType.INT64)");
        }
        int classes = output.size(classAxis);
        ClassLabels.checkWeight("CrossEntropy", weight, classes);
        Tensor t = target.to(output.dtype());
        Tensor smooth = labelSmoothing == 0 ? t : t.mul(1 - labelSmoothing).add(labelSmoothing / classes);
        Tensor terms = output.logSoftmax(classAxis).mul(smooth);
        Shape along = Shape.of(filled(output.rank())).with(output.shape().axis(classAxis), classes);
        return weight.map(w -> terms.mul(w.to(output.dtype()).reshape(along.dims())))
                .orElse(terms)
                .sum(classAxis)
                .neg();
    }

    private static int[] filled(int rank) {
        int[] ones = new int[rank];
        Arrays.fill(ones, 1);
        return ones;
    }

    @Override
    public double denominator(Tensor target) {
        boolean counts = reduction != Reduction.MEAN || target.dtype().isFloating();
        return counts ? target.size(0) : ClassLabels.of(target, ignoreIndex).weight(weight);
    }

    @Override
    public OptionalLong ignored() {
        return OptionalLong.of(ignoreIndex);
    }
}
