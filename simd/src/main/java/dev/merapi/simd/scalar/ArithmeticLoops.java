package dev.merapi.simd.scalar;

import static dev.merapi.simd.scalar.Cells.get;
import static dev.merapi.simd.scalar.Cells.put;

import java.lang.foreign.MemorySegment;

/** One plain loop for each unary function of a few operations; C2 makes vectors of most of them by itself. */
final class ArithmeticLoops {
    private ArithmeticLoops() {}

    /** y[i] = -x[i]. */
    static void neg(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        for (int i = 0; i < n; i++) {
            put(y, yo + i, -get(x, xo + i));
        }
    }

    /** y[i] = |x[i]|. */
    static void abs(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        for (int i = 0; i < n; i++) {
            put(y, yo + i, Math.abs(get(x, xo + i)));
        }
    }

    /** y[i] = 1, -1, or x[i] itself where it is 0 or NaN. */
    static void sign(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        for (int i = 0; i < n; i++) {
            put(y, yo + i, sign(get(x, xo + i)));
        }
    }

    /** y[i] = x[i] x[i]. */
    static void square(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        for (int i = 0; i < n; i++) {
            put(y, yo + i, square(get(x, xo + i)));
        }
    }

    /** y[i] = sqrt(x[i]). */
    static void sqrt(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        for (int i = 0; i < n; i++) {
            put(y, yo + i, (float) Math.sqrt(get(x, xo + i)));
        }
    }

    /** y[i] = 1 / sqrt(x[i]), two roundings. */
    static void rsqrt(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        for (int i = 0; i < n; i++) {
            put(y, yo + i, 1f / (float) Math.sqrt(get(x, xo + i)));
        }
    }

    /** y[i] = 1 / x[i]. */
    static void reciprocal(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        for (int i = 0; i < n; i++) {
            put(y, yo + i, 1f / get(x, xo + i));
        }
    }

    /** y[i] = x[i] <= 0 ? 0 : x[i]; NaN stays NaN. */
    static void relu(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        for (int i = 0; i < n; i++) {
            put(y, yo + i, relu(get(x, xo + i)));
        }
    }

    /** y[i] = the largest integer not above x[i]. */
    static void floor(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        for (int i = 0; i < n; i++) {
            put(y, yo + i, (float) Math.floor(get(x, xo + i)));
        }
    }

    /** y[i] = the smallest integer not below x[i]; -0 for -1 < x < 0. */
    static void ceil(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        for (int i = 0; i < n; i++) {
            put(y, yo + i, (float) Math.ceil(get(x, xo + i)));
        }
    }

    /** y[i] = the nearest integer, ties to even. */
    static void round(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        for (int i = 0; i < n; i++) {
            put(y, yo + i, (float) Math.rint(get(x, xo + i)));
        }
    }

    private static float sign(float x) {
        return x > 0f ? 1f : x < 0f ? -1f : x;
    }

    private static float square(float x) {
        return x * x;
    }

    private static float relu(float x) {
        return x <= 0f ? 0f : x;
    }
}
