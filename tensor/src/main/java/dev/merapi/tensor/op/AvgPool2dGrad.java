package dev.merapi.tensor.op;

import dev.merapi.simd.Kernels;
import dev.merapi.simd.PoolingDouble;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Op;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;

/** dx [.., h, w]: each dy [.., oh, ow] spread evenly over its window; the adjoint of {@link AvgPool2d}. */
public record AvgPool2dGrad(Window window, int h, int w) implements Op.Unary {
    @Override
    public Spec spec(Spec dy) {
        return Require.floating(this, dy).with(dy.shape().with(-2, h).with(-1, w));
    }

    @Override
    public void forward(Tensor dy, Tensor dx) {
        Tensor g = Contiguous.of(dy);
        var s = window.sizes(dx.shape());
        var kernel = Kernels.active().pooling();
        Window.forEachPlane(dx, (from, to) -> {
            long go = g.offset() + (long) from * s.oh() * s.ow();
            long dxo = (long) from * h * w;
            if (dx.dtype() == DType.FLOAT32) {
                kernel.averageGradient(s, to - from, g.segment(), go, dx.segment(), dxo);
            } else {
                PoolingDouble.averageGradient(s, to - from, g.segment(), go, dx.segment(), dxo);
            }
        });
    }

    @Override
    public Tensor gradient(Tensor d, Tensor dy, Tensor dx) {
        return d.apply(new AvgPool2d(window));
    }
}
