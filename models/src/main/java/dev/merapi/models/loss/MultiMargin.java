package dev.merapi.models.loss;

import dev.merapi.tensor.Tensor;
import java.util.Optional;

/**
 * w[y] / classes sum over j != y of max(0, margin - x[y] + x[j])^p, for scores x [n, classes] and class numbers y [n]; the
 * mean is over the samples, whatever their weights. The same as {@code torch.nn.MultiMarginLoss}. Source: Crammer, Singer,
 * "On the algorithmic implementation of multiclass kernel-based vector machines", 2001.
 *
 * @param p 1 or 2
 * @param weight w [classes], a constant; 1 if empty
 */
public record MultiMargin(int p, double margin, Optional<Tensor> weight, Reduction reduction) implements Loss {
    /** Checks the numbers. */
    public MultiMargin {
        if (p != 1 && p != 2) {
            throw new IllegalArgumentException("MultiMargin: p = " + p + " must be 1 or 2");
        }
        Constants.finite("MultiMargin", "margin", margin);
        Constants.finite("MultiMargin", "weight", weight);
    }

    /** p 1, margin 1, unweighted, the mean. */
    public MultiMargin() {
        this(1, 1, Optional.empty(), Reduction.MEAN);
    }

    @Override
    public Tensor of(Tensor output, Tensor target) {
        ClassLabels.check("MultiMargin", output, 1, target);
        int classes = output.size(1);
        ClassLabels.checkWeight("MultiMargin", weight, classes);
        Tensor label = target.unsqueeze(1);
        Tensor missing = output.sub(output.gather(1, label)).add(margin).relu();
        Tensor others = target.oneHot(classes).rsub(1).to(output.dtype());
        Tensor sums = (p == 1 ? missing : missing.square()).mul(others).sum(1).div(classes);
        ClassLabels labels = ClassLabels.of(target, Long.MIN_VALUE);
        return reduction.of(weight.isEmpty() ? sums : sums.mul(labels.weights(weight, output.dtype())));
    }
}
