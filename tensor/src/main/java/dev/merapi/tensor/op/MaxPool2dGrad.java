package dev.merapi.tensor.op;

import dev.merapi.simd.Kernels;
import dev.merapi.simd.PoolingDouble;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Op;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;

/** dx [.., h, w]: each dy [.., oh, ow] goes to the element of x that won its window (of equal ones the first). */
public record MaxPool2dGrad(Window window) implements Op.Binary {
    @Override
    public Spec spec(Spec dy, Spec x) {
        Require.floating(this, dy, x);
        return x;
    }

    @Override
    public void forward(Tensor dy, Tensor x, Tensor dx) {
        Tensor g = Contiguous.of(dy);
        Tensor in = Contiguous.of(x);
        var s = window.sizes(x.shape());
        var kernel = Kernels.active().pooling();
        Window.forEachPlane(x, (from, to) -> {
            int n = to - from;
            long dxo = (long) from * s.h() * s.w();
            long xo = in.offset() + dxo;
            long go = g.offset() + (long) from * s.oh() * s.ow();
            if (x.dtype() == DType.FLOAT32) {
                kernel.maxGradient(s, n, in.segment(), xo, g.segment(), go, dx.segment(), dxo);
            } else {
                PoolingDouble.maxGradient(s, n, in.segment(), xo, g.segment(), go, dx.segment(), dxo);
            }
        });
    }

    /** Each window reads the element that won it. */
    @Override
    public Tensor gradientA(Tensor d, Tensor dy, Tensor x, Tensor dx) {
        Tensor winners = x.apply(new MaxPool2dIndex(window)).flatten(-2);
        return d.flatten(-2).gather(-1, winners).reshape(dy.shape().dims());
    }

    /** The winners don't change with x, but at ties. */
    @Override
    public Tensor gradientB(Tensor d, Tensor dy, Tensor x, Tensor dx) {
        return x.zerosLike();
    }
}
