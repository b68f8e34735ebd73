package dev.merapi.simd;

import dev.merapi.simd.Elementwise.Binary;
import dev.merapi.simd.Elementwise.Comparison;
import dev.merapi.simd.Elementwise.Unary;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The functions of {@link Elementwise} that integers have, for int64 and, by the methods named Int, for int32. Reckoned
 * in long; int32 results keep the low 32 bits, which is int32 arithmetic. Overflow wraps. Offsets and strides are in
 * elements; y may be an input.
 */
public final class ElementwiseLong {
    private ElementwiseLong() {}

    /** y[i] = f(x[i]) for NEG, ABS, SIGN, SQUARE. */
    public static void unary(Unary f, MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        unary(8, f, x, xo, y, yo, n);
    }

    /** {@link #unary} for int32. */
    public static void unaryInt(Unary f, MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        unary(4, f, x, xo, y, yo, n);
    }

    /**
     * y[i] = f(a[i as], b[i bs]) for ADD, SUB, MUL, DIV (toward zero), MAXIMUM, MINIMUM, POW; as, bs in {0, 1}. A
     * negative power of anything but 1 and -1 is 0, of 0 an error.
     *
     * @throws ArithmeticException if a divisor is 0
     */
    public static void binary(
            Binary f,
            MemorySegment a,
            long ao,
            int as,
            MemorySegment b,
            long bo,
            int bs,
            MemorySegment y,
            long yo,
            int n) {
        binary(8, f, a, ao, as, b, bo, bs, y, yo, n);
    }

    /** {@link #binary} for int32. */
    public static void binaryInt(
            Binary f,
            MemorySegment a,
            long ao,
            int as,
            MemorySegment b,
            long bo,
            int bs,
            MemorySegment y,
            long yo,
            int n) {
        binary(4, f, a, ao, as, b, bo, bs, y, yo, n);
    }

    /** y[i] = a[i as] ? b[i bs] as one byte, 1 or 0. */
    public static void compare(
            Comparison f,
            MemorySegment a,
            long ao,
            int as,
            MemorySegment b,
            long bo,
            int bs,
            MemorySegment y,
            long yo,
            int n) {
        compare(8, f, a, ao, as, b, bo, bs, y, yo, n);
    }

    /** {@link #compare} for int32. */
    public static void compareInt(
            Comparison f,
            MemorySegment a,
            long ao,
            int as,
            MemorySegment b,
            long bo,
            int bs,
            MemorySegment y,
            long yo,
            int n) {
        compare(4, f, a, ao, as, b, bo, bs, y, yo, n);
    }

    /** y[i] = condition[i] != 0 ? a[i as] : b[i bs]; the condition is one byte an element. */
    public static void where(
            MemorySegment condition,
            long co,
            MemorySegment a,
            long ao,
            int as,
            MemorySegment b,
            long bo,
            int bs,
            MemorySegment y,
            long yo,
            int n) {
        where(8, condition, co, a, ao, as, b, bo, bs, y, yo, n);
    }

    /** {@link #where} for int32. */
    public static void whereInt(
            MemorySegment condition,
            long co,
            MemorySegment a,
            long ao,
            int as,
            MemorySegment b,
            long bo,
            int bs,
            MemorySegment y,
            long yo,
            int n) {
        where(4, condition, co, a, ao, as, b, bo, bs, y, yo, n);
    }

    private static void unary(int size, Unary f, MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        for (int i = 0; i < n; i++) {
            put(size, y, yo + i, FunctionsLong.apply(f, get(size, x, xo + i)));
        }
    }

    private static void binary(
            int size,
            Binary f,
            MemorySegment a,
            long ao,
            int as,
            MemorySegment b,
            long bo,
            int bs,
            MemorySegment y,
            long yo,
            int n) {
        if (n == 0) {
            return;
        }
        long a0 = get(size, a, ao);
        long b0 = get(size, b, bo);
        for (int i = 0; i < n; i++) {
            long u = as == 0 ? a0 : get(size, a, ao + i);
            long v = bs == 0 ? b0 : get(size, b, bo + i);
            put(size, y, yo + i, FunctionsLong.apply(f, u, v));
        }
    }

    private static void compare(
            int size,
            Comparison f,
            MemorySegment a,
            long ao,
            int as,
            MemorySegment b,
            long bo,
            int bs,
            MemorySegment y,
            long yo,
            int n) {
        for (int i = 0; i < n; i++) {
            boolean holds = FunctionsLong.holds(f, get(size, a, ao + (long) as * i), get(size, b, bo + (long) bs * i));
            y.set(ValueLayout.JAVA_BYTE, yo + i, (byte) (holds ? 1 : 0));
        }
    }

    private static void where(
            int size,
            MemorySegment condition,
            long co,
            MemorySegment a,
            long ao,
            int as,
            MemorySegment b,
            long bo,
            int bs,
            MemorySegment y,
            long yo,
            int n) {
        if (n == 0) {
            return;
        }
        long a0 = get(size, a, ao);
        long b0 = get(size, b, bo);
        for (int i = 0; i < n; i++) {
            long u = as == 0 ? a0 : get(size, a, ao + i);
            long v = bs == 0 ? b0 : get(size, b, bo + i);
            put(size, y, yo + i, condition.get(ValueLayout.JAVA_BYTE, co + i) != 0 ? u : v);
        }
    }

    private static long get(int size, MemorySegment s, long o) {
        return size == 8 ? s.get(ValueLayout.JAVA_LONG, o << 3) : s.get(ValueLayout.JAVA_INT, o << 2);
    }

    private static void put(int size, MemorySegment s, long o, long v) {
        if (size == 8) {
            s.set(ValueLayout.JAVA_LONG, o << 3, v);
        } else {
            s.set(ValueLayout.JAVA_INT, o << 2, (int) v);
        }
    }
}
