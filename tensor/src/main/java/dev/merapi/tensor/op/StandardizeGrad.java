package dev.merapi.tensor.op;

import dev.merapi.simd.Kernels;
import dev.merapi.simd.NormalizationDouble;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Op;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;

/**
 * dx = rstd (dy - mean(dy) - u mean(dy u)) with u = standardize(x), rstd = 1 / sqrt(variance + eps), along the last
 * axis.
 */
public record StandardizeGrad(double eps) implements Op.Binary {
    @Override
    public Spec spec(Spec dy, Spec x) {
        Require.floating(this, dy, x);
        return x;
    }

    @Override
    public void forward(Tensor dy, Tensor x, Tensor dx) {
        Tensor g = Contiguous.of(dy);
        Tensor in = Contiguous.of(x);
        var kernel = Kernels.active().normalization();
        LastAxis rows = LastAxis.of(in);
        int n = rows.cols();
        rows.forEach(1, (from, to) -> {
            int count = to - from;
            long go = rows.at(g, from);
            long xo = rows.at(in, from);
            long out = rows.at(dx, from);
            if (in.dtype() == DType.FLOAT32) {
                kernel.standardizeGradient(count, n, (float) eps, g.segment(), go, in.segment(), xo, dx.segment(), out);
            } else {
                NormalizationDouble.standardizeGradient(
                        count, n, eps, g.segment(), go, in.segment(), xo, dx.segment(), out);
            }
        });
    }

    /** The Jacobian of standardize is symmetric. */
    @Override
    public Tensor gradientA(Tensor d, Tensor dy, Tensor x, Tensor dx) {
        return d.apply(this, x);
    }

    /** With f(d) = standardizeGrad(d, x): -rstd (u mean(d dx) + dx mean(d u) + f(d) mean(dy u)). */
    @Override
    public Tensor gradientB(Tensor d, Tensor dy, Tensor x, Tensor dx) {
        Tensor u = x.standardize(eps);
        Tensor rstd = x.var(false, true, -1).add(eps).rsqrt();
        Tensor a = u.mul(d.mul(dx).mean(true, -1));
        Tensor b = dx.mul(d.mul(u).mean(true, -1));
        Tensor c = d.apply(this, x).mul(dy.mul(u).mean(true, -1));
        return a.add(b).add(c).mul(rstd).neg();
    }
}
