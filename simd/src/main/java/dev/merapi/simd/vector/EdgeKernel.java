package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.MicroKernel.LANES;
import static dev.merapi.simd.vector.MicroKernel.LDA;
import static dev.merapi.simd.vector.MicroKernel.MR;
import static dev.merapi.simd.vector.MicroKernel.NR;
import static dev.merapi.simd.vector.MicroKernel.ORDER;
import static dev.merapi.simd.vector.MicroKernel.SPECIES;
import static dev.merapi.simd.vector.MicroKernel.WIDE;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * {@link MicroKernel} for the edges of C: tiles of 4 and 8 rows, where a whole tile would compute up to 11 rows for
 * nothing, and tiles one vector wide. Arguments and results are those of {@link MicroKernel#run}; the tile's other elements are
 * left.
 */
final class EdgeKernel {
    /** Rows of the flat tile. */
    static final int FLAT = 4;

    /** Rows of the tile between; only where a whole one has more. */
    static final int MIDDLE = 8;

    /** Up to so many rows flat tiles are less work than a whole one. */
    static final int FLAT_ROWS = (MR - 1) / FLAT * FLAT;

    private static final int VECTOR_BYTES = LANES * Float.BYTES;

    private EdgeKernel() {}

    /** A tile of so many rows and columns, by the kernel of that height. */
    static void tile(int height, int cols, int kc, float[] a, int ao, Panels b, int bo, float[] tile) {
        if (height == FLAT) {
            flat(kc, a, ao, b, bo, tile);
        } else if (cols <= LANES) {
            narrow(kc, a, ao, b, bo, tile);
        } else if (WIDE && height == MIDDLE) {
            middle(kc, a, ao, b.segment, bo, NR, tile);
        } else {
            MicroKernel.run(kc, a, ao, b, bo, tile);
        }
    }

    /** A tile of so many rows of a B that isn't packed, as in {@link MicroKernel#inPlace}. */
    static void inPlace(int height, int kc, float[] a, int ao, MemorySegment b, long bo, int ldb, float[] tile) {
        if (height == FLAT) {
            flat(kc, a, ao, b, bo, ldb, tile);
        } else if (height == MicroKernel.IN_PLACE) {
            MicroKernel.inPlace(kc, a, ao, b, bo, ldb, tile);
        } else {
            middle(kc, a, ao, b, bo, ldb, tile);
        }
    }

    /** A tile of {@link MicroKernel#MR} rows, one vector wide. */
    static void narrow(int kc, float[] a, int ao, Panels b, int bo, float[] tile) {
        if (WIDE) {
            narrow12(kc, a, ao, b.segment, bo, tile);
        } else {
            OrderedKernel.narrow(kc, a, ao, b.array, bo, tile);
        }
    }

    /** A tile of {@link #FLAT} rows, two vectors wide. */
    static void flat(int kc, float[] a, int ao, Panels b, int bo, float[] tile) {
        if (WIDE) {
            flat(kc, a, ao, b.segment, bo, NR, tile);
        } else {
            OrderedKernel.flat(kc, a, ao, b.array, bo, tile);
        }
    }

    private static void flat(int kc, float[] a, int ao, MemorySegment b, long bo, int ldb, float[] tile) {
        var u0 = FloatVector.zero(SPECIES);
        var v0 = FloatVector.zero(SPECIES);
        var u1 = FloatVector.zero(SPECIES);
        var v1 = FloatVector.zero(SPECIES);
        var u2 = FloatVector.zero(SPECIES);
        var v2 = FloatVector.zero(SPECIES);
        var u3 = FloatVector.zero(SPECIES);
        var v3 = FloatVector.zero(SPECIES);
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
        }
        u0.intoArray(tile, 0);
        v0.intoArray(tile, LANES);
        u1.intoArray(tile, NR);
        v1.intoArray(tile, NR + LANES);
        u2.intoArray(tile, 2 * NR);
        v2.intoArray(tile, 2 * NR + LANES);
        u3.intoArray(tile, 3 * NR);
        v3.intoArray(tile, 3 * NR + LANES);
    }

    /** A tile of {@link #MIDDLE} rows, two vectors wide; it wants more registers than the 16 of a narrow machine. */
    private static void middle(int kc, float[] a, int ao, MemorySegment b, long bo, int ldb, float[] tile) {
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
    }

    /** The tile of 12 x 1 vectors. */
    private static void narrow12(int kc, float[] a, int ao, MemorySegment b, long bo, float[] tile) {
        var u0 = FloatVector.zero(SPECIES);
        var u1 = FloatVector.zero(SPECIES);
        var u2 = FloatVector.zero(SPECIES);
        var u3 = FloatVector.zero(SPECIES);
        var u4 = FloatVector.zero(SPECIES);
        var u5 = FloatVector.zero(SPECIES);
        var u6 = FloatVector.zero(SPECIES);
        var u7 = FloatVector.zero(SPECIES);
        var u8 = FloatVector.zero(SPECIES);
        var u9 = FloatVector.zero(SPECIES);
        var ua = FloatVector.zero(SPECIES);
        var ub = FloatVector.zero(SPECIES);
        long at = bo * Float.BYTES;
        for (int p = ao; p < ao + kc; p++, at += 2 * VECTOR_BYTES) {
            var b0 = FloatVector.fromMemorySegment(SPECIES, b, at, ORDER);
            u0 = FloatVector.broadcast(SPECIES, a[p]).fma(b0, u0);
            u1 = FloatVector.broadcast(SPECIES, a[LDA + p]).fma(b0, u1);
            u2 = FloatVector.broadcast(SPECIES, a[2 * LDA + p]).fma(b0, u2);
            u3 = FloatVector.broadcast(SPECIES, a[3 * LDA + p]).fma(b0, u3);
            u4 = FloatVector.broadcast(SPECIES, a[4 * LDA + p]).fma(b0, u4);
            u5 = FloatVector.broadcast(SPECIES, a[5 * LDA + p]).fma(b0, u5);
            u6 = FloatVector.broadcast(SPECIES, a[6 * LDA + p]).fma(b0, u6);
            u7 = FloatVector.broadcast(SPECIES, a[7 * LDA + p]).fma(b0, u7);
            u8 = FloatVector.broadcast(SPECIES, a[8 * LDA + p]).fma(b0, u8);
            u9 = FloatVector.broadcast(SPECIES, a[9 * LDA + p]).fma(b0, u9);
            ua = FloatVector.broadcast(SPECIES, a[10 * LDA + p]).fma(b0, ua);
            ub = FloatVector.broadcast(SPECIES, a[11 * LDA + p]).fma(b0, ub);
        }
        u0.intoArray(tile, 0);
        u1.intoArray(tile, NR);
        u2.intoArray(tile, 2 * NR);
        u3.intoArray(tile, 3 * NR);
        u4.intoArray(tile, 4 * NR);
        u5.intoArray(tile, 5 * NR);
        u6.intoArray(tile, 6 * NR);
        u7.intoArray(tile, 7 * NR);
        u8.intoArray(tile, 8 * NR);
        u9.intoArray(tile, 9 * NR);
        ua.intoArray(tile, 10 * NR);
        ub.intoArray(tile, 11 * NR);
    }
}
