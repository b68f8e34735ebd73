package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.Strip.LANES;
import static dev.merapi.simd.vector.Strip.ORDER;
import static dev.merapi.simd.vector.Strip.all;
import static dev.merapi.simd.vector.Strip.get;
import static dev.merapi.simd.vector.Strip.load;
import static dev.merapi.simd.vector.Strip.put;
import static dev.merapi.simd.vector.Strip.store;
import static dev.merapi.simd.vector.Strip.tail;
import static jdk.incubator.vector.VectorOperators.GT;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * One loop for each gradient of an activation function: (dy, x or y).
 *
 * <p>The element that a stride of 0 repeats is read before the loop, since y may lie on it. n > 0. Where a function is long,
 * the last few elements are the scalar twin's, as in {@link VectorElementwise}: with a masked vector for them the method
 * had two copies of it, the second beyond what C2 inlines (7 GB/s instead of 40).
 */
final class GradientLoops {
    private GradientLoops() {}

    /** (dy, x): x > 0 ? dy : 0. */
    static void relu(
            MemorySegment a, long ao, int as, MemorySegment b, long bo, int bs, MemorySegment y, long yo, int n) {
        FloatVector a0 = all(get(a, ao));
        FloatVector b0 = all(get(b, bo));
        int steady = n & -LANES;
        for (int i = 0; i < steady; i += LANES) {
            FloatVector u = as == 0 ? a0 : load(a, ao + i);
            FloatVector v = bs == 0 ? b0 : load(b, bo + i);
            store(all(0f).blend(u, v.compare(GT, 0f)), y, yo + i);
        }
        if (steady < n) {
            VectorMask<Float> m = tail(n - steady);
            FloatVector u = as == 0 ? a0 : load(a, ao + steady, m);
            FloatVector v = bs == 0 ? b0 : load(b, bo + steady, m);
            store(all(0f).blend(u, v.compare(GT, 0f)), y, yo + steady, m);
        }
    }

    /** (dy, y): dy y (1 - y), as dy (y (1 - y)). */
    static void sigmoid(
            MemorySegment a, long ao, int as, MemorySegment b, long bo, int bs, MemorySegment y, long yo, int n) {
        FloatVector a0 = all(get(a, ao));
        FloatVector b0 = all(get(b, bo));
        int steady = n & -LANES;
        for (int i = 0; i < steady; i += LANES) {
            FloatVector u = as == 0 ? a0 : load(a, ao + i);
            FloatVector v = bs == 0 ? b0 : load(b, bo + i);
            store(u.mul(v.mul(all(1f).sub(v))), y, yo + i);
        }
        if (steady < n) {
            VectorMask<Float> m = tail(n - steady);
            FloatVector u = as == 0 ? a0 : load(a, ao + steady, m);
            FloatVector v = bs == 0 ? b0 : load(b, bo + steady, m);
            store(u.mul(v.mul(all(1f).sub(v))), y, yo + steady, m);
        }
    }

    /** (dy, y): dy (1 - y^2), as dy fma(-y, y, 1). */
    static void tanh(
            MemorySegment a, long ao, int as, MemorySegment b, long bo, int bs, MemorySegment y, long yo, int n) {
        FloatVector a0 = all(get(a, ao));
        FloatVector b0 = all(get(b, bo));
        int steady = n & -LANES;
        for (int i = 0; i < steady; i += LANES) {
            FloatVector u = as == 0 ? a0 : load(a, ao + i);
            FloatVector v = bs == 0 ? b0 : load(b, bo + i);
            store(u.mul(v.neg().fma(v, all(1f))), y, yo + i);
        }
        if (steady < n) {
            VectorMask<Float> m = tail(n - steady);
            FloatVector u = as == 0 ? a0 : load(a, ao + steady, m);
            FloatVector v = bs == 0 ? b0 : load(b, bo + steady, m);
            store(u.mul(v.neg().fma(v, all(1f))), y, yo + steady, m);
        }
    }

    /** (dy, x): dy times the derivative of silu. */
    static void silu(
            MemorySegment a, long ao, int as, MemorySegment b, long bo, int bs, MemorySegment y, long yo, int n) {
        float a0 = get(a, ao);
        float b0 = get(b, bo);
        int steady = n & -LANES;
        y = OffHeap.of(y);
        for (int i = 0; i < steady; i += LANES) {
            FloatVector u = as == 0 ? all(a0) : load(a, ao + i);
            FloatVector v = bs == 0 ? all(b0) : load(b, bo + i);
            u.mul(Sigmoid.siluSlope(v)).intoMemorySegment(y, (yo + i) << 2, ORDER);
        }
        for (int i = steady; i < n; i++) {
            float v = bs == 0 ? b0 : get(b, bo + i);
            put(y, yo + i, (as == 0 ? a0 : get(a, ao + i)) * dev.merapi.simd.scalar.Sigmoid.siluSlope(v));
        }
    }

    /** (dy, x): dy times the derivative of the erf form of gelu. */
    static void gelu(
            MemorySegment a, long ao, int as, MemorySegment b, long bo, int bs, MemorySegment y, long yo, int n) {
        float a0 = get(a, ao);
        float b0 = get(b, bo);
        int steady = n & -LANES;
        y = OffHeap.of(y);
        for (int i = 0; i < steady; i += LANES) {
            FloatVector u = as == 0 ? all(a0) : load(a, ao + i);
            FloatVector v = bs == 0 ? all(b0) : load(b, bo + i);
            u.mul(ErrorFunction.geluSlope(v)).intoMemorySegment(y, (yo + i) << 2, ORDER);
        }
        for (int i = steady; i < n; i++) {
            float v = bs == 0 ? b0 : get(b, bo + i);
            put(y, yo + i, (as == 0 ? a0 : get(a, ao + i)) * dev.merapi.simd.scalar.ErrorFunction.geluSlope(v));
        }
    }

    /** (dy, x): dy times the derivative of the tanh form of gelu. */
    static void geluTanh(
            MemorySegment a, long ao, int as, MemorySegment b, long bo, int bs, MemorySegment y, long yo, int n) {
        float a0 = get(a, ao);
        float b0 = get(b, bo);
        int steady = n & -LANES;
        y = OffHeap.of(y);
        for (int i = 0; i < steady; i += LANES) {
            FloatVector u = as == 0 ? all(a0) : load(a, ao + i);
            FloatVector v = bs == 0 ? all(b0) : load(b, bo + i);
            u.mul(TanhGelu.geluSlope(v)).intoMemorySegment(y, (yo + i) << 2, ORDER);
        }
        for (int i = steady; i < n; i++) {
            float v = bs == 0 ? b0 : get(b, bo + i);
            put(y, yo + i, (as == 0 ? a0 : get(a, ao + i)) * dev.merapi.simd.scalar.TanhGelu.geluSlope(v));
        }
    }
}
