package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.MicroKernel.LANES;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Between planes [channels, pixels] and pixels that are vectors of channels. */
final class WinogradBand {
    private WinogradBand() {}

    /**
     * Rows [first, first + rows) of {@code channels} planes [h, w] with {@code pad} zeros before each row and zeros up to
     * {@code width}; rows outside of the plane are zeros. Pixel (r, q) of the band is the vector at (r width + q) LANES.
     *
     * <p>Rows lie one after another in a plane, so squares are cut across their ends, and {@link WinogradSpace#places}
     * says where each of its pixels goes: row by row most squares of a small image had columns to leave out.
     *
     * @param bordered whether the band has its zeros, from a call with these sizes and rows
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
            boolean bordered,
            WinogradSpace space) {
        int top = Math.clamp(-first, 0, rows);
        int bottom = Math.clamp(h - first, top, rows);
        int n = (bottom - top) * w;
        if (!bordered) {
            space.places = WinogradSpace.atLeast(n + LANES, space.places);
            border(w, top, bottom, rows, pad, width, space.places, space.band);
        }
        long from = xo + (long) (first + top) * w;
        for (int p = 0; p < n; p += LANES) {
            int q = Math.min(p, Math.max(0, n - LANES));
            Transpose.begin(channels, Math.min(LANES, n), x, from + q, h * w, space.square);
            Transpose.end(space.square, space.band, space.places, q);
        }
    }

    /** The zeros, and the places of the pixels in rows [top, bottom); what a square has beyond them goes behind the band. */
    private static void border(int w, int top, int bottom, int rows, int pad, int width, int[] places, float[] band) {
        int end = rows * width * LANES;
        Arrays.fill(band, 0, end, 0);
        int p = 0;
        for (int r = top; r < bottom; r++) {
            int at = (r * width + pad) * LANES;
            for (int q = 0; q < w; q++) {
                places[p + q] = at + q * LANES;
            }
            p += w;
        }
        Arrays.fill(places, p, p + LANES, end);
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

    /**
     * y[yo + i ldy + p] = pixels[p LANES + i] for i < channels and p < n.
     *
     * <p>By way of {@link WinogradSpace#planes}: a store to 16 planes at once waited for each of their lines, where a copy
     * of one plane after the other finds them fetched ahead.
     */
    static void store(
            int channels, int n, MemorySegment pixels, WinogradSpace space, MemorySegment y, long yo, long ldy) {
        space.planes = WinogradSpace.atLeast((long) LANES * (n + 1), space.planes);
        for (int p = 0; p < n; p += LANES) {
            int q = Math.min(p, Math.max(0, n - LANES));
            Transpose.begin(Math.min(LANES, n), LANES, pixels, (long) q * LANES, LANES, space.square);
            Transpose.end(space.square, space.planes, q, n);
        }
        int together = ldy == n ? channels : 1;
        for (int i = 0; i < channels; i += together) {
            long to = (yo + i * ldy) * Float.BYTES;
            MemorySegment.copy(space.planes, (long) i * n * Float.BYTES, y, to, (long) together * n * Float.BYTES);
        }
    }
}
