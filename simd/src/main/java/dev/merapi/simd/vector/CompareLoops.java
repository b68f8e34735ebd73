package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.Strip.LANES;
import static dev.merapi.simd.vector.Strip.all;
import static dev.merapi.simd.vector.Strip.get;
import static dev.merapi.simd.vector.Strip.load;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.NE;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * One loop for each comparison, over whole vectors: n > 0 is a multiple of the lanes. {@link VectorElementwise}
 * compares the last few elements one by one. The element that a stride of 0 repeats is read before the loop.
 */
final class CompareLoops {
    private CompareLoops() {}

    /** a == b. */
    static void eq(
            MemorySegment a, long ao, int as, MemorySegment b, long bo, int bs, MemorySegment y, long yo, int n) {
        FloatVector a0 = all(get(a, ao));
        FloatVector b0 = all(get(b, bo));
        for (int i = 0; i < n; i += LANES) {
            FloatVector u = as == 0 ? a0 : load(a, ao + i);
            FloatVector v = bs == 0 ? b0 : load(b, bo + i);
            MaskBytes.store(u.compare(EQ, v), y, yo + i);
        }
    }

    /** a != b. */
    static void ne(
            MemorySegment a, long ao, int as, MemorySegment b, long bo, int bs, MemorySegment y, long yo, int n) {
        FloatVector a0 = all(get(a, ao));
        FloatVector b0 = all(get(b, bo));
        for (int i = 0; i < n; i += LANES) {
            FloatVector u = as == 0 ? a0 : load(a, ao + i);
            FloatVector v = bs == 0 ? b0 : load(b, bo + i);
            MaskBytes.store(u.compare(NE, v), y, yo + i);
        }
    }

    /** a < b. */
    static void lt(
            MemorySegment a, long ao, int as, MemorySegment b, long bo, int bs, MemorySegment y, long yo, int n) {
        FloatVector a0 = all(get(a, ao));
        FloatVector b0 = all(get(b, bo));
        for (int i = 0; i < n; i += LANES) {
            FloatVector u = as == 0 ? a0 : load(a, ao + i);
            FloatVector v = bs == 0 ? b0 : load(b, bo + i);
            MaskBytes.store(u.compare(LT, v), y, yo + i);
        }
    }

    /** a <= b. */
    static void le(
            MemorySegment a, long ao, int as, MemorySegment b, long bo, int bs, MemorySegment y, long yo, int n) {
        FloatVector a0 = all(get(a, ao));
        FloatVector b0 = all(get(b, bo));
        for (int i = 0; i < n; i += LANES) {
            FloatVector u = as == 0 ? a0 : load(a, ao + i);
            FloatVector v = bs == 0 ? b0 : load(b, bo + i);
            MaskBytes.store(u.compare(LE, v), y, yo + i);
        }
    }

    /** a > b. */
    static void gt(
            MemorySegment a, long ao, int as, MemorySegment b, long bo, int bs, MemorySegment y, long yo, int n) {
        FloatVector a0 = all(get(a, ao));
        FloatVector b0 = all(get(b, bo));
        for (int i = 0; i < n; i += LANES) {
            FloatVector u = as == 0 ? a0 : load(a, ao + i);
            FloatVector v = bs == 0 ? b0 : load(b, bo + i);
            MaskBytes.store(u.compare(GT, v), y, yo + i);
        }
    }

    /** a >= b. */
    static void ge(
            MemorySegment a, long ao, int as, MemorySegment b, long bo, int bs, MemorySegment y, long yo, int n) {
        FloatVector a0 = all(get(a, ao));
        FloatVector b0 = all(get(b, bo));
        for (int i = 0; i < n; i += LANES) {
            FloatVector u = as == 0 ? a0 : load(a, ao + i);
            FloatVector v = bs == 0 ? b0 : load(b, bo + i);
            MaskBytes.store(u.compare(GE, v), y, yo + i);
        }
    }
}
