package dev.merapi.simd.vector;

import static dev.merapi.simd.Winograd.A;
import static dev.merapi.simd.Winograd.A2;
import static dev.merapi.simd.Winograd.A2B2;
import static dev.merapi.simd.Winograd.B;
import static dev.merapi.simd.Winograd.B2;
import static dev.merapi.simd.Winograd.SUM;
import static dev.merapi.simd.vector.MicroKernel.LANES;
import static dev.merapi.simd.vector.MicroKernel.LDA;
import static dev.merapi.simd.vector.MicroKernel.SPECIES;

import dev.merapi.simd.Winograd;
import jdk.incubator.vector.FloatVector;

/** V = B' d B for rows of tiles: first along the columns, which neighbouring tiles share, then along the rows. */
final class WinogradInput {
    private WinogradInput() {}

    /**
     * One row of {@code tiles} tiles of a band of 6 rows at {@code at}, to the rows of {@code v}.
     *
     * @param to the row and column of the first tile in each matrix
     */
    static void transform(
            int tiles, float[] band, int at, float[] strip, WinogradLayout layout, int block, float[] v, int to) {
        int width = (tiles * Winograd.TILE + 2) * LANES;
        columns(width, band, at, strip);
        for (int i = 0; i < Winograd.PATCH; i++) {
            int first = i * Winograd.PATCH;
            rows(
                    tiles,
                    strip,
                    i * width,
                    v,
                    to + layout.place(block, first),
                    to + layout.place(block, first + 1),
                    to + layout.place(block, first + 2),
                    to + layout.place(block, first + 3),
                    to + layout.place(block, first + 4),
                    to + layout.place(block, first + 5));
        }
    }

    private static void columns(int width, float[] band, int at, float[] strip) {
        for (int q = 0; q < width; q += LANES) {
            int from = at + q;
            var d0 = FloatVector.fromArray(SPECIES, band, from);
            var d1 = FloatVector.fromArray(SPECIES, band, from + width);
            var d2 = FloatVector.fromArray(SPECIES, band, from + 2 * width);
            var d3 = FloatVector.fromArray(SPECIES, band, from + 3 * width);
            var d4 = FloatVector.fromArray(SPECIES, band, from + 4 * width);
            var d5 = FloatVector.fromArray(SPECIES, band, from + 5 * width);
            var a = FloatVector.broadcast(SPECIES, A);
            var b = FloatVector.broadcast(SPECIES, B);
            var minusA2 = FloatVector.broadcast(SPECIES, -A2);
            var minusB2 = FloatVector.broadcast(SPECIES, -B2);
            var product = FloatVector.broadcast(SPECIES, A2B2);
            var minusSum = FloatVector.broadcast(SPECIES, -SUM);
            var e = d2.fma(minusB2, d4);
            var f = d1.fma(minusB2, d3);
            var g = d2.fma(minusA2, d4);
            var h = d1.fma(minusA2, d3);
            d0.fma(product, d2.fma(minusSum, d4)).intoArray(strip, q);
            f.fma(a, e).intoArray(strip, q + width);
            f.fma(a.neg(), e).intoArray(strip, q + 2 * width);
            h.fma(b, g).intoArray(strip, q + 3 * width);
            h.fma(b.neg(), g).intoArray(strip, q + 4 * width);
            d1.fma(product, d3.fma(minusSum, d5)).intoArray(strip, q + 5 * width);
        }
    }

    private static void rows(
            int tiles, float[] strip, int at, float[] v, int to0, int to1, int to2, int to3, int to4, int to5) {
        int from = at;
        int step = 0;
        for (int t = 0; t < tiles; t++, from += Winograd.TILE * LANES, step += LDA) {
            var d0 = FloatVector.fromArray(SPECIES, strip, from);
            var d1 = FloatVector.fromArray(SPECIES, strip, from + LANES);
            var d2 = FloatVector.fromArray(SPECIES, strip, from + 2 * LANES);
            var d3 = FloatVector.fromArray(SPECIES, strip, from + 3 * LANES);
            var d4 = FloatVector.fromArray(SPECIES, strip, from + 4 * LANES);
            var d5 = FloatVector.fromArray(SPECIES, strip, from + 5 * LANES);
            var a = FloatVector.broadcast(SPECIES, A);
            var b = FloatVector.broadcast(SPECIES, B);
            var minusA2 = FloatVector.broadcast(SPECIES, -A2);
            var minusB2 = FloatVector.broadcast(SPECIES, -B2);
            var product = FloatVector.broadcast(SPECIES, A2B2);
            var minusSum = FloatVector.broadcast(SPECIES, -SUM);
            var e = d2.fma(minusB2, d4);
            var f = d1.fma(minusB2, d3);
            var g = d2.fma(minusA2, d4);
            var h = d1.fma(minusA2, d3);
            d0.fma(product, d2.fma(minusSum, d4)).intoArray(v, to0 + step);
            f.fma(a, e).intoArray(v, to1 + step);
            f.fma(a.neg(), e).intoArray(v, to2 + step);
            h.fma(b, g).intoArray(v, to3 + step);
            h.fma(b.neg(), g).intoArray(v, to4 + step);
            d1.fma(product, d3.fma(minusSum, d5)).intoArray(v, to5 + step);
        }
    }
}
