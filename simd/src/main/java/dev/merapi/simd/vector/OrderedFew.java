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
import static dev.merapi.simd.vector.WinogradFew.TILES;
import static dev.merapi.simd.vector.WinogradWeights.LINE;

import java.lang.invoke.VarHandle;
import jdk.incubator.vector.FloatVector;

/**
 * {@link WinogradFew} for 16 registers: one vector of a panel's outputs after the other, with fences as in {@link OrderedKernel}.
 */
final class OrderedFew {
    private OrderedFew() {}

    /** The 36 products of a panel of outputs, {@code step} floats apart in {@link WinogradSpace#products}. */
    static void multiply(int panel, WinogradWeights weights, WinogradLayout layout, int step, WinogradSpace space) {
        int end = Math.min(weights.outputs(), (panel + 1) * NR);
        for (int block = 0; block < layout.blocks(); block++) {
            for (int o = panel * NR; o < end; o += LANES) {
                int line = weights.vectorLines(o, block, space);
                for (int k = 0; k < PRODUCTS; k += PATCH, line += WinogradWeights.lineStep(layout.depth(block), LINE)) {
                    line(k, block, line, layout, step, o % NR, space);
                }
            }
        }
    }

    /** Products [k, k + 6), which one line of G g gives, for the vector of outputs at {@code at} in its panel. */
    private static void line(int k, int block, int line, WinogradLayout layout, int step, int at, WinogradSpace space) {
        int kc = layout.depth(block);
        float[] v = space.inputs;
        ends(kc, space.strip, line, v, layout.place(block, k), layout.place(block, k + 5), space.tile);
        keep(space, block > 0, k * step + at, (k + 5) * step + at);
        int a = layout.place(block, k + 1);
        pair(kc, space.strip, line, v, a, layout.place(block, k + 2), A, A2, space.tile);
        keep(space, block > 0, (k + 1) * step + at, (k + 2) * step + at);
        int b = layout.place(block, k + 3);
        pair(kc, space.strip, line, v, b, layout.place(block, k + 4), B, B2, space.tile);
        keep(space, block > 0, (k + 3) * step + at, (k + 4) * step + at);
    }

    private static void keep(WinogradSpace space, boolean adds, int first, int second) {
        for (int i = 0; i < TILES; i++) {
            keep(space.tile, i * LANES, adds, space.products, first + i * NR);
            keep(space.tile, (TILES + i) * LANES, adds, space.products, second + i * NR);
        }
    }

    private static void keep(float[] tile, int from, boolean adds, float[] products, int to) {
        var sum = FloatVector.fromArray(SPECIES, tile, from);
        (adds ? FloatVector.fromArray(SPECIES, products, to).add(sum) : sum).intoArray(products, to);
    }

    /** Products 0 and infinity of a line. */
    private static void ends(int kc, float[] g, int line, float[] v, int a, int b, float[] tile) {
        var a0 = FloatVector.zero(SPECIES);
        var a1 = FloatVector.zero(SPECIES);
        var a2 = FloatVector.zero(SPECIES);
        var a3 = FloatVector.zero(SPECIES);
        var b0 = FloatVector.zero(SPECIES);
        var b1 = FloatVector.zero(SPECIES);
        var b2 = FloatVector.zero(SPECIES);
        var b3 = FloatVector.zero(SPECIES);
        for (int p = 0, q = line; p < kc; p++, q += LINE) {
            var aw = FloatVector.fromArray(SPECIES, g, q);
            var bw = FloatVector.fromArray(SPECIES, g, q + 2 * LANES);
            VarHandle.acquireFence();
            a0 = FloatVector.broadcast(SPECIES, v[a + p]).fma(aw, a0);
            VarHandle.acquireFence();
            a1 = FloatVector.broadcast(SPECIES, v[a + LDA + p]).fma(aw, a1);
            VarHandle.acquireFence();
            a2 = FloatVector.broadcast(SPECIES, v[a + 2 * LDA + p]).fma(aw, a2);
            VarHandle.acquireFence();
            a3 = FloatVector.broadcast(SPECIES, v[a + 3 * LDA + p]).fma(aw, a3);
            VarHandle.acquireFence();
            b0 = FloatVector.broadcast(SPECIES, v[b + p]).fma(bw, b0);
            VarHandle.acquireFence();
            b1 = FloatVector.broadcast(SPECIES, v[b + LDA + p]).fma(bw, b1);
            VarHandle.acquireFence();
            b2 = FloatVector.broadcast(SPECIES, v[b + 2 * LDA + p]).fma(bw, b2);
            VarHandle.acquireFence();
            b3 = FloatVector.broadcast(SPECIES, v[b + 3 * LDA + p]).fma(bw, b3);
        }
        a0.intoArray(tile, 0);
        a1.intoArray(tile, LANES);
        a2.intoArray(tile, 2 * LANES);
        a3.intoArray(tile, 3 * LANES);
        b0.intoArray(tile, 4 * LANES);
        b1.intoArray(tile, 5 * LANES);
        b2.intoArray(tile, 6 * LANES);
        b3.intoArray(tile, 7 * LANES);
    }

