package dev.merapi.models.loss;

import dev.merapi.tensor.Tensor;

/**
 * e^x - t x for logarithms x of rates, or x - t log(x + eps) for rates, of one shape with the counts t: the negative log
 * likelihood of Poisson's distribution but for log t!, which {@code full} adds for t &gt; 1 by Stirling's formula, t log t - t +
 * log(2 pi t) / 2. The same as {@code torch.nn.PoissonNLLLoss}.
 *
 * @param logInput whether the output is logarithms of rates, not rates
 * @param full whether log t! is added
 * @param eps keeps the logarithm of a rate of 0 finite
 */
public record PoissonNll(boolean logInput, boolean full, double eps, Reduction reduction) implements Loss {
    /** Checks eps. */
    public PoissonNll {
        Constants.notNegative("PoissonNll", "eps", eps);
    }

    /** For logarithms, without log t!, the mean. */
    public PoissonNll() {
        this(true, false, 1e-8, Reduction.MEAN);
    }

    @Override
    public Tensor of(Tensor output, Tensor target) {
        MeanSquaredError.sameShape("PoissonNll", output, target);
        Tensor t = target.to(output.dtype());
        Tensor costs = logInput
                ? output.exp().sub(t.mul(output))
                : output.sub(t.mul(output.add(eps).log()));
        return reduction.of(full ? costs.add(stirling(t)) : costs);
    }

    private static Tensor stirling(Tensor t) {
        Tensor large = t.gt(1).where(t, 1);
        Tensor log = large.mul(large.log())
                .sub(large)
                .add(large.mul(2 * Math.PI).log().mul(0.5));
        return t.gt(1).where(log, 0);
    }
}
