package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.Lanes.ORDER;
import static dev.merapi.simd.vector.Lanes.S;
import static dev.merapi.simd.vector.Lanes.V;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** Layer norm, and its gradient of one row. Three passes: the mean, the variance about it, the result. */
final class LayerNorm {
    private LayerNorm() {}

    /** All rows. */
    static void forward(
            int rows,
            int cols,
            float eps,
            MemorySegment x,
            long xo,
            MemorySegment w,
            long wo,
            MemorySegment b,
            long bo,
            MemorySegment y,
            long yo) {
        int steady = cols & -V;
        int left = cols - steady;
        boolean ahead = NextRow.suits(rows, cols);
        var next = new NextRow();
        for (int i = 0; i < rows; i++) {
            long from = xo + (long) i * cols;
            long to = yo + (long) i * cols;
            float mean = (ahead && i > 0 ? next.sum() : VectorReduction.sum(x, from, cols)) / cols;
            float squares = ahead && i + 1 < rows
                    ? next.squares(x, from, mean, from + cols, cols)
                    : VectorReduction.squares(x, from, mean, cols);
            float rstd = Standardize.rstd(squares / cols, eps);
            write(mean, rstd, x, from, w, wo, b, bo, y, to, steady);
            if (left > 0) {
                writeRest(mean, rstd, x, from + steady, w, wo + steady, b, bo + steady, y, to + steady, left);
            }
        }
    }

    private static void write(
            float mean,
            float rstd,
            MemorySegment x,
            long xo,
            MemorySegment w,
            long wo,
            MemorySegment b,
            long bo,
            MemorySegment y,
            long yo,
            int n) {
        x = OffHeap.of(x);
        w = OffHeap.of(w);
        b = OffHeap.of(b);
        y = OffHeap.of(y);
        FloatVector m = FloatVector.broadcast(S, mean);
        FloatVector r = FloatVector.broadcast(S, rstd);
        for (int i = 0; i < n; i += V) {
            FloatVector u = FloatVector.fromMemorySegment(S, x, (xo + i) << 2, ORDER)
                    .sub(m)
                    .mul(r);
            u.fma(
                            FloatVector.fromMemorySegment(S, w, (wo + i) << 2, ORDER),
                            FloatVector.fromMemorySegment(S, b, (bo + i) << 2, ORDER))
                    .intoMemorySegment(y, (yo + i) << 2, ORDER);
        }
    }

    /** The last n < V elements. */
    private static void writeRest(
            float mean,
            float rstd,
            MemorySegment x,
            long xo,
            MemorySegment w,
            long wo,
            MemorySegment b,
            long bo,
            MemorySegment y,
            long yo,
            int n) {
        x = OffHeap.of(x);
        w = OffHeap.of(w);
        b = OffHeap.of(b);
        y = OffHeap.of(y);
        VectorMask<Float> rest = S.indexInRange(0, n);
        FloatVector u = FloatVector.fromMemorySegment(S, x, xo << 2, ORDER, rest)
                .sub(mean)
                .mul(rstd);
        u.fma(
                        FloatVector.fromMemorySegment(S, w, wo << 2, ORDER, rest),
                        FloatVector.fromMemorySegment(S, b, bo << 2, ORDER, rest))
                .intoMemorySegment(y, yo << 2, ORDER, rest);
    }

    /** dy w, then the gradient of {@link Standardize}, in place. */
    static void gradient(
            float eps,
            MemorySegment dy,
            long dyo,
            MemorySegment x,
            long xo,
            MemorySegment w,
            long wo,
            MemorySegment dx,
            long dxo,
            int n) {
        scale(dy, dyo, w, wo, dx, dxo, n);
        Standardize.gradient(eps, dx, dxo, x, xo, dx, dxo, n);
    }

    private static void scale(MemorySegment dy, long dyo, MemorySegment w, long wo, MemorySegment dx, long dxo, int n) {
        dy = OffHeap.of(dy);
        w = OffHeap.of(w);
        dx = OffHeap.of(dx);
        int steady = n & -V;
        for (int i = 0; i < steady; i += V) {
            FloatVector.fromMemorySegment(S, dy, (dyo + i) << 2, ORDER)
                    .mul(FloatVector.fromMemorySegment(S, w, (wo + i) << 2, ORDER))
                    .intoMemorySegment(dx, (dxo + i) << 2, ORDER);
        }
        if (steady < n) {
            VectorMask<Float> rest = S.indexInRange(0, n - steady);
            FloatVector.fromMemorySegment(S, dy, (dyo + steady) << 2, ORDER, rest)
                    .mul(FloatVector.fromMemorySegment(S, w, (wo + steady) << 2, ORDER, rest))
                    .intoMemorySegment(dx, (dxo + steady) << 2, ORDER, rest);
        }
    }
}
