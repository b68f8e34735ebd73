package dev.merapi.simd.scalar;

import static dev.merapi.simd.scalar.Cells.get;
import static dev.merapi.simd.scalar.Cells.put;

import java.lang.foreign.MemorySegment;

/**
 * Plain loops of the functions that are straight but for corners, and of their gradients, (dy, x).
 *
 * <p>The element that a stride of 0 repeats is read before the loop, since y may lie on it. n > 0.
 */
final class HardLoops {
    private static final float SIXTH = 1f / 6f;
    private static final float THIRD = 1f / 3f;

    private HardLoops() {}

    /** y[i] = min(max(x[i] + 3, 0), 6) / 6. */
    static void sigmoid(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        for (int i = 0; i < n; i++) {
            put(y, yo + i, sigmoid(get(x, xo + i)));
        }
    }

    /** y[i] = x[i] hardSigmoid(x[i]). */
    static void swish(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        for (int i = 0; i < n; i++) {
            put(y, yo + i, swish(get(x, xo + i)));
        }
    }

    private static float sigmoid(float x) {
        float c = x + 3f;
        c = c < 0f ? 0f : c;
        return (c > 6f ? 6f : c) * SIXTH;
    }

    private static float swish(float x) {
        return x * sigmoid(x);
    }

    /** (dy, x): dy / 6 where -3 < x < 3, else 0. */
    static void sigmoidGradient(
            MemorySegment a, long ao, int as, MemorySegment b, long bo, int bs, MemorySegment y, long yo, int n) {
        float a0 = get(a, ao);
        float b0 = get(b, bo);
        for (int i = 0; i < n; i++) {
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
        for (int i = 0; i < n; i++) {
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
        for (int i = 0; i < n; i++) {
            float u = as == 0 ? a0 : get(a, ao + i);
            float v = bs == 0 ? b0 : get(b, bo + i);
            put(y, yo + i, u > 0f ? u : u * v);
        }
    }
}
