package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.Strip.LANES;
import static dev.merapi.simd.vector.Strip.all;
import static dev.merapi.simd.vector.Strip.get;
import static dev.merapi.simd.vector.Strip.load;
import static dev.merapi.simd.vector.Strip.store;
import static dev.merapi.simd.vector.Strip.tail;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * One loop for each binary operation.
 *
 * <p>The four of arithmetic go through both halves of a stretch side by side: prefetchers follow each page of memory for
 * itself, and of two pages at once more is on its way (docs/decisions.md).
 *
 * <p>The element that a stride of 0 repeats is read before the loop, since y may lie on it. n > 0.
 */
final class BinaryLoops {
    private BinaryLoops() {}

    /** y = a + b. */
    static void add(
            MemorySegment a, long ao, int as, MemorySegment b, long bo, int bs, MemorySegment y, long yo, int n) {
        FloatVector a0 = all(get(a, ao));
        FloatVector b0 = all(get(b, bo));
        int half = n / 2 & -LANES;
        for (int i = 0, j = half; i < half; i += LANES, j += LANES) {
            FloatVector u = as == 0 ? a0 : load(a, ao + i);
            FloatVector v = bs == 0 ? b0 : load(b, bo + i);
            FloatVector s = as == 0 ? a0 : load(a, ao + j);
            FloatVector t = bs == 0 ? b0 : load(b, bo + j);
            store(u.add(v), y, yo + i);
            store(s.add(t), y, yo + j);
        }
        int steady = n & -LANES;
        for (int i = 2 * half; i < steady; i += LANES) {
            FloatVector u = as == 0 ? a0 : load(a, ao + i);
            FloatVector v = bs == 0 ? b0 : load(b, bo + i);
            store(u.add(v), y, yo + i);
        }
        if (steady < n) {
            VectorMask<Float> m = tail(n - steady);
            FloatVector u = as == 0 ? a0 : load(a, ao + steady, m);
            FloatVector v = bs == 0 ? b0 : load(b, bo + steady, m);
            store(u.add(v), y, yo + steady, m);
        }
    }

    /** y = a - b. */
    static void sub(
            MemorySegment a, long ao, int as, MemorySegment b, long bo, int bs, MemorySegment y, long yo, int n) {
        FloatVector a0 = all(get(a, ao));
        FloatVector b0 = all(get(b, bo));
        int half = n / 2 & -LANES;
        for (int i = 0, j = half; i < half; i += LANES, j += LANES) {
            FloatVector u = as == 0 ? a0 : load(a, ao + i);
            FloatVector v = bs == 0 ? b0 : load(b, bo + i);
            FloatVector s = as == 0 ? a0 : load(a, ao + j);
            FloatVector t = bs == 0 ? b0 : load(b, bo + j);
            store(u.sub(v), y, yo + i);
            store(s.sub(t), y, yo + j);
        }
        int steady = n & -LANES;
        for (int i = 2 * half; i < steady; i += LANES) {
            FloatVector u = as == 0 ? a0 : load(a, ao + i);
            FloatVector v = bs == 0 ? b0 : load(b, bo + i);
            store(u.sub(v), y, yo + i);
        }
        if (steady < n) {
            VectorMask<Float> m = tail(n - steady);
            FloatVector u = as == 0 ? a0 : load(a, ao + steady, m);
            FloatVector v = bs == 0 ? b0 : load(b, bo + steady, m);
            store(u.sub(v), y, yo + steady, m);
        }
    }

