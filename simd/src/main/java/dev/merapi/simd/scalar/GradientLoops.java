package dev.merapi.simd.scalar;

import static dev.merapi.simd.scalar.Cells.get;
import static dev.merapi.simd.scalar.Cells.put;

import java.lang.foreign.MemorySegment;

/**
 * One plain loop for each gradient of an activation function: (dy, x or y).
 *
 * <p>The element that a stride of 0 repeats is read before the loop, since y may lie on it. n > 0.
 */
final class GradientLoops {
    private GradientLoops() {}

    /** (dy, x): x > 0 ? dy : 0. */
    static void relu(
            MemorySegment a, long ao, int as, MemorySegment b, long bo, int bs, MemorySegment y, long yo, int n) {
        float a0 = get(a, ao);
        float b0 = get(b, bo);
        for (int i = 0; i < n; i++) {
            float u = as == 0 ? a0 : get(a, ao + i);
            float v = bs == 0 ? b0 : get(b, bo + i);
            put(y, yo + i, v > 0f ? u : 0f);
        }
    }

    /** (dy, y): dy y (1 - y), as dy (y (1 - y)). */
    static void sigmoid(
            MemorySegment a, long ao, int as, MemorySegment b, long bo, int bs, MemorySegment y, long yo, int n) {
        float a0 = get(a, ao);
        float b0 = get(b, bo);
        for (int i = 0; i < n; i++) {
            float u = as == 0 ? a0 : get(a, ao + i);
            float v = bs == 0 ? b0 : get(b, bo + i);
            put(y, yo + i, u * (v * (1f - v)));
        }
    }

    /** (dy, y): dy (1 - y^2), as dy fma(-y, y, 1). */
    static void tanh(
            MemorySegment a, long ao, int as, MemorySegment b, long bo, int bs, MemorySegment y, long yo, int n) {
        float a0 = get(a, ao);
        float b0 = get(b, bo);
        for (int i = 0; i < n; i++) {
            float u = as == 0 ? a0 : get(a, ao + i);
            float v = bs == 0 ? b0 : get(b, bo + i);
            put(y, yo + i, u * Math.fma(-v, v, 1f));
        }
    }

    /** (dy, x): dy times the derivative of silu. */
    static void silu(
            MemorySegment a, long ao, int as, MemorySegment b, long bo, int bs, MemorySegment y, long yo, int n) {
        float a0 = get(a, ao);
        float b0 = get(b, bo);
        for (int i = 0; i < n; i++) {
            float u = as == 0 ? a0 : get(a, ao + i);
            float v = bs == 0 ? b0 : get(b, bo + i);
            put(y, yo + i, u * Sigmoid.siluSlope(v));
        }
    }

    /** (dy, x): dy times the derivative of the erf form of gelu. */
    static void gelu(
            MemorySegment a, long ao, int as, MemorySegment b, long bo, int bs, MemorySegment y, long yo, int n) {
        float a0 = get(a, ao);
        float b0 = get(b, bo);
        for (int i = 0; i < n; i++) {
            float u = as == 0 ? a0 : get(a, ao + i);
            float v = bs == 0 ? b0 : get(b, bo + i);
            put(y, yo + i, u * ErrorFunction.geluSlope(v));
        }
    }

    /** (dy, x): dy times the derivative of the tanh form of gelu. */
    static void geluTanh(
            MemorySegment a, long ao, int as, MemorySegment b, long bo, int bs, MemorySegment y, long yo, int n) {
        float a0 = get(a, ao);
        float b0 = get(b, bo);
        for (int i = 0; i < n; i++) {
            float u = as == 0 ? a0 : get(a, ao + i);
            float v = bs == 0 ? b0 : get(b, bo + i);
            put(y, yo + i, u * TanhGelu.geluSlope(v));
        }
    }
}
