package dev.merapi.simd;

import dev.merapi.simd.Elementwise.Binary;
import dev.merapi.simd.Elementwise.Comparison;
import dev.merapi.simd.Elementwise.Unary;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * {@link Elementwise} for fp64: plain loops over {@link FunctionsDouble}, the same bits everywhere. For checking and
 * science, where digits count more than speed. Offsets and strides are in elements; y may be an input.
 */
public final class ElementwiseDouble {
    private ElementwiseDouble() {}

    /** y[i] = f(x[i]). */
    public static void unary(Unary f, MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        for (int i = 0; i < n; i++) {
            put(y, yo + i, FunctionsDouble.apply(f, get(x, xo + i)));
        }
    }

    /** y[i] = f(a[i as], b[i bs]) with as, bs in {0, 1}: a stride of 0 repeats one element. */
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
        if (n == 0) {
            return;
        }
        double a0 = get(a, ao);
        double b0 = get(b, bo);
        for (int i = 0; i < n; i++) {
            double u = as == 0 ? a0 : get(a, ao + i);
            double v = bs == 0 ? b0 : get(b, bo + i);
            put(y, yo + i, FunctionsDouble.apply(f, u, v));
        }
    }

    /** y[i] = a[i as] ? b[i bs] as one byte, 1 or 0. NaN compares as IEEE says: only NE holds. */
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
        for (int i = 0; i < n; i++) {
            boolean holds = holds(f, get(a, ao + (long) as * i), get(b, bo + (long) bs * i));
            y.set(ValueLayout.JAVA_BYTE, yo + i, (byte) (holds ? 1 : 0));
        }
    }

    private static boolean holds(Comparison f, double u, double v) {
        return switch (f) {
            case EQ -> u == v;
            case NE -> u != v;
            case LT -> u < v;
            case LE -> u <= v;
            case GT -> u > v;
            case GE -> u >= v;
        };
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
        if (n == 0) {
            return;
        }
        double a0 = get(a, ao);
        double b0 = get(b, bo);
        for (int i = 0; i < n; i++) {
            double u = as == 0 ? a0 : get(a, ao + i);
            double v = bs == 0 ? b0 : get(b, bo + i);
            put(y, yo + i, condition.get(ValueLayout.JAVA_BYTE, co + i) != 0 ? u : v);
        }
    }

    /** y[i] = x[i] * scale + shift as one fma. */
    public static void affine(MemorySegment x, long xo, double scale, double shift, MemorySegment y, long yo, int n) {
        for (int i = 0; i < n; i++) {
            put(y, yo + i, Math.fma(get(x, xo + i), scale, shift));
        }
    }

    /** y[i] = min(max(x[i], low), high); NaN stays NaN, and so does the sign of a zero. */
    public static void clamp(MemorySegment x, long xo, double low, double high, MemorySegment y, long yo, int n) {
        for (int i = 0; i < n; i++) {
            double v = get(x, xo + i);
            v = v < low ? low : v;
            put(y, yo + i, v > high ? high : v);
        }
    }

    /** y[i] = fma(alpha, x[i], y[i]). */
    public static void axpy(double alpha, MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        for (int i = 0; i < n; i++) {
            put(y, yo + i, Math.fma(alpha, get(x, xo + i), get(y, yo + i)));
        }
    }

    private static double get(MemorySegment s, long o) {
        return s.get(ValueLayout.JAVA_DOUBLE, o << 3);
    }

    private static void put(MemorySegment s, long o, double v) {
        s.set(ValueLayout.JAVA_DOUBLE, o << 3, v);
    }
}
