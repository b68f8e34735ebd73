package dev.merapi.simd.scalar;

import static dev.merapi.simd.scalar.Cells.get;
import static dev.merapi.simd.scalar.Cells.put;

import java.lang.foreign.MemorySegment;

/**
 * One plain loop for each binary function.
 *
 * <p>The element that a stride of 0 repeats is read before the loop, since y may lie on it. n > 0.
 */
final class BinaryLoops {
    private BinaryLoops() {}

    /** y = a + b. */
    static void add(
            MemorySegment a, long ao, int as, MemorySegment b, long bo, int bs, MemorySegment y, long yo, int n) {
        float a0 = get(a, ao);
        float b0 = get(b, bo);
        for (int i = 0; i < n; i++) {
            float u = as == 0 ? a0 : get(a, ao + i);
            float v = bs == 0 ? b0 : get(b, bo + i);
            put(y, yo + i, u + v);
        }
    }

    /** y = a - b. */
    static void sub(
            MemorySegment a, long ao, int as, MemorySegment b, long bo, int bs, MemorySegment y, long yo, int n) {
        float a0 = get(a, ao);
        float b0 = get(b, bo);
        for (int i = 0; i < n; i++) {
            float u = as == 0 ? a0 : get(a, ao + i);
            float v = bs == 0 ? b0 : get(b, bo + i);
            put(y, yo + i, u - v);
        }
    }

    /** y = a b. */
    static void mul(
            MemorySegment a, long ao, int as, MemorySegment b, long bo, int bs, MemorySegment y, long yo, int n) {
        float a0 = get(a, ao);
        float b0 = get(b, bo);
        for (int i = 0; i < n; i++) {
            float u = as == 0 ? a0 : get(a, ao + i);
            float v = bs == 0 ? b0 : get(b, bo + i);
            put(y, yo + i, u * v);
        }
    }

    /** y = a / b. */
    static void div(
            MemorySegment a, long ao, int as, MemorySegment b, long bo, int bs, MemorySegment y, long yo, int n) {
        float a0 = get(a, ao);
        float b0 = get(b, bo);
        for (int i = 0; i < n; i++) {
            float u = as == 0 ? a0 : get(a, ao + i);
            float v = bs == 0 ? b0 : get(b, bo + i);
            put(y, yo + i, u / v);
        }
    }

    /** The larger, +0 above -0; NaN if either is NaN. */
    static void maximum(
            MemorySegment a, long ao, int as, MemorySegment b, long bo, int bs, MemorySegment y, long yo, int n) {
        float a0 = get(a, ao);
        float b0 = get(b, bo);
        for (int i = 0; i < n; i++) {
            float u = as == 0 ? a0 : get(a, ao + i);
            float v = bs == 0 ? b0 : get(b, bo + i);
            put(y, yo + i, Math.max(u, v));
        }
    }

    /** The smaller, -0 below +0; NaN if either is NaN. */
    static void minimum(
            MemorySegment a, long ao, int as, MemorySegment b, long bo, int bs, MemorySegment y, long yo, int n) {
        float a0 = get(a, ao);
        float b0 = get(b, bo);
        for (int i = 0; i < n; i++) {
            float u = as == 0 ? a0 : get(a, ao + i);
            float v = bs == 0 ? b0 : get(b, bo + i);
            put(y, yo + i, Math.min(u, v));
        }
    }

    /** y = a^b. */
    static void pow(
            MemorySegment a, long ao, int as, MemorySegment b, long bo, int bs, MemorySegment y, long yo, int n) {
        float a0 = get(a, ao);
        float b0 = get(b, bo);
        for (int i = 0; i < n; i++) {
            float u = as == 0 ? a0 : get(a, ao + i);
            float v = bs == 0 ? b0 : get(b, bo + i);
            put(y, yo + i, Power.pow(u, v));
        }
    }
}
