package dev.merapi.tensor.op;

import dev.merapi.simd.Kernels;
import dev.merapi.simd.NormalizationDouble;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Op;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;
import java.util.List;

/**
 * dx = rstd (g - mean(g) - u mean(g u)) with g = dy weight, u = standardize(x), along the last axis: {@link StandardizeGrad}
 * of dy weight, in one pass over memory. Inputs: dy [.., d], x [.., d], weight [d].
 */
public record LayerNormGrad(double eps) implements Op.Nary {
    @Override
    public List<String> inputNames() {
        return List.of("dy", "x", "weight");
    }

    @Override
    public Spec spec(List<Spec> inputs) {
        Spec x = inputs.get(1);
        inputs.forEach(input -> Require.floating(this, x, input));
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
        var ws = weight.segment();
        var out = dx.segment();
        long wo = weight.offset();
        LastAxis rows = LastAxis.of(x);
        int n = rows.cols();
        rows.forEach(1, (from, to) -> {
            int count = to - from;
            long go = rows.at(dy, from);
            long xo = rows.at(x, from);
            long dxo = rows.at(dx, from);
            if (x.dtype() == DType.FLOAT32) {
                kernel.layerNormGradient(count, n, (float) eps, gs, go, xs, xo, ws, wo, out, dxo);
            } else {
                NormalizationDouble.layerNormGradient(count, n, eps, gs, go, xs, xo, ws, wo, out, dxo);
            }
        });
    }

    /** What the gradients of dy and of the weight share: the Jacobian of standardize is symmetric. */
    private Tensor back(Tensor d, List<Tensor> inputs) {
        return d.apply(new StandardizeGrad(eps), inputs.get(1));
    }

    @Override
    public Tensor gradient(int i, Tensor d, List<Tensor> inputs, Tensor dx) {
        Tensor dy = inputs.get(0);
        Tensor weight = inputs.get(2);
        return switch (i) {
            case 0 -> back(d, inputs).mul(weight);
            case 1 -> new StandardizeGrad(eps).gradientB(d, dy.mul(weight), inputs.get(1), dx);
            default -> MatMul.rows(back(d, inputs).mul(dy)).sum(0);
        };
    }
}
