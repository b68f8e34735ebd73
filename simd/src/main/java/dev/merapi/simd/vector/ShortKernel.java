package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.MicroKernel.LANES;
import static dev.merapi.simd.vector.MicroKernel.LDA;
import static dev.merapi.simd.vector.MicroKernel.ORDER;
import static dev.merapi.simd.vector.MicroKernel.SPECIES;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * {@link MicroKernel} for short chains, whose results are finished in registers and stored where they belong.
 *
 * <p>Through the small tile, results of few products are stored twice, and the second time they wait for lines of
 * y in the same queue where the next tile's wait. It only sets, as {@link DirectKernel} does and for the same reason.
 */
final class ShortKernel {
    /** Rows of a tile; it wants more registers than the 16 of a narrow machine. */
    static final int ROWS = 8;

    /** Chains up to this length. */
    private static final int MOST = 128;

    private static final int VECTOR_BYTES = LANES * Float.BYTES;

    private ShortKernel() {}

    /** Whether chains are short, rows come in whole tiles and only a bias is added; c's weights are packed beforehand. */
    static boolean applies(Correlation c, ConvolutionStore.Rows rows) {
        return MicroKernel.MR > ROWS
                && c.depth() <= MOST
                && c.out() % ROWS == 0
                && c.pixels() >= 2 * MicroKernel.NR
                && rows.biased()
                && !rows.relu()
                && !rows.adds();
    }

    /**
     * A tile of {@link #ROWS} rows and two vectors, without activation or addend.
     *
     * @param a rows of A: element (i, p) is a[ao + i LDA + p]
     * @param b a packed panel from byte {@code bo} on
     * @param bias row i gets element {@code first + i} added
     * @param yo byte where row 0 goes, {@code ldy} bytes before the next
     */
    static void run(
            int kc,
            float[] a,
            int ao,
            MemorySegment b,
            long bo,
            float[] bias,
            int first,
            MemorySegment y,
            long yo,
            long ldy) {
        var u0 = FloatVector.zero(SPECIES);
        var v0 = FloatVector.zero(SPECIES);
        var u1 = FloatVector.zero(SPECIES);
        var v1 = FloatVector.zero(SPECIES);
        var u2 = FloatVector.zero(SPECIES);
        var v2 = FloatVector.zero(SPECIES);
        var u3 = FloatVector.zero(SPECIES);
        var v3 = FloatVector.zero(SPECIES);
        var u4 = FloatVector.zero(SPECIES);
        var v4 = FloatVector.zero(SPECIES);
        var u5 = FloatVector.zero(SPECIES);
        var v5 = FloatVector.zero(SPECIES);
        var u6 = FloatVector.zero(SPECIES);
        var v6 = FloatVector.zero(SPECIES);
        var u7 = FloatVector.zero(SPECIES);
        var v7 = FloatVector.zero(SPECIES);
        long at = bo;
        for (int p = ao; p < ao + kc; p++, at += 2 * VECTOR_BYTES) {
            var b0 = FloatVector.fromMemorySegment(SPECIES, b, at, ORDER);
            var b1 = FloatVector.fromMemorySegment(SPECIES, b, at + VECTOR_BYTES, ORDER);
            var a0 = FloatVector.broadcast(SPECIES, a[p]);
            u0 = a0.fma(b0, u0);
            v0 = a0.fma(b1, v0);
            var a1 = FloatVector.broadcast(SPECIES, a[LDA + p]);
            u1 = a1.fma(b0, u1);
            v1 = a1.fma(b1, v1);
            var a2 = FloatVector.broadcast(SPECIES, a[2 * LDA + p]);
            u2 = a2.fma(b0, u2);
            v2 = a2.fma(b1, v2);
            var a3 = FloatVector.broadcast(SPECIES, a[3 * LDA + p]);
            u3 = a3.fma(b0, u3);
            v3 = a3.fma(b1, v3);
            var a4 = FloatVector.broadcast(SPECIES, a[4 * LDA + p]);
            u4 = a4.fma(b0, u4);
            v4 = a4.fma(b1, v4);
            var a5 = FloatVector.broadcast(SPECIES, a[5 * LDA + p]);
            u5 = a5.fma(b0, u5);
            v5 = a5.fma(b1, v5);
            var a6 = FloatVector.broadcast(SPECIES, a[6 * LDA + p]);
            u6 = a6.fma(b0, u6);
            v6 = a6.fma(b1, v6);
            var a7 = FloatVector.broadcast(SPECIES, a[7 * LDA + p]);
            u7 = a7.fma(b0, u7);
            v7 = a7.fma(b1, v7);
        }
        long to = yo;
        u0.add(FloatVector.broadcast(SPECIES, bias[first])).intoMemorySegment(y, to, ORDER);
        v0.add(FloatVector.broadcast(SPECIES, bias[first])).intoMemorySegment(y, to + VECTOR_BYTES, ORDER);
        to += ldy;
        u1.add(FloatVector.broadcast(SPECIES, bias[first + 1])).intoMemorySegment(y, to, ORDER);
        v1.add(FloatVector.broadcast(SPECIES, bias[first + 1])).intoMemorySegment(y, to + VECTOR_BYTES, ORDER);
        to += ldy;
        u2.add(FloatVector.broadcast(SPECIES, bias[first + 2])).intoMemorySegment(y, to, ORDER);
        v2.add(FloatVector.broadcast(SPECIES, bias[first + 2])).intoMemorySegment(y, to + VECTOR_BYTES, ORDER);
        to += ldy;
        u3.add(FloatVector.broadcast(SPECIES, bias[first + 3])).intoMemorySegment(y, to, ORDER);
        v3.add(FloatVector.broadcast(SPECIES, bias[first + 3])).intoMemorySegment(y, to + VECTOR_BYTES, ORDER);
        to += ldy;
        u4.add(FloatVector.broadcast(SPECIES, bias[first + 4])).intoMemorySegment(y, to, ORDER);
        v4.add(FloatVector.broadcast(SPECIES, bias[first + 4])).intoMemorySegment(y, to + VECTOR_BYTES, ORDER);
        to += ldy;
        u5.add(FloatVector.broadcast(SPECIES, bias[first + 5])).intoMemorySegment(y, to, ORDER);
        v5.add(FloatVector.broadcast(SPECIES, bias[first + 5])).intoMemorySegment(y, to + VECTOR_BYTES, ORDER);
        to += ldy;
        u6.add(FloatVector.broadcast(SPECIES, bias[first + 6])).intoMemorySegment(y, to, ORDER);
        v6.add(FloatVector.broadcast(SPECIES, bias[first + 6])).intoMemorySegment(y, to + VECTOR_BYTES, ORDER);
        to += ldy;
        u7.add(FloatVector.broadcast(SPECIES, bias[first + 7])).intoMemorySegment(y, to, ORDER);
        v7.add(FloatVector.broadcast(SPECIES, bias[first + 7])).intoMemorySegment(y, to + VECTOR_BYTES, ORDER);
    }
}
