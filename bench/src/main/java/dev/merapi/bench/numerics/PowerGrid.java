package dev.merapi.bench.numerics;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.merapi.simd.Elementwise;
import dev.merapi.simd.Elementwise.Binary;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Locale;

/** pow on a grid, since pairs of floats are too many: bases of every size and sign, exponents small and large. */
public final class PowerGrid {
    /** Bases are the floats whose bits are multiples of it: 2^16 of them. */
    private static final int BASE_STRIDE = 1 << 16;

    /** Odd, so that bases have all their bits. */
    private static final int SALT = 0x9e37;

    private static final int BASES = (int) ((1L << 32) / BASE_STRIDE);

    /** Exponents k / 4 for |k| up to it. */
    private static final int QUARTERS = 160;

    /** For each base, exponents whose results are spread evenly from 2^-151 to 2^129. */
    private static final int SPREAD = 280;

    private static final int PER_BASE = 2 * QUARTERS + 1 + SPREAD;

    private PowerGrid() {}

    /** The row of pow, with every step-th base. */
    public static Row row(Elementwise kernels, int step) {
        Tally tally = new Tally();
        MemorySegment a = Arena.ofAuto().allocate(4L * PER_BASE, 64);
        MemorySegment b = Arena.ofAuto().allocate(4L * PER_BASE, 64);
        MemorySegment y = Arena.ofAuto().allocate(4L * PER_BASE, 64);
        for (int i = 0; i < BASES; i += step) {
            for (int j = 0; j < PER_BASE; j++) {
                a.setAtIndex(JAVA_FLOAT, j, base(i));
                b.setAtIndex(JAVA_FLOAT, j, exponent(i, j));
            }
            kernels.binary(Binary.POW, a, 0, 1, b, 0, 1, y, 0, PER_BASE);
            add(tally, i, y);
        }
        int i = (int) (tally.where() / PER_BASE);
        int j = (int) (tally.where() % PER_BASE);
        String range = String.format(Locale.ROOT, "%,d pairs of a grid", (long) BASES / step * PER_BASE);
        return tally.row("pow", range, base(i) + ", " + exponent(i, j));
    }

    private static void add(Tally tally, int i, MemorySegment y) {
        for (int j = 0; j < PER_BASE; j++) {
            double exact = Math.pow(base(i), exponent(i, j));
            float got = y.getAtIndex(JAVA_FLOAT, j);
            if (Float.isFinite(base(i)) && !(Double.isNaN(exact) && Float.isNaN(got))) {
                tally.add((long) i * PER_BASE + j, got, exact);
            }
        }
    }

    private static float base(int i) {
        return Float.intBitsToFloat(i * BASE_STRIDE + (i * SALT & (BASE_STRIDE - 1)));
    }

    private static float exponent(int i, int j) {
        if (j <= 2 * QUARTERS) {
            return (j - QUARTERS) / 4f;
        }
        double log = Math.log(Math.abs(base(i))) / Math.log(2);
        float b = (float) ((j - 2 * QUARTERS - 1 - 151) / log);
        return Float.isFinite(b) ? b : 1;
    }
}
