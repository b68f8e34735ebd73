package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.Strip.LANES;
import static dev.merapi.simd.vector.Strip.all;
import static dev.merapi.simd.vector.Strip.get;
import static dev.merapi.simd.vector.Strip.load;
import static dev.merapi.simd.vector.Strip.store;
import static dev.merapi.simd.vector.Strip.tail;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LT;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** affine, axpy, clamp and where. */
final class LinearLoops {
    private LinearLoops() {}

    /** y[i] = fma(x[i], scale, shift). */
    static void affine(MemorySegment x, long xo, float scale, float shift, MemorySegment y, long yo, int n) {
        int steady = n & -LANES;
        for (int i = 0; i < steady; i += LANES) {
            store(load(x, xo + i).fma(all(scale), all(shift)), y, yo + i);
        }
        if (steady < n) {
            VectorMask<Float> m = tail(n - steady);
            store(load(x, xo + steady, m).fma(all(scale), all(shift)), y, yo + steady, m);
        }
    }

    /** y[i] = fma(alpha, x[i], y[i]). */
    static void axpy(float alpha, MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        int steady = n & -LANES;
        for (int i = 0; i < steady; i += LANES) {
            store(load(x, xo + i).fma(all(alpha), load(y, yo + i)), y, yo + i);
        }
        if (steady < n) {
            VectorMask<Float> m = tail(n - steady);
            store(load(x, xo + steady, m).fma(all(alpha), load(y, yo + steady, m)), y, yo + steady, m);
        }
    }

    /** y[i] = x[i] within [low, high]; NaN stays NaN. */
    static void clamp(MemorySegment x, long xo, float low, float high, MemorySegment y, long yo, int n) {
        int steady = n & -LANES;
        for (int i = 0; i < steady; i += LANES) {
            store(clamp(load(x, xo + i), low, high), y, yo + i);
        }
        if (steady < n) {
            VectorMask<Float> m = tail(n - steady);
            store(clamp(load(x, xo + steady, m), low, high), y, yo + steady, m);
        }
    }

    private static FloatVector clamp(FloatVector x, float low, float high) {
        FloatVector v = x.blend(low, x.compare(LT, low));
        return v.blend(high, v.compare(GT, high));
    }

    /** y[i] = c[i] != 0 ? a[i as] : b[i bs]; the element that a stride of 0 repeats is read first. n > 0. */
    static void where(
            MemorySegment c,
            long co,
            MemorySegment a,
            long ao,
            int as,
            MemorySegment b,
            long bo,
            int bs,
            MemorySegment y,
            long yo,
            int n) {
        float a0 = get(a, ao);
        float b0 = get(b, bo);
        int steady = n & -LANES;
        for (int i = 0; i < steady; i += LANES) {
            FloatVector u = as == 0 ? all(a0) : load(a, ao + i);
            FloatVector v = bs == 0 ? all(b0) : load(b, bo + i);
            store(v.blend(u, MaskBytes.load(c, co + i)), y, yo + i);
        }
        for (int i = steady; i < n; i++) {
            float u = as == 0 ? a0 : get(a, ao + i);
            float v = bs == 0 ? b0 : get(b, bo + i);
            y.set(ValueLayout.JAVA_FLOAT, (yo + i) << 2, c.get(ValueLayout.JAVA_BYTE, co + i) != 0 ? u : v);
        }
    }
}
