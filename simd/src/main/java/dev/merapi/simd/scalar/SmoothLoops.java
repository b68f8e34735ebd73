package dev.merapi.simd.scalar;

import static dev.merapi.simd.scalar.Cells.get;
import static dev.merapi.simd.scalar.Cells.put;

import java.lang.foreign.MemorySegment;

/**
 * Plain loops of selu, mish and their gradients, (dy, x or y), and of the gate of SwiGLU.
 *
 * <p>The element that a stride of 0 repeats is read before the loop, since y may lie on it. n > 0.
 */
public final class SmoothLoops {
    /** selu's scale. */
    static final float SCALE = 1.050701f;

    /** selu's scale times its alpha. */
    static final float ALPHA = 1.7580993f;

    private SmoothLoops() {}

    /** y[i] = selu x[i]. */
    static void selu(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        for (int i = 0; i < n; i++) {
            put(y, yo + i, selu(get(x, xo + i)));
        }
    }

    /** Klambauer et al., "Self-normalizing neural networks", 2017. Largest error measured: 1.89 ulp. */
    private static float selu(float x) {
        return x > 0f ? x * SCALE : Exponential.expm1(x) * ALPHA;
    }

    /** y[i] = mish x[i]. */
    static void mish(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        for (int i = 0; i < n; i++) {
            put(y, yo + i, Mish.mish(get(x, xo + i)));
        }
    }

    /** (dy, y): dy times the derivative of selu. */
    static void seluGradient(
            MemorySegment a, long ao, int as, MemorySegment b, long bo, int bs, MemorySegment y, long yo, int n) {
        float a0 = get(a, ao);
        float b0 = get(b, bo);
        for (int i = 0; i < n; i++) {
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
        for (int i = 0; i < n; i++) {
            float u = as == 0 ? a0 : get(a, ao + i);
            float v = bs == 0 ? b0 : get(b, bo + i);
            put(y, yo + i, u * Mish.slope(v));
        }
    }

    /** (a, b): silu(a) b. */
    static void swiGlu(
            MemorySegment a, long ao, int as, MemorySegment b, long bo, int bs, MemorySegment y, long yo, int n) {
        float a0 = get(a, ao);
        float b0 = get(b, bo);
        for (int i = 0; i < n; i++) {
            float u = as == 0 ? a0 : get(a, ao + i);
            float v = bs == 0 ? b0 : get(b, bo + i);
            put(y, yo + i, Sigmoid.silu(u) * v);
        }
    }

    /** silu(a) b of one pair. */
    public static float swiGlu(float a, float b) {
        return Sigmoid.silu(a) * b;
    }
}
