package dev.merapi.tests.simd;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;

/** Runs of floats and doubles in off-heap memory, for tests of kernels over rows. */
final class Runs {
    /** Sizes around the lanes, vectors and blocks of the kernels. */
    static final int[] SIZES = {0, 1, 2, 7, 10, 15, 16, 17, 31, 33, 63, 64, 65, 127, 255, 1000, 4095, 4096, 4097, 10000
    };

    private static final float[] SPECIAL = {
        0f,
        -0f,
        Float.NaN,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        Float.MIN_VALUE,
        -Float.MIN_NORMAL,
        Float.MAX_VALUE,
        88.8f,
        -104.5f
    };

    private Runs() {}

    /** Exactly n floats, uninitialised as far as a test may care, so that reading past the end throws. */
    static MemorySegment floats(int n) {
        return Arena.ofAuto().allocate(4L * n, 64);
    }

    static MemorySegment doubles(int n) {
        return Arena.ofAuto().allocate(8L * n, 64);
    }

    static MemorySegment normal(int n, long seed) {
        Random random = new Random(seed);
        MemorySegment x = floats(n);
        for (int i = 0; i < n; i++) {
            x.setAtIndex(JAVA_FLOAT, i, (float) random.nextGaussian());
        }
        return x;
    }

    /**
     * Normal numbers, of which about one in {@code every} is a zero, NaN, infinity, subnormal or near an end of exp.
     */
    static MemorySegment special(int n, int every, long seed) {
        Random random = new Random(seed);
        MemorySegment x = normal(n, seed + 1);
        for (int i = 0; i < n; i++) {
            if (random.nextInt(every) == 0) {
                x.setAtIndex(JAVA_FLOAT, i, SPECIAL[random.nextInt(SPECIAL.length)]);
            }
        }
        return x;
    }

    static MemorySegment toDoubles(MemorySegment x) {
        int n = Math.toIntExact(x.byteSize() / 4);
        MemorySegment y = doubles(n);
        for (int i = 0; i < n; i++) {
            y.setAtIndex(JAVA_DOUBLE, i, x.getAtIndex(JAVA_FLOAT, i));
        }
        return y;
    }

    /** The same bits, any NaN being every NaN. */
    static void assertBits(float expected, float actual, String what) {
        if (Float.floatToIntBits(expected) != Float.floatToIntBits(actual)) {
            assertEquals(
                    Float.toHexString(expected) + " = " + expected, Float.toHexString(actual) + " = " + actual, what);
        }
    }

    static void assertBits(MemorySegment expected, MemorySegment actual, String what) {
        for (long i = 0; i < expected.byteSize() / 4; i++) {
            assertBits(expected.getAtIndex(JAVA_FLOAT, i), actual.getAtIndex(JAVA_FLOAT, i), what + "[" + i + "]");
        }
    }
}
