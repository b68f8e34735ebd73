package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.MicroKernel.LANES;
import static dev.merapi.simd.vector.MicroKernel.ORDER;
import static dev.merapi.simd.vector.MicroKernel.SPECIES;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/** Between planes [channels, pixels] and pixels that are vectors of channels. */
final class WinogradBand {
    private WinogradBand() {}

    /**
     * Rows [first, first + rows) of {@code channels} planes [h, w] with {@code pad} zeros before each row and zeros up to
     * {@code width}; rows outside of the plane are zeros. Pixel (r, q) of the band is the vector at (r width + q) LANES.
     */
    static void load(
            int channels,
            int h,
            int w,
            int first,
            int rows,
            int pad,
            int width,
            MemorySegment x,
            long xo,
            float[] square,
            float[] band) {
        for (int r = 0; r < rows; r++) {
            int row = first + r;
            int at = r * width * LANES;
            int end = at + width * LANES;
            if (row < 0 || row >= h) {
                Arrays.fill(band, at, end, 0);
                continue;
            }
            Arrays.fill(band, at, at + pad * LANES, 0);
            run(channels, w, x, xo + (long) row * w, h * w, square, band, at + pad * LANES);
            Arrays.fill(band, at + (pad + w) * LANES, end, 0);
        }
    }

    /**
     * to[at + p LANES + i] = x[xo + i ldx + p] for p < n; up to LANES - 1 pixels more are written where n is less than
     * LANES.
     */
    static void run(int channels, int n, MemorySegment x, long xo, int ldx, float[] square, float[] to, int at) {
        for (int p = 0; p < n; p += LANES) {
            int q = Math.min(p, Math.max(0, n - LANES));
            Transpose.begin(channels, Math.min(LANES, n), x, xo + q, ldx, square);
            Transpose.end(square, to, at + q * LANES, LANES);
        }
    }

    /** y[yo + i ldy + p] = pixels[p LANES + i] for i < channels and p < n. */
    static void store(int channels, int n, MemorySegment pixels, float[] square, MemorySegment y, long yo, long ldy) {
        for (int p = 0; p < n; p += LANES) {
            int q = Math.min(p, Math.max(0, n - LANES));
            Transpose.begin(Math.min(LANES, n), LANES, pixels, (long) q * LANES, LANES, square);
            Transpose.end(square, square, 0, LANES);
            if (n >= LANES) {
                rows(channels, square, y, yo + q, ldy);
            } else {
                rows(channels, n, square, y, yo, ldy);
            }
        }
    }

    private static void rows(int channels, float[] square, MemorySegment y, long yo, long ldy) {
        long at = yo * Float.BYTES;
        for (int i = 0; i < channels; i++, at += ldy * Float.BYTES) {
            FloatVector.fromArray(SPECIES, square, i * LANES).intoMemorySegment(y, at, ORDER);
        }
    }

    private static void rows(int channels, int n, float[] square, MemorySegment y, long yo, long ldy) {
        var mask = SPECIES.indexInRange(0, n);
        long at = yo * Float.BYTES;
        for (int i = 0; i < channels; i++, at += ldy * Float.BYTES) {
            FloatVector.fromArray(SPECIES, square, i * LANES).intoMemorySegment(y, at, ORDER, mask);
        }
    }
}
