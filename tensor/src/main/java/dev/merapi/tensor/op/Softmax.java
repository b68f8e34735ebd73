package dev.merapi.tensor.op;

import dev.merapi.simd.Kernels;
import dev.merapi.simd.NormalizationDouble;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Op;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;

/** y = e^x / sum e^x along the last axis. */
public record Softmax() implements Op.Unary {
    @Override
    public Spec spec(Spec x) {
        return Require.floating(this, x);
    }

    @Override
    public void forward(Tensor x, Tensor y) {
        Tensor in = Contiguous.of(x);
        var kernel = Kernels.active().normalization();
        LastAxis rows = LastAxis.of(in);
        int n = rows.cols();
        rows.forEach(4, (from, to) -> {
            long xo = rows.at(in, from);
            long yo = rows.at(y, from);
            if (in.dtype() == DType.FLOAT32) {
                kernel.softmax(to - from, n, in.segment(), xo, y.segment(), yo);
            } else {
                NormalizationDouble.softmax(to - from, n, in.segment(), xo, y.segment(), yo);
            }
        });
    }

    @Override
    public Tensor gradient(Tensor dy, Tensor x, Tensor y) {
        return dy.apply(new SoftmaxGrad(), y);
    }
}
