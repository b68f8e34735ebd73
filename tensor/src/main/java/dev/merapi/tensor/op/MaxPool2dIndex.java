package dev.merapi.tensor.op;

import dev.merapi.simd.Pooling;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Op;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;

/** y [.., oh, ow] = where in its plane [h, w], in row-major order, each window's winner is (int64). */
public record MaxPool2dIndex(Window window) implements Op.Unary {
    @Override
    public Spec spec(Spec x) {
        return new Spec(
                DType.INT64, window.pooled(this, Require.floating(this, x).shape()));
    }

    @Override
    public void forward(Tensor x, Tensor y) {
        Tensor in = Contiguous.of(x);
        var s = window.sizes(x.shape());
        Window.forEachPlane(x, (from, to) -> {
            for (int plane = from; plane < to; plane++) {
                int out = plane * s.oh() * s.ow();
                for (int i = 0; i < s.oh() * s.ow(); i++) {
                    Elements.set(y, out + i, winner(s, in, plane * s.h() * s.w(), i / s.ow(), i % s.ow()));
                }
            }
        });
    }

    private static long winner(Pooling.Window s, Tensor x, int plane, int p, int q) {
        int right = Math.min(s.w(), q * s.strideW() - s.padW() + s.kw());
        int bottom = Math.min(s.h(), p * s.strideH() - s.padH() + s.kh());
        long winner = -1;
        double best = 0;
        for (int r = Math.max(0, p * s.strideH() - s.padH()); r < bottom; r++) {
            for (int t = Math.max(0, q * s.strideW() - s.padW()); t < right; t++) {
                int at = r * s.w() + t;
                double v = x.dtype() == DType.FLOAT32
                        ? Elements.getFloat(x, plane + at)
                        : Elements.getDouble(x, plane + at);
                if (winner < 0 || (!Double.isNaN(best) && !(v <= best))) {
                    winner = at;
                    best = v;
                }
            }
        }
        return winner;
    }

    /** An index doesn't change with x. */
    @Override
    public Tensor gradient(Tensor dy, Tensor x, Tensor y) {
        return x.zerosLike();
    }
}
