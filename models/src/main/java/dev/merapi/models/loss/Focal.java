package dev.merapi.models.loss;

import dev.merapi.tensor.Tensor;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * -w[y] (1 - p)^gamma log p with p = softmax(output)[y], for logits [n, classes] or [n, classes, d1, ...] and class numbers y
 * [n, d1, ...]: cross-entropy in which easy samples count little. A target of ignoreIndex costs nothing; the mean is over the
 * others, whatever their weights.
 * Source: Lin et al., "Focal loss for dense object detection", 2017, equation 5.
 *
 * @param gamma 0 (cross-entropy) or at least 1, where the gradient has no pole at p = 1
 * @param weight w [classes], the paper's alpha, a constant; 1 if empty
 * @param ignoreIndex a number that isn't a class
 */
public record Focal(double gamma, Optional<Tensor> weight, long ignoreIndex, Reduction reduction) implements Loss {
    /** Checks gamma and the weights. */
    public Focal {
        BinaryFocal.check("Focal", gamma);
        Constants.finite("Focal", "weight", weight);
    }

    /** gamma 2, unweighted, -100 ignored, the mean. */
    public Focal() {
        this(2);
    }

    /** Unweighted, -100 ignored, the mean. */
    public Focal(double gamma) {
        this(gamma, Optional.empty(), CrossEntropy.IGNORE, Reduction.MEAN);
    }

    /** -100 ignored. */
    public Focal(double gamma, Optional<Tensor> weight, Reduction reduction) {
        this(gamma, weight, CrossEntropy.IGNORE, reduction);
    }

    /** With class weights [classes]. */
    public Focal weight(Tensor w) {
        return new Focal(gamma, Optional.of(w), ignoreIndex, reduction);
    }

    /** With another number that doesn't count. */
    public Focal ignoreIndex(long index) {
        return new Focal(gamma, weight, index, reduction);
    }

    /** With another reduction. */
    public Focal reduction(Reduction r) {
        return new Focal(gamma, weight, ignoreIndex, r);
    }

    @Override
    public Tensor of(Tensor output, Tensor target) {
        ClassLabels.check("Focal", output, 1, target);
        ClassLabels.checkWeight("Focal", weight, output.size(1));
        ClassLabels labels = ClassLabels.of(target, ignoreIndex);
        Tensor log = ClassLabels.rows(output, 1)
                .logSoftmax(-1)
                .gather(1, labels.column())
                .squeeze(1);
        Tensor costs = gamma == 0 ? log.neg() : log.expm1().neg().pow(gamma).mul(log.neg());
        Tensor weighted = weight.isEmpty() ? costs : costs.mul(labels.weights(weight, output.dtype()));
        Tensor counted = labels.counted().where(weighted, 0);
        return reduction.of(counted.reshape(target.shape().dims()), labels.weight(Optional.empty()));
    }

    @Override
    public double denominator(Tensor target) {
        return reduction == Reduction.MEAN
                ? ClassLabels.of(target, ignoreIndex).weight(Optional.empty())
                : target.size(0);
    }

    @Override
    public OptionalLong ignored() {
        return OptionalLong.of(ignoreIndex);
    }
}
