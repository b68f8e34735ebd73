package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.Lanes.ORDER;
import static dev.merapi.simd.vector.Lanes.S;
import static dev.merapi.simd.vector.Lanes.V;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** One row to mean 0 and variance 1, and the gradient. Two passes for the variance: one pass would cancel. */
final class Standardize {
    private Standardize() {}

    static void forward(float eps, MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        x = OffHeap.of(x);
        y = OffHeap.of(y);
        float center = VectorReduction.sum(x, xo, n) / n;
        FloatVector mean = FloatVector.broadcast(S, center);
        FloatVector rstd = FloatVector.broadcast(S, rstd(x, xo, center, n, eps));
        int i = 0;
        for (; i <= n - V; i += V) {
            FloatVector.fromMemorySegment(S, x, (xo + i) << 2, ORDER)
                    .sub(mean)
                    .mul(rstd)
                    .intoMemorySegment(y, (yo + i) << 2, ORDER);
        }
        if (i < n) {
            VectorMask<Float> rest = S.indexInRange(0, n - i);
            FloatVector.fromMemorySegment(S, x, (xo + i) << 2, ORDER, rest)
                    .sub(mean)
                    .mul(rstd)
                    .intoMemorySegment(y, (yo + i) << 2, ORDER, rest);
        }
    }

    static void gradient(
            float eps, MemorySegment dy, long dyo, MemorySegment x, long xo, MemorySegment dx, long dxo, int n) {
        dy = OffHeap.of(dy);
        x = OffHeap.of(x);
        dx = OffHeap.of(dx);
        float center = VectorReduction.sum(x, xo, n) / n;
        float scale = rstd(x, xo, center, n, eps);
        FloatVector mean = FloatVector.broadcast(S, center);
        FloatVector rstd = FloatVector.broadcast(S, scale);
        FloatVector meanDy = FloatVector.broadcast(S, VectorReduction.sum(dy, dyo, n) / n);
        FloatVector meanDyY =
                FloatVector.broadcast(S, -(VectorReduction.centered(dy, dyo, x, xo, center, n) * scale / n));
        int i = 0;
        for (; i <= n - V; i += V) {
            FloatVector y = FloatVector.fromMemorySegment(S, x, (xo + i) << 2, ORDER)
                    .sub(mean)
                    .mul(rstd);
            FloatVector d =
                    FloatVector.fromMemorySegment(S, dy, (dyo + i) << 2, ORDER).sub(meanDy);
            y.fma(meanDyY, d).mul(rstd).intoMemorySegment(dx, (dxo + i) << 2, ORDER);
        }
        if (i < n) {
            VectorMask<Float> rest = S.indexInRange(0, n - i);
            FloatVector y = FloatVector.fromMemorySegment(S, x, (xo + i) << 2, ORDER, rest)
                    .sub(mean)
                    .mul(rstd);
            FloatVector d = FloatVector.fromMemorySegment(S, dy, (dyo + i) << 2, ORDER, rest)
                    .sub(meanDy);
            y.fma(meanDyY, d).mul(rstd).intoMemorySegment(dx, (dxo + i) << 2, ORDER, rest);
        }
    }

    private static float rstd(MemorySegment x, long xo, float mean, int n, float eps) {
        return rstd(VectorReduction.squares(x, xo, mean, n) / n, eps);
    }

    /** 1 / sqrt(variance + eps). */
    static float rstd(float variance, float eps) {
        return 1f / (float) Math.sqrt(variance + eps);
    }
}
