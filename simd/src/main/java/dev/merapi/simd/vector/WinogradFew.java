package dev.merapi.simd.vector;

import static dev.merapi.simd.Winograd.A;
import static dev.merapi.simd.Winograd.A2;
import static dev.merapi.simd.Winograd.B;
import static dev.merapi.simd.Winograd.B2;
import static dev.merapi.simd.Winograd.PATCH;
import static dev.merapi.simd.Winograd.PRODUCTS;
import static dev.merapi.simd.vector.MicroKernel.LANES;
import static dev.merapi.simd.vector.MicroKernel.LDA;
import static dev.merapi.simd.vector.MicroKernel.NR;
import static dev.merapi.simd.vector.MicroKernel.SPECIES;
import static dev.merapi.simd.vector.MicroKernel.WIDE;

import jdk.incubator.vector.FloatVector;

/**
 * M = V U for 4 tiles at most: a transformed weight, which is used 4 times there, is made in a register and never written. A
 * kernel makes two of the six products of a line of G g, in chains of {@link MicroKernel}'s order.
 */
final class WinogradFew {
    /** So many tiles at most. */
    static final int TILES = 4;

    /** Floats of a product. */
    private static final int SIZE = TILES * NR;

    private WinogradFew() {}

    /** Whether so many tiles go this way. */
    static boolean fits(int tiles) {
        return tiles <= TILES;
    }

    /** The 36 products of a panel of outputs, {@code step} floats apart in {@link WinogradSpace#products}. */
    static void multiply(int panel, WinogradWeights weights, WinogradLayout layout, int step, WinogradSpace space) {
        if (!WIDE) {
            OrderedFew.multiply(panel, weights, layout, step, space);
            return;
        }
        float[] v = space.inputs;
        for (int block = 0; block < layout.blocks(); block++) {
            int kc = layout.depth(block);
            int line = weights.lines(panel, block, space);
            for (int k = 0; k < PRODUCTS; k += PATCH, line += WinogradWeights.lineStep(kc, 3 * NR)) {
                int zero = layout.place(block, k);
                ends(kc, space.strip, line, v, zero, layout.place(block, k + 5), space.tile);
                keep(space, block > 0, k * step, (k + 5) * step);
                int a = layout.place(block, k + 1);
                pair(kc, space.strip, line, v, a, layout.place(block, k + 2), A, A2, space.tile);
                keep(space, block > 0, (k + 1) * step, (k + 2) * step);
                int b = layout.place(block, k + 3);
                pair(kc, space.strip, line, v, b, layout.place(block, k + 4), B, B2, space.tile);
                keep(space, block > 0, (k + 3) * step, (k + 4) * step);
            }
        }
    }

    private static void keep(WinogradSpace space, boolean adds, int first, int second) {
        WinogradForward.keep(space.tile, 0, SIZE, adds, space.products, first);
        WinogradForward.keep(space.tile, SIZE, SIZE, adds, space.products, second);
    }

    /** Products 0 and infinity of a line. */
    private static void ends(int kc, float[] g, int line, float[] v, int a, int b, float[] tile) {
        var a0x = FloatVector.zero(SPECIES);
        var a0y = FloatVector.zero(SPECIES);
        var a1x = FloatVector.zero(SPECIES);
        var a1y = FloatVector.zero(SPECIES);
        var a2x = FloatVector.zero(SPECIES);
        var a2y = FloatVector.zero(SPECIES);
        var a3x = FloatVector.zero(SPECIES);
        var a3y = FloatVector.zero(SPECIES);
        var b0x = FloatVector.zero(SPECIES);
        var b0y = FloatVector.zero(SPECIES);
        var b1x = FloatVector.zero(SPECIES);
        var b1y = FloatVector.zero(SPECIES);
        var b2x = FloatVector.zero(SPECIES);
        var b2y = FloatVector.zero(SPECIES);
        var b3x = FloatVector.zero(SPECIES);
        var b3y = FloatVector.zero(SPECIES);
        for (int p = 0, q = line; p < kc; p++, q += 3 * NR) {
            var ax = FloatVector.fromArray(SPECIES, g, q);
            var bx = FloatVector.fromArray(SPECIES, g, q + 2 * LANES);
            var ay = FloatVector.fromArray(SPECIES, g, q + 3 * LANES);
            var by = FloatVector.fromArray(SPECIES, g, q + 5 * LANES);
            var va0 = FloatVector.broadcast(SPECIES, v[a + p]);
            a0x = ax.fma(va0, a0x);
            a0y = ay.fma(va0, a0y);
            var va1 = FloatVector.broadcast(SPECIES, v[a + LDA + p]);
            a1x = ax.fma(va1, a1x);
            a1y = ay.fma(va1, a1y);
            var va2 = FloatVector.broadcast(SPECIES, v[a + 2 * LDA + p]);
            a2x = ax.fma(va2, a2x);
            a2y = ay.fma(va2, a2y);
            var va3 = FloatVector.broadcast(SPECIES, v[a + 3 * LDA + p]);
            a3x = ax.fma(va3, a3x);
            a3y = ay.fma(va3, a3y);
            var vb0 = FloatVector.broadcast(SPECIES, v[b + p]);
            b0x = bx.fma(vb0, b0x);
            b0y = by.fma(vb0, b0y);
            var vb1 = FloatVector.broadcast(SPECIES, v[b + LDA + p]);
            b1x = bx.fma(vb1, b1x);
            b1y = by.fma(vb1, b1y);
            var vb2 = FloatVector.broadcast(SPECIES, v[b + 2 * LDA + p]);
            b2x = bx.fma(vb2, b2x);
            b2y = by.fma(vb2, b2y);
            var vb3 = FloatVector.broadcast(SPECIES, v[b + 3 * LDA + p]);
            b3x = bx.fma(vb3, b3x);
            b3y = by.fma(vb3, b3y);
        }
        a0x.intoArray(tile, 0);
        a0y.intoArray(tile, LANES);
        a1x.intoArray(tile, 2 * LANES);
        a1y.intoArray(tile, 3 * LANES);
        a2x.intoArray(tile, 4 * LANES);
        a2y.intoArray(tile, 5 * LANES);
        a3x.intoArray(tile, 6 * LANES);
        a3y.intoArray(tile, 7 * LANES);
        b0x.intoArray(tile, 8 * LANES);
        b0y.intoArray(tile, 9 * LANES);
        b1x.intoArray(tile, 10 * LANES);
        b1y.intoArray(tile, 11 * LANES);
        b2x.intoArray(tile, 12 * LANES);
        b2y.intoArray(tile, 13 * LANES);
        b3x.intoArray(tile, 14 * LANES);
        b3y.intoArray(tile, 15 * LANES);
    }

