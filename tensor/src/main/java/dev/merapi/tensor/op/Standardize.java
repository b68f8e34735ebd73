package dev.merapi.tensor.op;

import dev.merapi.simd.Kernels;
import dev.merapi.simd.NormalizationDouble;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Op;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;

/** y = (x - mean) / sqrt(variance + eps) along the last axis, with the biased variance: layer norm's core. */
public record Standardize(double eps) implements Op.Unary {
    @Override
    public Spec spec(Spec x) {
        x.shape().axis(-1);
        return Require.floating(this, x);
    }

    @Override
    public void forward(Tensor x, Tensor y) {
        Tensor in = Contiguous.of(x);
        var kernel = Kernels.active().normalization();
        LastAxis rows = LastAxis.of(in);
        int n = rows.cols();
        rows.forEach(1, (from, to) -> {
            long xo = rows.at(in, from);
            long yo = rows.at(y, from);
            if (in.dtype() == DType.FLOAT32) {
                kernel.standardize(to - from, n, (float) eps, in.segment(), xo, y.segment(), yo);
            } else {
                NormalizationDouble.standardize(to - from, n, eps, in.segment(), xo, y.segment(), yo);
            }
        });
    }

    @Override
    public Tensor gradient(Tensor dy, Tensor x, Tensor y) {
        return dy.apply(new StandardizeGrad(eps), x);
    }
}
