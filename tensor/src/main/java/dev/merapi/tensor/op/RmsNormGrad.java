package dev.merapi.tensor.op;

import dev.merapi.simd.Kernels;
import dev.merapi.simd.NormalizationDouble;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Op;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;
import java.util.List;

/**
 * dx = scale (g - u mean(g u)) with g = dy weight, u = x scale, scale = 1 / sqrt(mean(x^2) + eps), along the last axis: the
 * gradient of {@link RmsNorm}. Inputs: dy [.., d], x [.., d], weight [d] or [1].
 */
public record RmsNormGrad(double eps) implements Op.Nary {
    @Override
    public List<String> inputNames() {
        return List.of("dy", "x", "weight");
    }

    @Override
    public Spec spec(List<Spec> inputs) {
        Spec x = Require.floating(this, inputs.get(1));
        Require.twins(this, inputs.getFirst(), x);
        RmsNorm.check(this, x, inputs.get(2));
        return x;
    }

    @Override
    public void forward(List<Tensor> inputs, Tensor dx) {
        Tensor dy = Contiguous.of(inputs.get(0));
        Tensor x = Contiguous.of(inputs.get(1));
        Tensor weight = Contiguous.of(inputs.get(2));
        var kernel = Kernels.active().normalization();
        var gs = dy.segment();
        var xs = x.segment();
        var w = weight.segment();
        var out = dx.segment();
        long wo = weight.offset();
        int ws = RmsNorm.step(weight);
        LastAxis rows = LastAxis.of(x);
        int n = rows.cols();
        rows.forEach(1, (from, to) -> {
            int count = to - from;
            long go = rows.at(dy, from);
            long xo = rows.at(x, from);
            long dxo = rows.at(dx, from);
            if (x.dtype() == DType.FLOAT32) {
                kernel.rmsNormGradient(count, n, (float) eps, gs, go, xs, xo, w, wo, ws, out, dxo);
            } else {
                NormalizationDouble.rmsNormGradient(count, n, eps, gs, go, xs, xo, w, wo, ws, out, dxo);
            }
        });
    }

    /** This operator for another dy and a weight of 1; as a function of dy weight it is symmetric. */
    private Tensor back(Tensor d, List<Tensor> inputs) {
        Tensor x = inputs.get(1);
        return Tensor.apply(new RmsNormGrad(eps), List.of(d, x, Tensor.full(x.dtype(), Shape.of(1), 1)));
    }

    @Override
    public Tensor gradient(int i, Tensor d, List<Tensor> inputs, Tensor dx) {
        Tensor dy = inputs.get(0);
        Tensor weight = inputs.get(2);
        return switch (i) {
            case 0 -> back(d, inputs).mul(weight);
            case 1 -> gradientX(d, inputs, dx);
            default -> MatMul.rows(back(d, inputs).mul(dy)).sum(0);
        };
    }

    /** With f(d) = scale (d - u mean(d u)): -scale (u mean(d dx) + dx mean(d u) + f(d) mean(g u)). */
    private Tensor gradientX(Tensor d, List<Tensor> inputs, Tensor dx) {
        Tensor x = inputs.get(1);
        Tensor g = inputs.get(0).mul(inputs.get(2));
        Tensor u = x.rmsNorm(eps);
        Tensor scale = x.square().mean(true, -1).add(eps).rsqrt();
        Tensor a = u.mul(d.mul(dx).mean(true, -1));
        Tensor b = dx.mul(d.mul(u).mean(true, -1));
        Tensor c = back(d, inputs).mul(g.mul(u).mean(true, -1));
        return a.add(b).add(c).mul(scale).neg();
    }
}
