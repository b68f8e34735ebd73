package dev.merapi.simd.vector;

import static dev.merapi.simd.Winograd.A;
import static dev.merapi.simd.Winograd.A2;
import static dev.merapi.simd.Winograd.A2_GA;
import static dev.merapi.simd.Winograd.A_GA;
import static dev.merapi.simd.Winograd.B;
import static dev.merapi.simd.Winograd.B2;
import static dev.merapi.simd.Winograd.B2_GB;
import static dev.merapi.simd.Winograd.B_GB;
import static dev.merapi.simd.Winograd.G0;
import static dev.merapi.simd.Winograd.GA;
import static dev.merapi.simd.Winograd.GB;
import static dev.merapi.simd.vector.MicroKernel.LANES;
import static dev.merapi.simd.vector.MicroKernel.ORDER;
import static dev.merapi.simd.vector.MicroKernel.SPECIES;

import dev.merapi.simd.Winograd;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/** The weight gradient's own transforms: D = A dY A' of the result's tiles, and dg = G' S G of their sums. */
final class WinogradGradient {
    private static final int VECTOR_BYTES = LANES * Float.BYTES;

    private WinogradGradient() {}

    /**
     * One row of {@code tiles} tiles of a band of 4 rows at {@code at}, to 36 panels {@code step} floats apart, a row a
     * tile.
     */
    static void results(int tiles, float[] band, int at, float[] strip, Panels d, int to, int step) {
        int width = tiles * Winograd.TILE * LANES;
        columns(width, band, at, strip);
        for (int i = 0; i < Winograd.PATCH; i++) {
            rows(tiles, strip, i * width, d, to + i * Winograd.PATCH * step, step);
        }
    }

    private static void columns(int width, float[] band, int at, float[] strip) {
        for (int q = 0; q < width; q += LANES) {
            var y0 = FloatVector.fromArray(SPECIES, band, at + q);
            var y1 = FloatVector.fromArray(SPECIES, band, at + q + width);
            var y2 = FloatVector.fromArray(SPECIES, band, at + q + 2 * width);
            var y3 = FloatVector.fromArray(SPECIES, band, at + q + 3 * width);
            var a = FloatVector.broadcast(SPECIES, A);
            var b = FloatVector.broadcast(SPECIES, B);
            var e = y2.fma(FloatVector.broadcast(SPECIES, A2), y0);
            var f = y3.fma(FloatVector.broadcast(SPECIES, A2), y1);
            var g = y2.fma(FloatVector.broadcast(SPECIES, B2), y0);
            var h = y3.fma(FloatVector.broadcast(SPECIES, B2), y1);
            y0.intoArray(strip, q);
            f.fma(a, e).intoArray(strip, q + width);
            f.fma(a.neg(), e).intoArray(strip, q + 2 * width);
            h.fma(b, g).intoArray(strip, q + 3 * width);
            h.fma(b.neg(), g).intoArray(strip, q + 4 * width);
            y3.intoArray(strip, q + 5 * width);
        }
    }

    private static void rows(int tiles, float[] strip, int from, Panels d, int to, int step) {
        int q = from;
        int at = to;
        for (int t = 0; t < tiles; t++, q += Winograd.TILE * LANES, at += 2 * LANES) {
            var y0 = FloatVector.fromArray(SPECIES, strip, q);
            var y1 = FloatVector.fromArray(SPECIES, strip, q + LANES);
            var y2 = FloatVector.fromArray(SPECIES, strip, q + 2 * LANES);
            var y3 = FloatVector.fromArray(SPECIES, strip, q + 3 * LANES);
            var a = FloatVector.broadcast(SPECIES, A);
            var b = FloatVector.broadcast(SPECIES, B);
            var e = y2.fma(FloatVector.broadcast(SPECIES, A2), y0);
            var f = y3.fma(FloatVector.broadcast(SPECIES, A2), y1);
            var g = y2.fma(FloatVector.broadcast(SPECIES, B2), y0);
            var h = y3.fma(FloatVector.broadcast(SPECIES, B2), y1);
            d.put(y0, at);
            d.put(f.fma(a, e), at + step);
            d.put(f.fma(a.neg(), e), at + 2 * step);
            d.put(h.fma(b, g), at + 3 * step);
            d.put(h.fma(b.neg(), g), at + 4 * step);
            d.put(y3, at + 5 * step);
        }
    }