    /** Products {@code point} and -{@code point} of a line. */
    private static void pair(
            int kc, float[] g, int line, float[] v, int a, int b, float point, float squared, float[] tile) {
        var a0x = FloatVector.zero(SPECIES);
        var a0y = FloatVector.zero(SPECIES);
        var a1x = FloatVector.zero(SPECIES);
        var a1y = FloatVector.zero(SPECIES);
        var a2x = FloatVector.zero(SPECIES);
        var a2y = FloatVector.zero(SPECIES);
        var a3x = FloatVector.zero(SPECIES);
        var a3y = FloatVector.zero(SPECIES);
        var b0x = FloatVector.zero(SPECIES);
        var b0y = FloatVector.zero(SPECIES);
        var b1x = FloatVector.zero(SPECIES);
        var b1y = FloatVector.zero(SPECIES);
        var b2x = FloatVector.zero(SPECIES);
        var b2y = FloatVector.zero(SPECIES);
        var b3x = FloatVector.zero(SPECIES);
        var b3y = FloatVector.zero(SPECIES);
        var plus = FloatVector.broadcast(SPECIES, point);
        var minus = FloatVector.broadcast(SPECIES, -point);
        var square = FloatVector.broadcast(SPECIES, squared);
        for (int p = 0, q = line; p < kc; p++, q += 3 * NR) {
            var ex = FloatVector.fromArray(SPECIES, g, q + 2 * LANES).fma(square, FloatVector.fromArray(SPECIES, g, q));
            var gx = FloatVector.fromArray(SPECIES, g, q + LANES);
            var ax = gx.fma(plus, ex);
            var bx = gx.fma(minus, ex);
            var ey = FloatVector.fromArray(SPECIES, g, q + 5 * LANES)
                    .fma(square, FloatVector.fromArray(SPECIES, g, q + 3 * LANES));
            var gy = FloatVector.fromArray(SPECIES, g, q + 4 * LANES);
            var ay = gy.fma(plus, ey);
            var by = gy.fma(minus, ey);
            var va0 = FloatVector.broadcast(SPECIES, v[a + p]);
            a0x = ax.fma(va0, a0x);
            a0y = ay.fma(va0, a0y);
            var va1 = FloatVector.broadcast(SPECIES, v[a + LDA + p]);
            a1x = ax.fma(va1, a1x);
            a1y = ay.fma(va1, a1y);
            var va2 = FloatVector.broadcast(SPECIES, v[a + 2 * LDA + p]);
            a2x = ax.fma(va2, a2x);
            a2y = ay.fma(va2, a2y);
            var va3 = FloatVector.broadcast(SPECIES, v[a + 3 * LDA + p]);
            a3x = ax.fma(va3, a3x);
            a3y = ay.fma(va3, a3y);
            var vb0 = FloatVector.broadcast(SPECIES, v[b + p]);
            b0x = bx.fma(vb0, b0x);
            b0y = by.fma(vb0, b0y);
            var vb1 = FloatVector.broadcast(SPECIES, v[b + LDA + p]);
            b1x = bx.fma(vb1, b1x);
            b1y = by.fma(vb1, b1y);
            var vb2 = FloatVector.broadcast(SPECIES, v[b + 2 * LDA + p]);
            b2x = bx.fma(vb2, b2x);
            b2y = by.fma(vb2, b2y);
            var vb3 = FloatVector.broadcast(SPECIES, v[b + 3 * LDA + p]);
            b3x = bx.fma(vb3, b3x);
            b3y = by.fma(vb3, b3y);
        }
        a0x.intoArray(tile, 0);
        a0y.intoArray(tile, LANES);
        a1x.intoArray(tile, 2 * LANES);
        a1y.intoArray(tile, 3 * LANES);
        a2x.intoArray(tile, 4 * LANES);
        a2y.intoArray(tile, 5 * LANES);
        a3x.intoArray(tile, 6 * LANES);
        a3y.intoArray(tile, 7 * LANES);
        b0x.intoArray(tile, 8 * LANES);
        b0y.intoArray(tile, 9 * LANES);
        b1x.intoArray(tile, 10 * LANES);
        b1y.intoArray(tile, 11 * LANES);
        b2x.intoArray(tile, 12 * LANES);
        b2y.intoArray(tile, 13 * LANES);
        b3x.intoArray(tile, 14 * LANES);
        b3y.intoArray(tile, 15 * LANES);
    }
}
