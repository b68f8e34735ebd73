package dev.merapi.models.loss;

import dev.merapi.tensor.Tensor;

/**
 * p (log p - output), for log-probabilities output and probabilities p of one shape, 0 where p is 0; or e^t (t - output) for
 * targets t = log p. Summed over classes it's the Kullback-Leibler divergence of p from output, so
 * {@link Reduction#BATCH_MEAN} is its mean, and {@link Reduction#MEAN} is the mean over elements, as in
 * {@code torch.nn.KLDivLoss}. Source: Kullback, Leibler, "On information and sufficiency", 1951.
 *
 * @param logTarget whether targets are logarithms
 */
public record KlDivergence(boolean logTarget, Reduction reduction) implements Loss {
    /** For probabilities, the mean over the batch: the divergence's own. PyTorch's default is the mean over elements. */
    public KlDivergence() {
        this(false, Reduction.BATCH_MEAN);
    }

    @Override
    public Tensor of(Tensor output, Tensor target) {
        MeanSquaredError.sameShape("KlDivergence", output, target);
        Tensor t = target.to(output.dtype());
        if (logTarget) {
            return reduction.of(t.exp().mul(t.sub(output)));
        }
        Tensor possible = t.gt(0).where(t, 1);
        return reduction.of(t.mul(possible.log().sub(output)));
    }
}
