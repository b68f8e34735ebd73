package dev.merapi.tests.simd;

import static org.junit.jupiter.api.Assertions.fail;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;

/** Awkward floats, segments of them, and equality of bits in which all NaNs are one. */
final class Floats {
    /** Lengths around the vector widths. */
    static final int[] LENGTHS = {0, 1, 3, 4, 7, 8, 15, 16, 17, 31, 33, 64, 1000};

    private static final float[] SPECIAL = {
        0f,
        1f,
        0.5f,
        2f,
        1.5f,
        2.5f,
        0.4999999f,
        Float.MIN_VALUE,
        3 * Float.MIN_VALUE,
        0x1.fffffcp-127f,
        Float.MIN_NORMAL,
        0x1p-25f,
        0x1p-24f,
        0x1p-12f,
        0.41421354f,
        0.41421357f,
        0.5625f,
        0.70710677f,
        0.99999994f,
        1.0000001f,
        1.4142135f,
        3.92f,
        4f,
        9.01f,
        10f,
        14.5f,
        17.33f,
        20f,
        87.33654f,
        88.72283f,
        88.72284f,
        89f,
        103.27893f,
        103.97208f,
        104f,
        200f,
        8388607.5f,
        8388608f,
        1.6777216e7f,
        0x1p31f,
        32768f,
        32768.004f,
        1e10f,
        1e19f,
        1e30f,
        Float.MAX_VALUE,
        Float.POSITIVE_INFINITY,
        Float.NaN,
        (float) Math.PI,
        (float) (Math.PI / 2),
        (float) (Math.PI / 4),
        10000f
    };

    private Floats() {}

    /** n floats: special ones, random bit patterns, and numbers of everyday size, a third each. */
    static float[] awkward(long seed, int n) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = switch (random.nextInt(3)) {
                case 0 -> SPECIAL[random.nextInt(SPECIAL.length)] * (random.nextBoolean() ? 1f : -1f);
                case 1 -> Float.intBitsToFloat(random.nextInt());
                default -> (float) random.nextGaussian() * 4f;
            };
        }
        return x;
    }

    /** A native segment that holds x from element {@code offset} on, with room behind it. */
    static MemorySegment segment(float[] x, int offset) {
        MemorySegment s = Arena.ofAuto().allocate(4L * (x.length + offset + 40), 64);
        MemorySegment.copy(x, 0, s, ValueLayout.JAVA_FLOAT, 4L * offset, x.length);
        return s;
    }

    /** A copy of the first {@code n} floats of s. */
    static float[] floats(MemorySegment s, int n) {
        float[] x = new float[n];
        MemorySegment.copy(s, ValueLayout.JAVA_FLOAT, 0, x, 0, n);
        return x;
    }

    /** Fails unless both segments hold the same floats, bit for bit, any NaN for any NaN. */
    static void assertSameBits(MemorySegment want, MemorySegment got, Object what) {
        int n = (int) (want.byteSize() / 4);
        for (int i = 0; i < n; i++) {
            float w = want.getAtIndex(ValueLayout.JAVA_FLOAT, i);
            float g = got.getAtIndex(ValueLayout.JAVA_FLOAT, i);
            if (Float.floatToIntBits(w) != Float.floatToIntBits(g)) {
                fail("%s: element %d is %s (%a), want %s (%a)".formatted(what, i, g, g, w, w));
            }
        }
    }
}