    /** Products {@code point} and -{@code point} of a line. */
    private static void pair(
            int kc, float[] g, int line, float[] v, int a, int b, float point, float squared, float[] tile) {
        var a0 = FloatVector.zero(SPECIES);
        var a1 = FloatVector.zero(SPECIES);
        var a2 = FloatVector.zero(SPECIES);
        var a3 = FloatVector.zero(SPECIES);
        var b0 = FloatVector.zero(SPECIES);
        var b1 = FloatVector.zero(SPECIES);
        var b2 = FloatVector.zero(SPECIES);
        var b3 = FloatVector.zero(SPECIES);
        var plus = FloatVector.broadcast(SPECIES, point);
        var minus = FloatVector.broadcast(SPECIES, -point);
        var square = FloatVector.broadcast(SPECIES, squared);
        for (int p = 0, q = line; p < kc; p++, q += LINE) {
            var even =
                    FloatVector.fromArray(SPECIES, g, q + 2 * LANES).fma(square, FloatVector.fromArray(SPECIES, g, q));
            var odd = FloatVector.fromArray(SPECIES, g, q + LANES);
            var aw = odd.fma(plus, even);
            var bw = odd.fma(minus, even);
            VarHandle.acquireFence();
            a0 = FloatVector.broadcast(SPECIES, v[a + p]).fma(aw, a0);
            VarHandle.acquireFence();
            a1 = FloatVector.broadcast(SPECIES, v[a + LDA + p]).fma(aw, a1);
            VarHandle.acquireFence();
            a2 = FloatVector.broadcast(SPECIES, v[a + 2 * LDA + p]).fma(aw, a2);
            VarHandle.acquireFence();
            a3 = FloatVector.broadcast(SPECIES, v[a + 3 * LDA + p]).fma(aw, a3);
            VarHandle.acquireFence();
            b0 = FloatVector.broadcast(SPECIES, v[b + p]).fma(bw, b0);
            VarHandle.acquireFence();
            b1 = FloatVector.broadcast(SPECIES, v[b + LDA + p]).fma(bw, b1);
            VarHandle.acquireFence();
            b2 = FloatVector.broadcast(SPECIES, v[b + 2 * LDA + p]).fma(bw, b2);
            VarHandle.acquireFence();
            b3 = FloatVector.broadcast(SPECIES, v[b + 3 * LDA + p]).fma(bw, b3);
        }
        a0.intoArray(tile, 0);
        a1.intoArray(tile, LANES);
        a2.intoArray(tile, 2 * LANES);
        a3.intoArray(tile, 3 * LANES);
        b0.intoArray(tile, 4 * LANES);
        b1.intoArray(tile, 5 * LANES);
        b2.intoArray(tile, 6 * LANES);
        b3.intoArray(tile, 7 * LANES);
    }
}
