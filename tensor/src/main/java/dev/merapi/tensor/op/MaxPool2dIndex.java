package dev.merapi.tensor.op;

import dev.merapi.tensor.DType;
import dev.merapi.tensor.Op;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;

/**
 * y [.., oh, ow] = where in its plane [h, w], in row-major order, each window's winner is (int64); of equal ones the first.
 *
 * @param ceil whether windows count that begin inside x and end behind it
 */
public record MaxPool2dIndex(Window window, boolean ceil) implements Op.Unary {
    /** Only whole windows. */
    public MaxPool2dIndex(Window window) {
        this(window, false);
    }

    @Override
    public Spec spec(Spec x) {
        Shape shape = Require.floating(this, x).shape();
        if (!ceil) {
            return new Spec(DType.INT64, window.pooled(this, shape));
        }
        Overhang.check(shape);
        return new Spec(DType.INT64, window.ceil().pooled(shape));
    }

    @Override
    public void forward(Tensor x, Tensor y) {
        Tensor in = Contiguous.of(x);
        int oh = y.size(-2);
        int ow = y.size(-1);
        int plane = x.size(-2) * x.size(-1);
        Window.forEachPlane(x, (from, to) -> {
            for (int p = from; p < to; p++) {
                for (int i = 0; i < oh * ow; i++) {
                    Elements.set(y, p * oh * ow + i, winner(in, p * plane, i / ow, i % ow));
                }
            }
        });
    }

    private long winner(Tensor x, int plane, int p, int q) {
        int top = p * window.strideH() - window.padH();
        int left = q * window.strideW() - window.padW();
        int bottom = Math.min(x.size(-2), top + window.reachH());
        int right = Math.min(x.size(-1), left + window.reachW());
        long winner = -1;
        double best = 0;
        for (int r = first(top, window.dilationH()); r < bottom; r += window.dilationH()) {
            for (int t = first(left, window.dilationW()); t < right; t += window.dilationW()) {
                int at = r * x.size(-1) + t;
                double v = Elements.get(x, plane + at);
                if (winner < 0 || (!Double.isNaN(best) && !(v <= best))) {
                    winner = at;
                    best = v;
                }
            }
        }
        if (winner < 0) {
            throw new ShapeException(name() + ": the window [" + p + ", " + q + "] of x " + x.shape()
                    + " has only padding between its gaps; pad less or dilate less");
        }
        return winner;
    }

    /** The first element of a window that isn't padding. */
    private static int first(int from, int dilation) {
        return from >= 0 ? from : Math.floorMod(from, dilation);
    }

    /** An index doesn't change with x. */
    @Override
    public Tensor gradient(Tensor dy, Tensor x, Tensor y) {
        return x.zerosLike();
    }
}
