package dev.merapi.models.loss;

import dev.merapi.tensor.Tensor;

/**
 * d^2 / (2 beta) where |d| &lt; beta, else |d| - beta / 2, for d = output - target of one shape: {@link Huber} divided by beta;
 * |d| if beta is 0. For boxes in detection: Girshick, "Fast R-CNN", 2015, equation 3.
 *
 * @param beta where the parabola goes over into a line, at least 0
 */
public record SmoothL1(double beta, Reduction reduction) implements Loss {
    /** Checks beta. */
    public SmoothL1 {
        Constants.notNegative("SmoothL1", "beta", beta);
    }

    /** beta 1, the mean. */
    public SmoothL1() {
        this(1, Reduction.MEAN);
    }

    @Override
    public Tensor of(Tensor output, Tensor target) {
        MeanSquaredError.sameShape("SmoothL1", output, target);
        if (beta == 0) {
            return new MeanAbsoluteError(reduction).of(output, target);
        }
        return reduction.of(Huber.costs(output, target, beta).div(beta));
    }
}
