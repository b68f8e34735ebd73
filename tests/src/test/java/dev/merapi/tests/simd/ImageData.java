package dev.merapi.tests.simd;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;

/**
 * Floats at an odd offset in a segment that holds nothing else but a sentinel on both sides, and their float64
 * copies.
 */
record ImageData(MemorySegment segment, long offset, int size) {
    private static final float SENTINEL = -12345.678f;
    private static final float[] SPECIAL = {
        0f, -0f, 1, -1, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MIN_VALUE, -1e-40f
    };

    /** All sentinels: whatever has to be set still is not. */
    static ImageData unset(int size, int offset) {
        var segment = Arena.ofAuto().allocate((size + offset + 3L) * Float.BYTES, 64);
        for (int i = 0; i < size + offset + 3; i++) {
            segment.setAtIndex(JAVA_FLOAT, i, SENTINEL);
        }
        return new ImageData(segment, offset, size);
    }

    /** Normal random numbers; about one in eight is special if {@code special}. */
    static ImageData random(Random random, int size, boolean special) {
        var data = unset(size, 1 + random.nextInt(7));
        for (int i = 0; i < size; i++) {
            boolean odd = special && random.nextInt(8) == 0;
            data.set(i, odd ? SPECIAL[random.nextInt(SPECIAL.length)] : (float) random.nextGaussian());
        }
        return data;
    }

    float get(int i) {
        return segment.getAtIndex(JAVA_FLOAT, offset + i);
    }

    void set(int i, float v) {
        segment.setAtIndex(JAVA_FLOAT, offset + i, v);
    }

    /** Part {@code i} of parts of {@code n} elements, alone in its own segment. */
    ImageData part(int i, int n) {
        var part = unset(n, 2);
        for (int j = 0; j < n; j++) {
            part.set(j, get(i * n + j));
        }
        return part;
    }

    /** A float64 copy at offset 0. */
    MemorySegment toDouble() {
        var copy = Arena.ofAuto().allocate(Math.max(1L, size) * Double.BYTES, 64);
        for (int i = 0; i < size; i++) {
            copy.setAtIndex(JAVA_DOUBLE, i, get(i));
        }
        return copy;
    }

    /** The magnitudes as float64, at offset 0. */
    MemorySegment magnitudes() {
        var copy = toDouble();
        for (int i = 0; i < size; i++) {
            copy.setAtIndex(JAVA_DOUBLE, i, Math.abs(copy.getAtIndex(JAVA_DOUBLE, i)));
        }
        return copy;
    }

    /** Same bits, any NaN being equal to any; and the surroundings of both are untouched. */
    static void assertSameBits(ImageData expected, ImageData actual, String what) {
        assertEquals(expected.size, actual.size, what);
        for (int i = 0; i < expected.size; i++) {
            if (Float.floatToIntBits(expected.get(i)) != Float.floatToIntBits(actual.get(i))) {
                throw new AssertionError(
                        what + ": element " + i + " is " + actual.get(i) + " instead of " + expected.get(i));
            }
        }
        expected.assertSurroundings(what);
        actual.assertSurroundings(what);
    }

    private void assertSurroundings(String what) {
        for (int i = 0; i < offset; i++) {
            assertEquals(SENTINEL, segment.getAtIndex(JAVA_FLOAT, i), what + " wrote before its result");
        }
        for (long i = offset + size; i < offset + size + 3; i++) {
            assertEquals(SENTINEL, segment.getAtIndex(JAVA_FLOAT, i), what + " wrote past its result");
        }
    }

    /**
     * Each element is within {@code roundings} half ulps of the sum of magnitudes: the bound of a chain of that many
     * roundings (Higham, "Accuracy and Stability of Numerical Algorithms", 2002, section 3.1).
     */
    void assertNear(MemorySegment exact, MemorySegment scale, int roundings, String what) {
        for (int i = 0; i < size; i++) {
            double error = Math.abs(get(i) - exact.getAtIndex(JAVA_DOUBLE, i));
            double bound = roundings * 0x1p-24 * scale.getAtIndex(JAVA_DOUBLE, i) + Float.MIN_NORMAL;
            int at = i;
            assertTrue(error <= bound, () -> what + ": element " + at + " is off by " + error + ", bound " + bound);
        }
    }
}
