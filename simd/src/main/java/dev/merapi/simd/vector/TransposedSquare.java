package dev.merapi.simd.vector;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * A transposed square of V x V 4-byte elements, as Eklundh does ("A fast computer method for matrix transposing",
 * 1972): for every power d of two below V, rows r and r + d (r without bit d) exchange the lanes in which bit d isn't
 * the row's.
 *
 * <p>At 512 bits d = 8 and 4 go from x to a scratch square in L1, d = 2 and 1 from there to y, always four rows in
 * registers: one short source for every width, where 16 named rows would want a source each.
 */
final class TransposedSquare {
    private static final VectorSpecies<Integer> S =
            IntVector.SPECIES_PREFERRED.length() > 16 ? IntVector.SPECIES_512 : IntVector.SPECIES_PREFERRED;

    /** Side of the square: 4, 8 or 16. */
    static final int V = S.length();

    private static final IntVector UPPER_8 = upper(8);
    private static final IntVector LOWER_8 = lower(8);
    private static final IntVector UPPER_4 = upper(4);
    private static final IntVector LOWER_4 = lower(4);
    private static final IntVector UPPER_2 = upper(2);
    private static final IntVector LOWER_2 = lower(2);
    private static final IntVector UPPER_1 = upper(1);
    private static final IntVector LOWER_1 = lower(1);

    private TransposedSquare() {}

    /** y[j ldy + i] = x[i ldx + j] for i, j < V; {@code scratch} is room for V x V. */
    static void transpose(int[] scratch, MemorySegment x, long xo, int ldx, MemorySegment y, long yo, int ldy) {
        for (int r = 0; r < 4; r++) {
            if (V == 16) {
                exchange8And4(scratch, r, x, xo, ldx);
            } else if (V == 8) {
                exchange4(scratch, r, x, xo, ldx);
            } else {
                load(x, xo, r, ldx).intoArray(scratch, r * V);
            }
        }
        for (int r = 0; r < V; r += 4) {
            exchange2And1(scratch, r, y, yo, ldy);
        }
    }

    private static void exchange8And4(int[] scratch, int r, MemorySegment x, long xo, int ldx) {
        IntVector r0 = load(x, xo, r, ldx);
        IntVector r4 = load(x, xo, r + 4, ldx);
        IntVector r8 = load(x, xo, r + 8, ldx);
        IntVector r12 = load(x, xo, r + 12, ldx);
        IntVector s0 = UPPER_8.selectFrom(r0, r8);
        IntVector s4 = UPPER_8.selectFrom(r4, r12);
        IntVector s8 = LOWER_8.selectFrom(r0, r8);
        IntVector s12 = LOWER_8.selectFrom(r4, r12);
        UPPER_4.selectFrom(s0, s4).intoArray(scratch, r * V);
        LOWER_4.selectFrom(s0, s4).intoArray(scratch, (r + 4) * V);
        UPPER_4.selectFrom(s8, s12).intoArray(scratch, (r + 8) * V);
        LOWER_4.selectFrom(s8, s12).intoArray(scratch, (r + 12) * V);
    }

    private static void exchange4(int[] scratch, int r, MemorySegment x, long xo, int ldx) {
        IntVector r0 = load(x, xo, r, ldx);
        IntVector r4 = load(x, xo, r + 4, ldx);
        UPPER_4.selectFrom(r0, r4).intoArray(scratch, r * V);
        LOWER_4.selectFrom(r0, r4).intoArray(scratch, (r + 4) * V);
    }

    private static void exchange2And1(int[] scratch, int r, MemorySegment y, long yo, int ldy) {
        IntVector r0 = IntVector.fromArray(S, scratch, r * V);
        IntVector r1 = IntVector.fromArray(S, scratch, (r + 1) * V);
        IntVector r2 = IntVector.fromArray(S, scratch, (r + 2) * V);
        IntVector r3 = IntVector.fromArray(S, scratch, (r + 3) * V);
        IntVector s0 = UPPER_2.selectFrom(r0, r2);
        IntVector s1 = UPPER_2.selectFrom(r1, r3);
        IntVector s2 = LOWER_2.selectFrom(r0, r2);
        IntVector s3 = LOWER_2.selectFrom(r1, r3);
        store(UPPER_1.selectFrom(s0, s1), y, yo, r, ldy);
        store(LOWER_1.selectFrom(s0, s1), y, yo, r + 1, ldy);
        store(UPPER_1.selectFrom(s2, s3), y, yo, r + 2, ldy);
        store(LOWER_1.selectFrom(s2, s3), y, yo, r + 3, ldy);
    }

    private static IntVector load(MemorySegment x, long xo, int r, int ldx) {
        return IntVector.fromMemorySegment(S, x, (xo + (long) r * ldx) << 2, ByteOrder.nativeOrder());
    }

    private static void store(IntVector v, MemorySegment y, long yo, int r, int ldy) {
        v.intoMemorySegment(y, (yo + (long) r * ldy) << 2, ByteOrder.nativeOrder());
    }

    /** The upper row of an exchange: lane i where bit d of i is 0, else lane i - d of the lower row. */
    private static IntVector upper(int d) {
        int[] index = new int[S.length()];
        for (int i = 0; i < index.length; i++) {
            index[i] = (i & d) == 0 ? i : index.length + i - d;
        }
        return IntVector.fromArray(S, index, 0);
    }

    /** The lower row: lane i + d of the upper row where bit d of i is 0, else its own lane i. */
    private static IntVector lower(int d) {
        int[] index = new int[S.length()];
        for (int i = 0; i < index.length; i++) {
            index[i] = (i & d) == 0 ? (i + d) % index.length : index.length + i;
        }
        return IntVector.fromArray(S, index, 0);
    }
}
