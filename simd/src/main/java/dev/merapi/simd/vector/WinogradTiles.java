package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.MicroKernel.LANES;
import static dev.merapi.simd.vector.MicroKernel.LDA;

import dev.merapi.simd.Convolution;
import dev.merapi.simd.Winograd;
import java.lang.foreign.MemorySegment;

/** The tiles of some strips (rows of tiles, counted through the batch), for LANES channels at a time. */
final class WinogradTiles {
    private WinogradTiles() {}

    /** Transforms the tiles of x in strips [first, last), channels from {@code c} on, to the rows of {@code v}. */
    static void inputs(
            Convolution.Shape s,
            int c,
            int first,
            int last,
            MemorySegment x,
            long xo,
            WinogradLayout layout,
            float[] v,
            WinogradSpace space) {
        int perRow = Winograd.tiles(s.ow());
        int perColumn = Winograd.tiles(s.oh());
        int width = perRow * Winograd.TILE + 2;
        int lanes = Math.min(LANES, s.c() - c);
        int most = Math.min(perColumn, last - first) * Winograd.TILE + 2;
        space.band = WinogradSpace.atLeast((most * width + LANES) * LANES, space.band);
        space.strip = WinogradSpace.atLeast(Winograd.PATCH * width * LANES, space.strip);
        for (int strip = first; strip < last; ) {
            int image = strip / perColumn;
            int from = strip % perColumn;
            int to = Math.min(perColumn, from + last - strip);
            int row = from * Winograd.TILE - s.padH();
            int rows = (to - from) * Winograd.TILE + 2;
            long plane = xo + ((long) image * s.c() + c) * s.h() * s.w();
            boolean bordered = strip - first >= perColumn && to == perColumn;
            WinogradBand.load(lanes, s.h(), s.w(), row, rows, s.padW(), width, x, plane, bordered, space);
            for (int i = from; i < to; i++) {
                int at = (i - from) * Winograd.TILE * width * LANES;
                int tile = (strip - first + i - from) * perRow;
                WinogradInput.transform(
                        perRow,
                        space.band,
                        at,
                        space.strip,
                        layout,
                        c / Winograd.DEPTH,
                        v,
                        tile * LDA + c % Winograd.DEPTH);
            }
            strip += to - from;
        }
    }

    /**
     * Transforms the tiles of dy in strips [first, last), channels from {@code o} on, to rows of panels; the first
     * product's at {@code to}, the others {@code step} floats apart.
     */
    static void results(
            Convolution.Shape s,
            int o,
            int first,
            int last,
            MemorySegment dy,
            long dyo,
            Panels d,
            int to,
            int step,
            WinogradSpace space) {
        int perRow = Winograd.tiles(s.ow());
        int perColumn = Winograd.tiles(s.oh());
        int width = perRow * Winograd.TILE;
        int lanes = Math.min(LANES, s.o() - o);
        int most = Math.min(perColumn, last - first) * Winograd.TILE;
        space.band = WinogradSpace.atLeast((most * width + LANES) * LANES, space.band);
        space.strip = WinogradSpace.atLeast(Winograd.PATCH * width * LANES, space.strip);
        for (int strip = first; strip < last; ) {
            int image = strip / perColumn;
            int from = strip % perColumn;
            int end = Math.min(perColumn, from + last - strip);
            int row = from * Winograd.TILE;
            int rows = (end - from) * Winograd.TILE;
            long plane = dyo + ((long) image * s.o() + o) * s.oh() * s.ow();
            boolean bordered = strip - first >= perColumn && end == perColumn;
            WinogradBand.load(lanes, s.oh(), s.ow(), row, rows, 0, width, dy, plane, bordered, space);
            for (int i = from; i < end; i++) {
                int at = (i - from) * Winograd.TILE * width * LANES;
                int tile = to + (strip - first + i - from) * perRow * MicroKernel.NR;
                WinogradGradient.results(perRow, space.band, at, space.strip, d, tile, step);
            }
            strip += end - from;
        }
    }
}
