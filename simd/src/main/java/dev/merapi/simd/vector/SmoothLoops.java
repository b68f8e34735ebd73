package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.Strip.LANES;
import static dev.merapi.simd.vector.Strip.ORDER;
import static dev.merapi.simd.vector.Strip.all;
import static dev.merapi.simd.vector.Strip.get;
import static dev.merapi.simd.vector.Strip.load;
import static dev.merapi.simd.vector.Strip.put;
import static jdk.incubator.vector.VectorOperators.GT;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * Loops of selu, mish and their gradients, (dy, x or y), and of the gate of SwiGLU.
 *
 * <p>n of a function of one argument is a multiple of the lanes. The element that a stride of 0 repeats is read before the
 * loop, since y may lie on it; n > 0.
 */
final class SmoothLoops {
    private static final float SCALE = 1.050701f;
    private static final float ALPHA = 1.7580993f;

    private SmoothLoops() {}

    /** y[i] = selu x[i]. */
    static void selu(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        y = OffHeap.of(y);
        for (int i = 0; i < n; i += LANES) {
            FloatVector u = load(x, xo + i);
            Exponential.expm1(u)
                    .mul(ALPHA)
                    .blend(u.mul(SCALE), u.compare(GT, 0f))
                    .intoMemorySegment(y, (yo + i) << 2, ORDER);
        }
    }

    /** y[i] = mish x[i]. */
    static void mish(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        y = OffHeap.of(y);
        for (int i = 0; i < n; i += LANES) {
            FloatVector u = load(x, xo + i);
            Mish.mish(u).intoMemorySegment(y, (yo + i) << 2, ORDER);
        }
    }

    /** (dy, y): dy times the derivative of selu. */
    static void seluGradient(
            MemorySegment a, long ao, int as, MemorySegment b, long bo, int bs, MemorySegment y, long yo, int n) {
        float a0 = get(a, ao);
        float b0 = get(b, bo);
        int steady = n & -LANES;
        y = OffHeap.of(y);
        for (int i = 0; i < steady; i += LANES) {
            FloatVector u = as == 0 ? all(a0) : load(a, ao + i);
            FloatVector v = bs == 0 ? all(b0) : load(b, bo + i);
            u.mul(v.add(ALPHA).blend(SCALE, v.compare(GT, 0f))).intoMemorySegment(y, (yo + i) << 2, ORDER);
        }
        for (int i = steady; i < n; i++) {
            float u = as == 0 ? a0 : get(a, ao + i);
            float v = bs == 0 ? b0 : get(b, bo + i);
            put(y, yo + i, u * (v > 0f ? SCALE : v + ALPHA));
        }
    }

    /** (dy, x): dy times the derivative of mish. */
    static void mishGradient(
            MemorySegment a, long ao, int as, MemorySegment b, long bo, int bs, MemorySegment y, long yo, int n) {
        float a0 = get(a, ao);
        float b0 = get(b, bo);
        int steady = n & -LANES;
        y = OffHeap.of(y);
        for (int i = 0; i < steady; i += LANES) {
            FloatVector u = as == 0 ? all(a0) : load(a, ao + i);
            FloatVector v = bs == 0 ? all(b0) : load(b, bo + i);
            u.mul(Mish.slope(v)).intoMemorySegment(y, (yo + i) << 2, ORDER);
        }
        for (int i = steady; i < n; i++) {
            float u = as == 0 ? a0 : get(a, ao + i);
            float v = bs == 0 ? b0 : get(b, bo + i);
            put(y, yo + i, u * dev.merapi.simd.scalar.Mish.slope(v));
        }
    }

    /** (a, b): silu(a) b. */
    static void swiGlu(
            MemorySegment a, long ao, int as, MemorySegment b, long bo, int bs, MemorySegment y, long yo, int n) {
        float a0 = get(a, ao);
        float b0 = get(b, bo);
        int steady = n & -LANES;
        y = OffHeap.of(y);
        for (int i = 0; i < steady; i += LANES) {
            FloatVector u = as == 0 ? all(a0) : load(a, ao + i);
            FloatVector v = bs == 0 ? all(b0) : load(b, bo + i);
            Sigmoid.silu(u).mul(v).intoMemorySegment(y, (yo + i) << 2, ORDER);
        }
        for (int i = steady; i < n; i++) {
            float u = as == 0 ? a0 : get(a, ao + i);
            float v = bs == 0 ? b0 : get(b, bo + i);
            put(y, yo + i, dev.merapi.simd.scalar.SmoothLoops.swiGlu(u, v));
        }
    }
}
