package dev.merapi.tensor.op;

import dev.merapi.simd.Kernels;
import dev.merapi.simd.PoolingDouble;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Op;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;

/** y [.., oh, ow] = the largest element of each window of x [.., h, w]; padding never wins. */
public record MaxPool2d(Window window) implements Op.Unary {
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
                kernel.max(s, to - from, in.segment(), xo, y.segment(), yo);
            } else {
                PoolingDouble.max(s, to - from, in.segment(), xo, y.segment(), yo);
            }
        });
    }

    @Override
    public Tensor gradient(Tensor dy, Tensor x, Tensor y) {
        return dy.apply(new MaxPool2dGrad(window), x);
    }
}