    /** y = a b. */
    static void mul(
            MemorySegment a, long ao, int as, MemorySegment b, long bo, int bs, MemorySegment y, long yo, int n) {
        FloatVector a0 = all(get(a, ao));
        FloatVector b0 = all(get(b, bo));
        int half = n / 2 & -LANES;
        for (int i = 0, j = half; i < half; i += LANES, j += LANES) {
            FloatVector u = as == 0 ? a0 : load(a, ao + i);
            FloatVector v = bs == 0 ? b0 : load(b, bo + i);
            FloatVector s = as == 0 ? a0 : load(a, ao + j);
            FloatVector t = bs == 0 ? b0 : load(b, bo + j);
            store(u.mul(v), y, yo + i);
            store(s.mul(t), y, yo + j);
        }
        int steady = n & -LANES;
        for (int i = 2 * half; i < steady; i += LANES) {
            FloatVector u = as == 0 ? a0 : load(a, ao + i);
            FloatVector v = bs == 0 ? b0 : load(b, bo + i);
            store(u.mul(v), y, yo + i);
        }
        if (steady < n) {
            VectorMask<Float> m = tail(n - steady);
            FloatVector u = as == 0 ? a0 : load(a, ao + steady, m);
            FloatVector v = bs == 0 ? b0 : load(b, bo + steady, m);
            store(u.mul(v), y, yo + steady, m);
        }
    }

    /** y = a / b. */
    static void div(
            MemorySegment a, long ao, int as, MemorySegment b, long bo, int bs, MemorySegment y, long yo, int n) {
        FloatVector a0 = all(get(a, ao));
        FloatVector b0 = all(get(b, bo));
        int half = n / 2 & -LANES;
        for (int i = 0, j = half; i < half; i += LANES, j += LANES) {
            FloatVector u = as == 0 ? a0 : load(a, ao + i);
            FloatVector v = bs == 0 ? b0 : load(b, bo + i);
            FloatVector s = as == 0 ? a0 : load(a, ao + j);
            FloatVector t = bs == 0 ? b0 : load(b, bo + j);
            store(u.div(v), y, yo + i);
            store(s.div(t), y, yo + j);
        }
        int steady = n & -LANES;
        for (int i = 2 * half; i < steady; i += LANES) {
            FloatVector u = as == 0 ? a0 : load(a, ao + i);
            FloatVector v = bs == 0 ? b0 : load(b, bo + i);
            store(u.div(v), y, yo + i);
        }
        if (steady < n) {
            VectorMask<Float> m = tail(n - steady);
            FloatVector u = as == 0 ? a0 : load(a, ao + steady, m);
            FloatVector v = bs == 0 ? b0 : load(b, bo + steady, m);
            store(u.div(v), y, yo + steady, m);
        }
    }

    /** The larger, +0 above -0; NaN if either is NaN. */
    static void maximum(
            MemorySegment a, long ao, int as, MemorySegment b, long bo, int bs, MemorySegment y, long yo, int n) {
        FloatVector a0 = all(get(a, ao));
        FloatVector b0 = all(get(b, bo));
        int steady = n & -LANES;
        for (int i = 0; i < steady; i += LANES) {
            FloatVector u = as == 0 ? a0 : load(a, ao + i);
            FloatVector v = bs == 0 ? b0 : load(b, bo + i);
            store(u.max(v), y, yo + i);
        }
        if (steady < n) {
            VectorMask<Float> m = tail(n - steady);
            FloatVector u = as == 0 ? a0 : load(a, ao + steady, m);
            FloatVector v = bs == 0 ? b0 : load(b, bo + steady, m);
            store(u.max(v), y, yo + steady, m);
        }
    }

    /** The smaller, -0 below +0; NaN if either is NaN. */
    static void minimum(
            MemorySegment a, long ao, int as, MemorySegment b, long bo, int bs, MemorySegment y, long yo, int n) {
        FloatVector a0 = all(get(a, ao));
        FloatVector b0 = all(get(b, bo));
        int steady = n & -LANES;
        for (int i = 0; i < steady; i += LANES) {
            FloatVector u = as == 0 ? a0 : load(a, ao + i);
            FloatVector v = bs == 0 ? b0 : load(b, bo + i);
            store(u.min(v), y, yo + i);
        }
        if (steady < n) {
            VectorMask<Float> m = tail(n - steady);
            FloatVector u = as == 0 ? a0 : load(a, ao + steady, m);
            FloatVector v = bs == 0 ? b0 : load(b, bo + steady, m);
            store(u.min(v), y, yo + steady, m);
        }
    }
}
