package dev.merapi.models.loss;

import dev.merapi.tensor.Tensor;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * -w[target] output[target], for log-probabilities output [n, classes] or [n, classes, d1, ...] and class numbers target [n,
 * d1, ...]; a target of ignoreIndex costs nothing, and the mean divides by the sum of w[target] over the others. The same as
 * {@code torch.nn.NLLLoss}. For logits take {@link CrossEntropy}.
 *
 * @param weight w [classes], a constant; 1 if empty
 */
public record NegativeLogLikelihood(Optional<Tensor> weight, long ignoreIndex, Reduction reduction) implements Loss {
    /** Checks the weights. */
    public NegativeLogLikelihood {
        Constants.finite("NegativeLogLikelihood", "weight", weight);
    }

    /** Unweighted, -100 ignored, the mean. */
    public NegativeLogLikelihood() {
        this(Optional.empty(), CrossEntropy.IGNORE, Reduction.MEAN);
    }

    /** With class weights [classes]. */
    public NegativeLogLikelihood weight(Tensor w) {
        return new NegativeLogLikelihood(Optional.of(w), ignoreIndex, reduction);
    }

    /** With another number that doesn't count. */
    public NegativeLogLikelihood ignoreIndex(long index) {
        return new NegativeLogLikelihood(weight, index, reduction);
    }

    /** With another reduction. */
    public NegativeLogLikelihood reduction(Reduction r) {
        return new NegativeLogLikelihood(weight, ignoreIndex, r);
    }

    @Override
    public Tensor of(Tensor output, Tensor target) {
        ClassLabels.check("NegativeLogLikelihood", output, 1, target);
        ClassLabels.checkWeight("NegativeLogLikelihood", weight, output.size(1));
        ClassLabels labels = ClassLabels.of(target, ignoreIndex);
        Tensor hit = ClassLabels.rows(output, 1).gather(1, labels.column()).squeeze(1);
        Tensor costs = labels.counted()
                .where(hit.mul(labels.weights(weight, output.dtype())).neg(), 0);
        return reduction.of(costs.reshape(target.shape().dims()), labels.weight(weight));
    }

    @Override
    public double denominator(Tensor target) {
        return reduction == Reduction.MEAN ? ClassLabels.of(target, ignoreIndex).weight(weight) : target.size(0);
    }

    @Override
    public OptionalLong ignored() {
        return OptionalLong.of(ignoreIndex);
    }
}
