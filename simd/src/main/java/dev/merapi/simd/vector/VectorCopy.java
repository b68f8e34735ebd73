package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.MicroKernel.LANES;

import dev.merapi.simd.Copy;
import dev.merapi.simd.scalar.ScalarCopy;
import java.lang.foreign.MemorySegment;

/** {@link Copy}: transposes of 4-byte elements, as floats, by squares ({@link Transpose}); the rest are the scalar twin's loops. */
public final class VectorCopy implements Copy {
    /** Side of the tiles of squares: 64 pages of y in use at once fit the first-level TLB. */
    private static final int TILE = 64;

    @Override
    public void copy(int size, MemorySegment x, long xo, long xs, MemorySegment y, long yo, long ys, int n) {
        ScalarCopy.strided(size, x, xo, xs, y, yo, ys, n);
    }

    @Override
    public void transpose(
            int size, int rows, int cols, MemorySegment x, long xo, int ldx, MemorySegment y, long yo, int ldy) {
        if (size != Integer.BYTES || rows < LANES || cols < LANES) {
            ScalarCopy.blocked(size, rows, cols, x, xo, ldx, y, yo, ldy);
            return;
        }
        int m = rows & -LANES;
        int n = cols & -LANES;
        float[] square = new float[LANES * LANES];
        for (int i = 0; i < m; i += TILE) {
            for (int j = 0; j < n; j += TILE) {
                int height = Math.min(TILE, m - i);
                int width = Math.min(TILE, n - j);
                tile(square, height, width, x, xo + (long) i * ldx + j, ldx, y, yo + (long) j * ldy + i, ldy);
            }
        }
        ScalarCopy.blocked(size, rows - m, cols, x, xo + (long) m * ldx, ldx, y, yo + m, ldy);
        ScalarCopy.blocked(size, m, cols - n, x, xo + n, ldx, y, yo + (long) n * ldy, ldy);
    }

    private static void tile(
            float[] square, int rows, int cols, MemorySegment x, long xo, int ldx, MemorySegment y, long yo, int ldy) {
        for (int i = 0; i < rows; i += LANES) {
            for (int j = 0; j < cols; j += LANES) {
                Transpose.begin(LANES, LANES, x, xo + (long) i * ldx + j, ldx, square);
                Transpose.end(square, y, yo + (long) j * ldy + i, ldy);
            }
        }
    }
}
