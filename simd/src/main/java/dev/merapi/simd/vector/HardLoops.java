package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.Strip.LANES;
import static dev.merapi.simd.vector.Strip.ORDER;
import static dev.merapi.simd.vector.Strip.all;
import static dev.merapi.simd.vector.Strip.get;
import static dev.merapi.simd.vector.Strip.load;
import static dev.merapi.simd.vector.Strip.put;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LT;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * Loops of the functions that are straight but for corners, and of their gradients, (dy, x).
 *
 * <p>n of a function of one argument is a multiple of the lanes. The element that a stride of 0 repeats is read before the
 * loop, since y may lie on it; n > 0.
 */
final class HardLoops {
    private static final float SIXTH = 1f / 6f;
    private static final float THIRD = 1f / 3f;

    private HardLoops() {}

    /** y[i] = min(max(x[i] + 3, 0), 6) / 6. */
    static void sigmoid(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        y = OffHeap.of(y);
        for (int i = 0; i < n; i += LANES) {
            FloatVector u = load(x, xo + i);
            sigmoid(u).intoMemorySegment(y, (yo + i) << 2, ORDER);
        }
    }

    /** y[i] = x[i] hardSigmoid(x[i]). */
    static void swish(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        y = OffHeap.of(y);
        for (int i = 0; i < n; i += LANES) {
            FloatVector u = load(x, xo + i);
            u.mul(sigmoid(u)).intoMemorySegment(y, (yo + i) << 2, ORDER);
        }
    }

    private static FloatVector sigmoid(FloatVector x) {
        FloatVector c = x.add(3f);
        c = c.blend(0f, c.compare(LT, 0f));
        return c.blend(6f, c.compare(GT, 6f)).mul(SIXTH);
    }

    /** (dy, x): dy / 6 where -3 < x < 3, else 0. */
    static void sigmoidGradient(
            MemorySegment a, long ao, int as, MemorySegment b, long bo, int bs, MemorySegment y, long yo, int n) {
        float a0 = get(a, ao);
        float b0 = get(b, bo);
        int steady = n & -LANES;
        y = OffHeap.of(y);
        for (int i = 0; i < steady; i += LANES) {
            FloatVector u = as == 0 ? all(a0) : load(a, ao + i);
            FloatVector v = bs == 0 ? all(b0) : load(b, bo + i);
            all(0f).blend(u.mul(SIXTH), v.compare(GT, -3f).and(v.compare(LT, 3f)))
                    .intoMemorySegment(y, (yo + i) << 2, ORDER);
        }
        for (int i = steady; i < n; i++) {
            float u = as == 0 ? a0 : get(a, ao + i);
            float v = bs == 0 ? b0 : get(b, bo + i);
            put(y, yo + i, v > -3f && v < 3f ? u * SIXTH : 0f);
        }
    }

    /** (dy, x): 0 where x <= -3, dy where x >= 3, else dy (x / 3 + 1/2). */
    static void swishGradient(
            MemorySegment a, long ao, int as, MemorySegment b, long bo, int bs, MemorySegment y, long yo, int n) {
        float a0 = get(a, ao);
        float b0 = get(b, bo);
        int steady = n & -LANES;
        y = OffHeap.of(y);
        for (int i = 0; i < steady; i += LANES) {
            FloatVector u = as == 0 ? all(a0) : load(a, ao + i);
            FloatVector v = bs == 0 ? all(b0) : load(b, bo + i);
            u.blend(u.mul(v.fma(all(THIRD), all(0.5f))), v.compare(LT, 3f))
                    .blend(0f, v.compare(LE, -3f))
                    .intoMemorySegment(y, (yo + i) << 2, ORDER);
        }
        for (int i = steady; i < n; i++) {
            float u = as == 0 ? a0 : get(a, ao + i);
            float v = bs == 0 ? b0 : get(b, bo + i);
            put(y, yo + i, v <= -3f ? 0f : v < 3f ? u * Math.fma(v, THIRD, 0.5f) : u);
        }
    }

    /** (x, w): x where x > 0, else x w. */
    static void prelu(
            MemorySegment a, long ao, int as, MemorySegment b, long bo, int bs, MemorySegment y, long yo, int n) {
        float a0 = get(a, ao);
        float b0 = get(b, bo);
        int steady = n & -LANES;
        y = OffHeap.of(y);
        for (int i = 0; i < steady; i += LANES) {
            FloatVector u = as == 0 ? all(a0) : load(a, ao + i);
            FloatVector v = bs == 0 ? all(b0) : load(b, bo + i);
            u.mul(v).blend(u, u.compare(GT, 0f)).intoMemorySegment(y, (yo + i) << 2, ORDER);
        }
        for (int i = steady; i < n; i++) {
            float u = as == 0 ? a0 : get(a, ao + i);
            float v = bs == 0 ? b0 : get(b, bo + i);
            put(y, yo + i, u > 0f ? u : u * v);
        }
    }
}
