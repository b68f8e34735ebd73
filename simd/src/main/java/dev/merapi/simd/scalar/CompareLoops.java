package dev.merapi.simd.scalar;

import static dev.merapi.simd.scalar.Cells.get;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** One plain loop for each comparison. */
final class CompareLoops {
    private CompareLoops() {}

    /** a == b. */
    static void eq(
            MemorySegment a, long ao, int as, MemorySegment b, long bo, int bs, MemorySegment y, long yo, int n) {
        for (int i = 0; i < n; i++) {
            boolean holds = get(a, ao + (long) as * i) == get(b, bo + (long) bs * i);
            y.set(ValueLayout.JAVA_BYTE, yo + i, (byte) (holds ? 1 : 0));
        }
    }

    /** a != b. */
    static void ne(
            MemorySegment a, long ao, int as, MemorySegment b, long bo, int bs, MemorySegment y, long yo, int n) {
        for (int i = 0; i < n; i++) {
            boolean holds = get(a, ao + (long) as * i) != get(b, bo + (long) bs * i);
            y.set(ValueLayout.JAVA_BYTE, yo + i, (byte) (holds ? 1 : 0));
        }
    }

    /** a < b. */
    static void lt(
            MemorySegment a, long ao, int as, MemorySegment b, long bo, int bs, MemorySegment y, long yo, int n) {
        for (int i = 0; i < n; i++) {
            boolean holds = get(a, ao + (long) as * i) < get(b, bo + (long) bs * i);
            y.set(ValueLayout.JAVA_BYTE, yo + i, (byte) (holds ? 1 : 0));
        }
    }

    /** a <= b. */
    static void le(
            MemorySegment a, long ao, int as, MemorySegment b, long bo, int bs, MemorySegment y, long yo, int n) {
        for (int i = 0; i < n; i++) {
            boolean holds = get(a, ao + (long) as * i) <= get(b, bo + (long) bs * i);
            y.set(ValueLayout.JAVA_BYTE, yo + i, (byte) (holds ? 1 : 0));
        }
    }

    /** a > b. */
    static void gt(
            MemorySegment a, long ao, int as, MemorySegment b, long bo, int bs, MemorySegment y, long yo, int n) {
        for (int i = 0; i < n; i++) {
            boolean holds = get(a, ao + (long) as * i) > get(b, bo + (long) bs * i);
            y.set(ValueLayout.JAVA_BYTE, yo + i, (byte) (holds ? 1 : 0));
        }
    }

    /** a >= b. */
    static void ge(
            MemorySegment a, long ao, int as, MemorySegment b, long bo, int bs, MemorySegment y, long yo, int n) {
        for (int i = 0; i < n; i++) {
            boolean holds = get(a, ao + (long) as * i) >= get(b, bo + (long) bs * i);
            y.set(ValueLayout.JAVA_BYTE, yo + i, (byte) (holds ? 1 : 0));
        }
    }
}
