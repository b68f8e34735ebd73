package dev.merapi.tensor.op;

import dev.merapi.simd.Kernels;
import dev.merapi.simd.PoolingDouble;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Op;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;

/** y [.., oh, ow] = the mean of each window of x [.., h, w]; padding counts as zeros (PyTorch's count_include_pad). */
public record AvgPool2d(Window window) implements Op.Unary {
    @Override
    public Spec spec(Spec x) {
        return Require.floating(this, x).with(window.pooled(this, x.shape()));
    }

    @Override
    public void forward(Tensor x, Tensor y) {
        Tensor in = Contiguous.of(x);
        var s = window.sizes(x.shape());
        var kernel = Kernels.active().pooling();
        Window.forEachPlane(x, (from, to) -> {
            long xo = in.offset() + (long) from * s.h() * s.w();
            long yo = (long) from * s.oh() * s.ow();
            if (x.dtype() == DType.FLOAT32) {
                kernel.average(s, to - from, in.segment(), xo, y.segment(), yo);
            } else {
                PoolingDouble.average(s, to - from, in.segment(), xo, y.segment(), yo);
            }
        });
    }

    @Override
    public Tensor gradient(Tensor dy, Tensor x, Tensor y) {
        return dy.apply(new AvgPool2dGrad(window, x.size(-2), x.size(-1)));
    }
}
