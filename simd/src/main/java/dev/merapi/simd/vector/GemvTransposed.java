package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.MicroKernel.LANES;
import static dev.merapi.simd.vector.MicroKernel.SPECIES;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * {@code row[j] = x[0] b[j, 0] + ... + x[kc - 1] b[j, kc - 1]}, each a chain of fma from 0: one row of a product with a
 * transposed B. The lanes hold columns of C, so squares of B are transposed on their way to the chain; only their first
 * half's results are stored.
 */
final class GemvTransposed {
    private GemvTransposed() {}

    /**
     * Sets the sums of n columns in {@code space.row}.
     *
     * @param x the row of A
     * @param b element (j, p) is the float bo + j ldb + p
     */
    static void run(int kc, int n, float[] x, MemorySegment b, long bo, int ldb, GemmSpace space) {
        float[] row = space.row;
        int whole = SPECIES.loopBound(kc);
        Arrays.fill(row, 0, Math.ceilDiv(n, LANES) * LANES, 0f);
        for (int j = 0; j < n; j += LANES) {
            int cols = Math.min(LANES, n - j);
            long at = bo + (long) j * ldb;
            RowPacking.rows(cols, kc, b, at, ldb, space.rows, 0);
            for (int p = 0; p < whole; p += LANES) {
                Transpose.begin(space.rows, p, space.square);
                Transpose.multiply(space.square, x, p, row, j);
            }
            if (whole < kc) {
                Transpose.begin(space.rows, whole, space.square);
                Transpose.end(space.square, space.square, 0, LANES);
                last(kc - whole, x, whole, space.square, row, j);
            }
        }
    }

    private static void last(int n, float[] x, int xo, float[] square, float[] row, int j) {
        var sum = FloatVector.fromArray(SPECIES, row, j);
        for (int p = 0; p < n; p++) {
            sum = FloatVector.fromArray(SPECIES, square, p * LANES).fma(FloatVector.broadcast(SPECIES, x[xo + p]), sum);
        }
        sum.intoArray(row, j);
    }
}
