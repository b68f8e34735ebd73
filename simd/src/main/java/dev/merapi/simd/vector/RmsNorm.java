package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.Lanes.ORDER;
import static dev.merapi.simd.vector.Lanes.S;
import static dev.merapi.simd.vector.Lanes.V;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** RMS norm of one row, and its gradient. Two passes: the mean square, the result. */
final class RmsNorm {
    private RmsNorm() {}

    static void forward(
            float eps, MemorySegment x, long xo, MemorySegment w, long wo, int ws, MemorySegment y, long yo, int n) {
        product(scale(x, xo, n, eps), x, xo, w, wo, ws, y, yo, n);
    }

    /** dy w, then the rest in place. */
    static void gradient(
            float eps,
            MemorySegment dy,
            long dyo,
            MemorySegment x,
            long xo,
            MemorySegment w,
            long wo,
            int ws,
            MemorySegment dx,
            long dxo,
            int n) {
        product(1f, dy, dyo, w, wo, ws, dx, dxo, n);
        float scale = scale(x, xo, n, eps);
        project(scale, VectorReduction.dotOf(dx, dxo, x, xo, n) * scale / n, x, xo, dx, dxo, n);
    }

    private static float scale(MemorySegment x, long xo, int n, float eps) {
        return 1f / (float) Math.sqrt(VectorReduction.dotOf(x, xo, x, xo, n) / n + eps);
    }

    /** y = x scale w; a product with 1 changes no bit. */
    private static void product(
            float scale, MemorySegment x, long xo, MemorySegment w, long wo, int ws, MemorySegment y, long yo, int n) {
        x = OffHeap.of(x);
        w = OffHeap.of(w);
        y = OffHeap.of(y);
        float w0 = Strip.get(w, wo);
        int steady = n & -V;
        for (int i = 0; i < steady; i += V) {
            FloatVector v =
                    ws == 0 ? FloatVector.broadcast(S, w0) : FloatVector.fromMemorySegment(S, w, (wo + i) << 2, ORDER);
            FloatVector.fromMemorySegment(S, x, (xo + i) << 2, ORDER)
                    .mul(scale)
                    .mul(v)
                    .intoMemorySegment(y, (yo + i) << 2, ORDER);
        }
        for (int i = steady; i < n; i++) {
            Strip.put(y, yo + i, Strip.get(x, xo + i) * scale * (ws == 0 ? w0 : Strip.get(w, wo + i)));
        }
    }

    /** dx = fma(-(x scale), m, dx) scale. */
    private static void project(float scale, float m, MemorySegment x, long xo, MemorySegment dx, long dxo, int n) {
        x = OffHeap.of(x);
        dx = OffHeap.of(dx);
        FloatVector minusM = FloatVector.broadcast(S, -m);
        int steady = n & -V;
        for (int i = 0; i < steady; i += V) {
            FloatVector u =
                    FloatVector.fromMemorySegment(S, x, (xo + i) << 2, ORDER).mul(scale);
            u.fma(minusM, FloatVector.fromMemorySegment(S, dx, (dxo + i) << 2, ORDER))
                    .mul(scale)
                    .intoMemorySegment(dx, (dxo + i) << 2, ORDER);
        }
        if (steady < n) {
            VectorMask<Float> rest = S.indexInRange(0, n - steady);
            FloatVector u = FloatVector.fromMemorySegment(S, x, (xo + steady) << 2, ORDER, rest)
                    .mul(scale);
            u.fma(minusM, FloatVector.fromMemorySegment(S, dx, (dxo + steady) << 2, ORDER, rest))
                    .mul(scale)
                    .intoMemorySegment(dx, (dxo + steady) << 2, ORDER, rest);
        }
    }
}
