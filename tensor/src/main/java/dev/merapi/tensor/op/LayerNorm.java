package dev.merapi.tensor.op;

import dev.merapi.simd.Kernels;
import dev.merapi.simd.NormalizationDouble;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Op;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;
import java.util.List;

/**
 * y = (x - mean) / sqrt(variance + eps) weight + bias along the last axis, with the biased variance: x [.., d], weight [d],
 * bias [d] (Ba, Kiros, Hinton, "Layer normalization", 2016).
 */
public record LayerNorm(double eps) implements Op.Nary {
    @Override
    public List<String> inputNames() {
        return List.of("x", "weight", "bias");
    }

    @Override
    public Spec spec(List<Spec> inputs) {
        Spec x = inputs.getFirst();
        Shape row = Shape.of(x.shape().dim(-1));
        for (Spec parameter : inputs.subList(1, inputs.size())) {
            Require.floating(this, x, parameter);
            if (!parameter.shape().equals(row)) {
                throw new ShapeException("layerNorm: x " + x.shape() + " needs weight and bias " + row + ", but one is "
                        + parameter.shape() + "; give both the size of x's last axis");
            }
        }
        return x;
    }

    @Override
    public void forward(List<Tensor> inputs, Tensor y) {
        Tensor x = Contiguous.of(inputs.get(0));
        Tensor weight = Contiguous.of(inputs.get(1));
        Tensor bias = Contiguous.of(inputs.get(2));
        var kernel = Kernels.active().normalization();
        var xs = x.segment();
        var ws = weight.segment();
        var bs = bias.segment();
        var ys = y.segment();
        long wo = weight.offset();
        long bo = bias.offset();
        LastAxis rows = LastAxis.of(x);
        int n = rows.cols();
        rows.forEach(1, (from, to) -> {
            int count = to - from;
            long xo = rows.at(x, from);
            long yo = rows.at(y, from);
            if (x.dtype() == DType.FLOAT32) {
                kernel.layerNorm(count, n, (float) eps, xs, xo, ws, wo, bs, bo, ys, yo);
            } else {
                NormalizationDouble.layerNorm(count, n, eps, xs, xo, ws, wo, bs, bo, ys, yo);
            }
        });
    }

    /** dx is that of {@link LayerNormGrad}, dweight the sum of dy standardize(x) over all rows, dbias that of dy. */
    @Override
    public Tensor gradient(int i, Tensor dy, List<Tensor> inputs, Tensor y) {
        Tensor x = inputs.get(0);
        return switch (i) {
            case 0 -> Tensor.apply(new LayerNormGrad(eps), List.of(dy, x, inputs.get(1)));
            case 1 -> MatMul.rows(dy.mul(x.standardize(eps))).sum(0);
            default -> MatMul.rows(dy).sum(0);
        };
    }
}
