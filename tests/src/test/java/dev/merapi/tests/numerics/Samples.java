package dev.merapi.tests.numerics;

import java.util.SplittableRandom;

/** Floats of every size. */
final class Samples {
    /** Mantissas for each sign and exponent: the ends, and random ones. */
    private static final int MANTISSAS = 400;

    private static final int[] ENDS = {0, 1, 2, 0x3fffff, 0x400000, 0x7ffffd, 0x7ffffe, 0x7fffff};

    private Samples() {}

    /** 204,000 finite floats: 400 for each of 255 exponents and both signs, always the same. */
    static float[] stratified() {
        SplittableRandom random = new SplittableRandom(20);
        float[] x = new float[2 * 255 * MANTISSAS];
        for (int i = 0; i < x.length; i++) {
            int mantissa = i % MANTISSAS < ENDS.length ? ENDS[i % MANTISSAS] : random.nextInt(1 << 23);
            int exponent = i / MANTISSAS % 255;
            int sign = i / MANTISSAS / 255;
            x[i] = Float.intBitsToFloat((sign << 31) | (exponent << 23) | mantissa);
        }
        return x;
    }
}
