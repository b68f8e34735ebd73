package dev.merapi.simd.vector;

import dev.merapi.simd.Gemm;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@code tile[i, j] = a[i, 0] b[0, j] + ... + a[i, kc - 1] b[kc - 1, j]}, each a chain of fma from 0: the inner loop of
 * every matrix product and convolution.
 *
 * <p>Register budget: {@link #MR} x 2 accumulators, 2 vectors of B, 1 element of A repeated in every lane. Where there
 * are 32 registers (512-bit vectors, NEON) MR is 12, so 27 are live. Taller or wider tiles (8 x 3, 14 x 2) were
 * bistable: 130 to 255 GFLOP/s on one Zen 5 core where this one stays at the top, for from about 28 on C2 may spill. Of
 * 16 registers it may spill from 15 on: with AVX2 on Zen 4 a tile of 6 x 2 reached 44 GFLOP/s, 5 x 2 reached 87. So {@link
 * OrderedKernel} keeps the loads of 6 x 2 in order, and a B that isn't packed has 5 x 2. The accumulators are named locals
 * that start as {@code zero(SPECIES)}: an array of vectors is boxed, and so is one that starts as a constant.
 *
 * <p>The tile is stored to a small array, not added to C here: with loads, sums and stores of C in the same method it
 * was bistable too, 0.01 to 0.7 of full speed after a recompile. There is no unrolling over k: it gained nothing
 * reliable.
 */
final class MicroKernel {
    /** The species of every vector here: the platform's preferred one, up to 512 bits. */
    static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED.vectorBitSize() > 512
            ? FloatVector.SPECIES_512
            : FloatVector.SPECIES_PREFERRED;

    /** Lanes of a vector. */
    static final int LANES = SPECIES.length();

    /** Whether there are 32 registers, as with 512-bit vectors and NEON: such machines have larger caches too. */
    static final boolean WIDE =
            SPECIES.vectorBitSize() >= 512 || System.getProperty("os.arch").equals("aarch64");

    /** Rows of a tile. */
    static final int MR = WIDE ? 12 : OrderedKernel.ROWS;

    /** Rows of a tile whose B isn't packed. */
    static final int IN_PLACE = WIDE ? MR : 5;

    /** Columns of a tile, and the row stride of the tile that is stored. */
    static final int NR = 2 * LANES;

    /**
     * Row stride of A, a constant, so that all rows are read by constant displacements from one register. 16 more
     * than KC: rows a power of two apart would all fall in one set of the first-level cache.
     */
    static final int LDA = Gemm.KC + 16;

    /** Order of floats in memory. */
    static final ByteOrder ORDER = ByteOrder.nativeOrder();

    private static final int VECTOR_BYTES = LANES * Float.BYTES;

    private MicroKernel() {}

    /**
     * A tile of {@link #MR} rows and {@link #NR} columns.
     *
     * @param kc length of the chains, at most {@link Gemm#KC}
     * @param a rows of A: element (i, p) is a[ao + i LDA + p]
     * @param ao index of element (0, 0)
     * @param b a packed panel of B: element (p, j) is the float bo + p NR + j
     * @param bo index of element (0, 0)
     * @param tile gets element (i, j) at i NR + j
     */
    static void run(int kc, float[] a, int ao, Panels b, int bo, float[] tile) {
        if (WIDE) {
            run12(kc, a, ao, b.segment, bo, NR, tile);
        } else {
            OrderedKernel.run(kc, a, ao, b.array, bo, tile);
        }
    }

    /**
     * A tile of {@link #IN_PLACE} rows of a B that isn't packed: element (p, j) is the float bo + p ldb + j, and the NR floats of
     * each row must exist.
     */
    static void inPlace(int kc, float[] a, int ao, MemorySegment b, long bo, int ldb, float[] tile) {
        if (WIDE) {
            run12(kc, a, ao, b, bo, ldb, tile);
        } else {
            run5(kc, a, ao, b, bo, ldb, tile);
        }
    }

    /** The tile of 12 x 2 vectors. */
    private static void run12(int kc, float[] a, int ao, MemorySegment b, long bo, int ldb, float[] tile) {
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
        var u8 = FloatVector.zero(SPECIES);
        var v8 = FloatVector.zero(SPECIES);
        var u9 = FloatVector.zero(SPECIES);
        var v9 = FloatVector.zero(SPECIES);
        var ua = FloatVector.zero(SPECIES);
        var va = FloatVector.zero(SPECIES);
        var ub = FloatVector.zero(SPECIES);
        var vb = FloatVector.zero(SPECIES);
        long at = bo * Float.BYTES;
        for (int p = ao; p < ao + kc; p++, at += (long) ldb * Float.BYTES) {
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
            var a8 = FloatVector.broadcast(SPECIES, a[8 * LDA + p]);
            u8 = a8.fma(b0, u8);
            v8 = a8.fma(b1, v8);
            var a9 = FloatVector.broadcast(SPECIES, a[9 * LDA + p]);
            u9 = a9.fma(b0, u9);
            v9 = a9.fma(b1, v9);
            var aa = FloatVector.broadcast(SPECIES, a[10 * LDA + p]);
            ua = aa.fma(b0, ua);
            va = aa.fma(b1, va);
            var ab = FloatVector.broadcast(SPECIES, a[11 * LDA + p]);
            ub = ab.fma(b0, ub);
            vb = ab.fma(b1, vb);
        }
        u0.intoArray(tile, 0);
        v0.intoArray(tile, LANES);
        u1.intoArray(tile, NR);
        v1.intoArray(tile, NR + LANES);
        u2.intoArray(tile, 2 * NR);
        v2.intoArray(tile, 2 * NR + LANES);
        u3.intoArray(tile, 3 * NR);
        v3.intoArray(tile, 3 * NR + LANES);
        u4.intoArray(tile, 4 * NR);
        v4.intoArray(tile, 4 * NR + LANES);
        u5.intoArray(tile, 5 * NR);
        v5.intoArray(tile, 5 * NR + LANES);
        u6.intoArray(tile, 6 * NR);
        v6.intoArray(tile, 6 * NR + LANES);
        u7.intoArray(tile, 7 * NR);
        v7.intoArray(tile, 7 * NR + LANES);
        u8.intoArray(tile, 8 * NR);
        v8.intoArray(tile, 8 * NR + LANES);
        u9.intoArray(tile, 9 * NR);
        v9.intoArray(tile, 9 * NR + LANES);
        ua.intoArray(tile, 10 * NR);
        va.intoArray(tile, 10 * NR + LANES);
        ub.intoArray(tile, 11 * NR);
        vb.intoArray(tile, 11 * NR + LANES);
    }

    /** The tile of 5 x 2 vectors. */
    private static void run5(int kc, float[] a, int ao, MemorySegment b, long bo, int ldb, float[] tile) {
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
        long at = bo * Float.BYTES;
        for (int p = ao; p < ao + kc; p++, at += (long) ldb * Float.BYTES) {
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
        }
        u0.intoArray(tile, 0);
        v0.intoArray(tile, LANES);
        u1.intoArray(tile, NR);
        v1.intoArray(tile, NR + LANES);
        u2.intoArray(tile, 2 * NR);
        v2.intoArray(tile, 2 * NR + LANES);
        u3.intoArray(tile, 3 * NR);
        v3.intoArray(tile, 3 * NR + LANES);
        u4.intoArray(tile, 4 * NR);
        v4.intoArray(tile, 4 * NR + LANES);
    }
}
