package dev.merapi.models.loss;

import dev.merapi.tensor.Tensor;
import java.util.Optional;

/**
 * -w[y] (1 - p)^gamma log p with p = softmax(output)[y], for logits [n, classes] or [n, classes, d1, ...] and class numbers y
 * [n, d1, ...]: cross-entropy in which easy samples count little. The mean is over all targets, whatever their weights.
 * Source: Lin et al., "Focal loss for dense object detection", 2017, equation 5.
 *
 * @param gamma 0 (cross-entropy) or at least 1, where the gradient has no pole at p = 1
 * @param weight w [classes], the paper's alpha, a constant; 1 if empty
 */
public record Focal(double gamma, Optional<Tensor> weight, Reduction reduction) implements Loss {
    /** Checks gamma. */
    public Focal {
        BinaryFocal.check("Focal", gamma);
    }

    /** gamma 2, unweighted, the mean. */
    public Focal() {
        this(2, Optional.empty(), Reduction.MEAN);
    }

    @Override
    public Tensor of(Tensor output, Tensor target) {
        ClassLabels.check("Focal", output, 1, target);
        ClassLabels.checkWeight("Focal", weight, output.size(1));
        ClassLabels labels = ClassLabels.of(target, Long.MIN_VALUE);
        Tensor log = ClassLabels.rows(output, 1)
                .logSoftmax(-1)
                .gather(1, labels.column())
                .squeeze(1);
        Tensor costs = gamma == 0 ? log.neg() : log.expm1().neg().pow(gamma).mul(log.neg());
        Tensor weighted = weight.isEmpty() ? costs : costs.mul(labels.weights(weight, output.dtype()));
        return reduction.of(weighted.reshape(target.shape().dims()));
    }
}
