package dev.merapi.simd;

import dev.merapi.simd.Elementwise.Binary;
import dev.merapi.simd.Elementwise.Comparison;
import dev.merapi.simd.Elementwise.Unary;

/** The functions of {@link Elementwise} that integers have, on one long. */
final class FunctionsLong {
    private FunctionsLong() {}

    /** f(x). */
    static long apply(Unary f, long x) {
        return switch (f) {
            case NEG -> -x;
            case ABS -> Math.abs(x);
            case SIGN -> Long.signum(x);
            case SQUARE -> x * x;
            default -> throw new IllegalArgumentException(f + " has no integer form: convert to float32 first");
        };
    }

    /** f(a, b). */
    static long apply(Binary f, long a, long b) {
        return switch (f) {
            case ADD -> a + b;
            case SUB -> a - b;
            case MUL -> a * b;
            case DIV -> divide(a, b);
            case MAXIMUM -> Math.max(a, b);
            case MINIMUM -> Math.min(a, b);
            case POW -> pow(a, b);
            default -> throw new IllegalArgumentException(f + " has no integer form: convert to float32 first");
        };
    }

    private static long divide(long a, long b) {
        if (b == 0) {
            throw new ArithmeticException(
                    "DIV of the integer " + a + " by 0: convert to float32 to get an infinity, or mask the zeros");
        }
        return a / b;
    }

    /** a^b by squaring; below 0 the quotient 1 / a^-b toward zero. */
    private static long pow(long a, long b) {
        if (b < 0) {
            long odd = (b & 1) == 0 ? 1 : a;
            return a == 1 || a == -1 ? odd : divide(0, a);
        }
        long power = 1;
        for (long square = a, left = b; left != 0; left >>>= 1, square *= square) {
            power = (left & 1) == 0 ? power : power * square;
        }
        return power;
    }

    /** u ? v. */
    static boolean holds(Comparison f, long u, long v) {
        return switch (f) {
            case EQ -> u == v;
            case NE -> u != v;
            case LT -> u < v;
            case LE -> u <= v;
            case GT -> u > v;
            case GE -> u >= v;
        };
    }
}
