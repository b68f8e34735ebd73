package dev.merapi.tensor.op;

import dev.merapi.simd.Kernels;
import dev.merapi.simd.PoolingDouble;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Op;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;

/**
 * y [.., oh, ow] = the largest element of each window of x [.., h, w], then relu if asked; padding never wins.
 *
 * <p>It is the same as the pool of relu(x), and a window of k elements has one relu instead of k, on the way back too.
 */
public record MaxPool2d(Window window, boolean relu) implements Op.Unary {
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
                kernel.max(s, relu, to - from, in.segment(), xo, y.segment(), yo);
            } else {
                PoolingDouble.max(s, relu, to - from, in.segment(), xo, y.segment(), yo);
            }
        });
    }

    @Override
    public Tensor gradient(Tensor dy, Tensor x, Tensor y) {
        Tensor g = relu ? dy.apply(new ReluGrad(), y) : dy;
        return g.apply(new MaxPool2dGrad(window), x);
    }
}
