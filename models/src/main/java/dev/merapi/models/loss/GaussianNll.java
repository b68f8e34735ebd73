package dev.merapi.models.loss;

import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;

/**
 * (log v + (m - t)^2 / v) / 2, plus log(2 pi) / 2 if {@code full}, for means m, variances v and targets t of one shape: the
 * negative log likelihood of a normal distribution. Variances below eps count as eps, and their gradient as if they didn't.
 * The same as {@code torch.nn.GaussianNLLLoss}.
 */
public record GaussianNll(boolean full, double eps, Reduction reduction) implements Loss {
    /** Checks eps. */
    public GaussianNll {
        Constants.notNegative("GaussianNll", "eps", eps);
    }

    /** Without the constant, eps 1e-6, the mean. */
    public GaussianNll() {
        this(false, 1e-6, Reduction.MEAN);
    }

    /** For output [n, 2, ...], means and variances, and target [n, ...]. */
    @Override
    public Tensor of(Tensor output, Tensor target) {
        if (output.rank() < 2 || output.size(1) != 2) {
            throw new ShapeException("GaussianNll: the output " + output.shape()
                    + " should be [n, 2, ...], means and variances; stack them with Tensor.stack(1, mean, variance)");
        }
        return of(output.select(1, 0), output.select(1, 1), target);
    }

    /** For means and variances apart. */
    public Tensor of(Tensor mean, Tensor variance, Tensor target) {
        MeanSquaredError.sameShape("GaussianNll", mean, target);
        MeanSquaredError.sameShape("GaussianNll", variance, target);
        Tensor v = variance.add(variance.maximum(eps).sub(variance).detach());
        Tensor square = mean.sub(target.to(mean.dtype())).square();
        Tensor costs = v.log().add(square.div(v)).mul(0.5);
        return reduction.of(full ? costs.add(0.5 * StrictMath.log(2 * Math.PI)) : costs);
    }
}
