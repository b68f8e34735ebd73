package dev.merapi.tensor.op;

import dev.merapi.simd.ChannelsDouble;
import dev.merapi.simd.Elementwise.Unary;
import dev.merapi.simd.ElementwiseDouble;
import dev.merapi.simd.Kernels;
import dev.merapi.simd.Workers;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Op;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;
import java.util.stream.IntStream;

/** A contiguous tensor [n, c, ...] seen as samples x channels planes of {@code size} elements. */
record Channels(int samples, int channels, int size) {
    /** Elements worth handing to another thread. */
    private static final int GRAIN = 1 << 14;

    static Channels of(Tensor x) {
        return new Channels(x.size(0), x.size(1), x.shape().slice(2, x.rank()).size());
    }

    /** x if it floats and has channels, else the error. */
    static Spec require(Op op, Spec x) {
        if (x.shape().rank() < 2) {
            throw new ShapeException(op.name() + ": x " + x.shape()
                    + " has no channels; it should be [n, c] or [n, c, ...], so unsqueeze(0) a single sample");
        }
        return Require.floating(op, x);
    }

    /** Checks that a parameter has an element for each channel of x. */
    static void require(Op op, String what, Spec x, Spec parameter) {
        require(op, what, x, parameter, Shape.of(x.shape().dim(1)));
    }

    /** Checks that the rows of {@code what} have an element for each channel of x. */
    static void requireRows(Op op, String what, Spec x, Spec rows) {
        require(op, what, x, rows, Shape.of(2, x.shape().dim(1)));
    }

    private static void require(Op op, String what, Spec x, Spec parameter, Shape wanted) {
        Require.same(op, x, parameter);
        if (!parameter.shape().equals(wanted)) {
            throw new ShapeException(op.name() + ": x " + x.shape() + " needs a " + what + " " + wanted + ", but it is "
                    + parameter.shape() + "; axis 1 of x counts the channels");
        }
    }

    /** A contiguous tensor [n, c, ...] seen as one sample of n c channels: each plane on its own. */
    static Channels planes(Tensor x) {
        Channels space = of(x);
        return new Channels(1, space.samples() * space.channels(), space.size());
    }

    /** Every axis of x but the channels'. */
    static int[] othersOf(Tensor x) {
        return IntStream.range(0, x.rank()).filter(axis -> axis != 1).toArray();
    }

    /** [c] as [1, c, 1, ...], to broadcast with x. */
    static Tensor broadcast(Tensor values, Tensor x) {
        int[] dims = IntStream.range(0, x.rank())
                .map(axis -> axis == 1 ? x.size(1) : 1)
                .toArray();
        return values.reshape(dims);
    }

    /** How many elements each channel has. */
    int count() {
        return Shape.of(samples, size).size();
    }

    /** Where plane p starts in a contiguous tensor. */
    long at(Tensor t, int p) {
        return t.offset() + (long) p * size;
    }

    /** Runs the body over ranges of planes on all cores. */
    void forEachPlane(Workers.Range body) {
        Workers.forRange(samples * channels, Math.max(1, GRAIN / Math.max(1, size)), body);
    }

    /** y = fma(x - center, scale, shift) with a table [3, c] of these, then relu if asked. */
    void affine(Tensor x, Tensor table, boolean relu, Tensor y) {
        forEachPlane((from, to) -> {
            int first = from % channels;
            long xo = at(x, from);
            long yo = at(y, from);
            var ts = table.segment();
            long t = table.offset();
            if (x.dtype() == DType.FLOAT32) {
                Kernels.active()
                        .normalization()
                        .channelAffine(first, to - from, channels, size, x.segment(), xo, ts, t, y.segment(), yo);
            } else {
                ChannelsDouble.affine(first, to - from, channels, size, x.segment(), xo, ts, t, y.segment(), yo);
            }
            if (relu) {
                relu(y, yo, (to - from) * size);
            }
        });
    }

    private static void relu(Tensor y, long yo, int n) {
        if (y.dtype() == DType.FLOAT32) {
            Kernels.active().elementwise().unary(Unary.RELU, y.segment(), yo, y.segment(), yo, n);
        } else {
            ElementwiseDouble.unary(Unary.RELU, y.segment(), yo, y.segment(), yo, n);
        }
    }

    /** dx = fma(x - center, slope, fma(dy, scale, shift)) with a table [4, c] of these. */
    void gradient(Tensor dy, Tensor x, Tensor table, Tensor dx) {
        forEachPlane((from, to) -> {
            int first = from % channels;
            int planes = to - from;
            var gs = dy.segment();
            long go = at(dy, from);
            var xs = x.segment();
            long xo = at(x, from);
            var ts = table.segment();
            long t = table.offset();
            var out = dx.segment();
            long dxo = at(dx, from);
            if (x.dtype() == DType.FLOAT32) {
                Kernels.active()
                        .normalization()
                        .channelGradient(first, planes, channels, size, gs, go, xs, xo, ts, t, out, dxo);
            } else {
                ChannelsDouble.gradient(first, planes, channels, size, gs, go, xs, xo, ts, t, out, dxo);
            }
        });
    }
}
