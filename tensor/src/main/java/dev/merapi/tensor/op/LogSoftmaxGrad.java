package dev.merapi.tensor.op;

import dev.merapi.simd.Kernels;
import dev.merapi.simd.NormalizationDouble;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Op;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;

/** dx = dy - e^y sum(dy) along the last axis: the gradient of log-softmax y. */
public record LogSoftmaxGrad() implements Op.Binary {
    @Override
    public Spec spec(Spec dy, Spec y) {
        Require.floating(this, dy, y);
        return y;
    }

    @Override
    public void forward(Tensor dy, Tensor y, Tensor dx) {
        Tensor g = Contiguous.of(dy);
        Tensor out = Contiguous.of(y);
        var kernel = Kernels.active().normalization();
        LastAxis rows = LastAxis.of(out);
        int n = rows.cols();
        rows.forEach(4, (from, to) -> {
            long go = rows.at(g, from);
            long yo = rows.at(out, from);
            long dxo = rows.at(dx, from);
            if (out.dtype() == DType.FLOAT32) {
                kernel.logSoftmaxGradient(to - from, n, g.segment(), go, out.segment(), yo, dx.segment(), dxo);
            } else {
                NormalizationDouble.logSoftmaxGradient(
                        to - from, n, g.segment(), go, out.segment(), yo, dx.segment(), dxo);
            }
        });
    }

    @Override
    public Tensor gradientA(Tensor d, Tensor dy, Tensor y, Tensor dx) {
        return d.sub(d.mul(y.exp()).sum(true, -1));
    }

    @Override
    public Tensor gradientB(Tensor d, Tensor dy, Tensor y, Tensor dx) {
        return d.mul(y.exp()).mul(dy.sum(true, -1)).neg();
    }
}