    /**
     * The gradient of one input channel's kernels, LANES output channels: 36 sums {@code step} floats apart, to 9
     * vectors of {@code pixels}.
     */
    static void kernel(float[] sums, int from, int step, float[] strip, MemorySegment pixels, long to) {
        for (int j = 0; j < Winograd.PATCH; j++) {
            sumColumns(sums, from + j * step, Winograd.PATCH * step, strip, j * LANES);
        }
        rows(strip, 0, pixels, to);
    }

    /** The second half of {@link #kernel}: from 3 rows of 6 vectors to 3 of 3. */
    static void rows(float[] strip, int from, MemorySegment pixels, long to) {
        for (int i = 0; i < 3; i++) {
            sumRows(strip, from + i * Winograd.PATCH * LANES, pixels, (to + 3L * i * LANES) * Float.BYTES);
        }
    }

    private static void sumColumns(float[] sums, int from, int step, float[] strip, int to) {
        var s0 = FloatVector.fromArray(SPECIES, sums, from);
        var s1 = FloatVector.fromArray(SPECIES, sums, from + step);
        var s2 = FloatVector.fromArray(SPECIES, sums, from + 2 * step);
        var s3 = FloatVector.fromArray(SPECIES, sums, from + 3 * step);
        var s4 = FloatVector.fromArray(SPECIES, sums, from + 4 * step);
        var s5 = FloatVector.fromArray(SPECIES, sums, from + 5 * step);
        var p = s1.add(s2);
        var q = s1.sub(s2);
        var r = s3.add(s4);
        var t = s3.sub(s4);
        var low = p.fma(FloatVector.broadcast(SPECIES, GA), r.mul(GB));
        var high = p.fma(FloatVector.broadcast(SPECIES, A2_GA), r.fma(FloatVector.broadcast(SPECIES, B2_GB), s5));
        s0.fma(FloatVector.broadcast(SPECIES, G0), low).intoArray(strip, to);
        q.fma(FloatVector.broadcast(SPECIES, A_GA), t.mul(B_GB)).intoArray(strip, to + Winograd.PATCH * LANES);
        high.intoArray(strip, to + 2 * Winograd.PATCH * LANES);
    }

    private static void sumRows(float[] strip, int from, MemorySegment pixels, long at) {
        var s0 = FloatVector.fromArray(SPECIES, strip, from);
        var s1 = FloatVector.fromArray(SPECIES, strip, from + LANES);
        var s2 = FloatVector.fromArray(SPECIES, strip, from + 2 * LANES);
        var s3 = FloatVector.fromArray(SPECIES, strip, from + 3 * LANES);
        var s4 = FloatVector.fromArray(SPECIES, strip, from + 4 * LANES);
        var s5 = FloatVector.fromArray(SPECIES, strip, from + 5 * LANES);
        var p = s1.add(s2);
        var q = s1.sub(s2);
        var r = s3.add(s4);
        var t = s3.sub(s4);
        var low = p.fma(FloatVector.broadcast(SPECIES, GA), r.mul(GB));
        var high = p.fma(FloatVector.broadcast(SPECIES, A2_GA), r.fma(FloatVector.broadcast(SPECIES, B2_GB), s5));
        s0.fma(FloatVector.broadcast(SPECIES, G0), low).intoMemorySegment(pixels, at, ORDER);
        q.fma(FloatVector.broadcast(SPECIES, A_GA), t.mul(B_GB)).intoMemorySegment(pixels, at + VECTOR_BYTES, ORDER);
        high.intoMemorySegment(pixels, at + 2 * VECTOR_BYTES, ORDER);
    }
}
