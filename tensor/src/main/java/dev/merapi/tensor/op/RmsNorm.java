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
 * y = x / sqrt(mean(x^2) + eps) weight along the last axis: x [.., d], weight [d] or [1] for one number for all (Zhang,
 * Sennrich, "Root mean square layer normalization", 2019).
 */
public record RmsNorm(double eps) implements Op.Nary {
    @Override
    public List<String> inputNames() {
        return List.of("x", "weight");
    }

    @Override
    public Spec spec(List<Spec> inputs) {
        Spec x = Require.floating(this, inputs.getFirst());
        check(this, x, inputs.get(1));
        return x;
    }

    static void check(Op op, Spec x, Spec weight) {
        Require.same(op, x, weight);
        Shape row = Shape.of(x.shape().dim(-1));
        if (!weight.shape().equals(row) && !weight.shape().equals(Shape.of(1))) {
            throw new ShapeException("rmsNorm: x " + x.shape() + " needs a weight " + row + ", but it is "
                    + weight.shape() + "; give it the size of x's last axis");
        }
    }

    /** Elements from a weight to the next. */
    static int step(Tensor weight) {
        return weight.size() == 1 ? 0 : 1;
    }

    @Override
    public void forward(List<Tensor> inputs, Tensor y) {
        Tensor x = Contiguous.of(inputs.get(0));
        Tensor weight = Contiguous.of(inputs.get(1));
        var kernel = Kernels.active().normalization();
        var xs = x.segment();
        var w = weight.segment();
        var ys = y.segment();
        long wo = weight.offset();
        int ws = step(weight);
        LastAxis rows = LastAxis.of(x);
        int n = rows.cols();
        rows.forEach(1, (from, to) -> {
            long xo = rows.at(x, from);
            long yo = rows.at(y, from);
            if (x.dtype() == DType.FLOAT32) {
                kernel.rmsNorm(to - from, n, (float) eps, xs, xo, w, wo, ws, ys, yo);
            } else {
                NormalizationDouble.rmsNorm(to - from, n, eps, xs, xo, w, wo, ws, ys, yo);
            }
        });
    }

    /** dx is {@link RmsNormGrad}'s, dweight the sum of dy rmsNorm(x) over all rows. */
    @Override
    public Tensor gradient(int i, Tensor dy, List<Tensor> inputs, Tensor y) {
        Tensor x = inputs.get(0);
        return i == 0
                ? Tensor.apply(new RmsNormGrad(eps), List.of(dy, x, inputs.get(1)))
                : MatMul.rows(dy.mul(x.rmsNorm(eps))).sum(0);
    }
}
