package dev.merapi.simd.vector;

import static dev.merapi.simd.Winograd.A2_GA;
import static dev.merapi.simd.Winograd.A_GA;
import static dev.merapi.simd.Winograd.B2_GB;
import static dev.merapi.simd.Winograd.B_GB;
import static dev.merapi.simd.Winograd.G0;
import static dev.merapi.simd.Winograd.GA;
import static dev.merapi.simd.Winograd.GB;
import static dev.merapi.simd.Winograd.PATCH;
import static dev.merapi.simd.vector.MicroKernel.LANES;
import static dev.merapi.simd.vector.MicroKernel.LDA;
import static dev.merapi.simd.vector.MicroKernel.NR;
import static dev.merapi.simd.vector.MicroKernel.ORDER;
import static dev.merapi.simd.vector.MicroKernel.SPECIES;
import static dev.merapi.simd.vector.MicroKernel.WIDE;

import dev.merapi.simd.Winograd;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * dg = G' [sum over tiles of V . D] G for 4 tiles: the 36 sums of a channel, four times as many floats as its gradient,
 * are transformed back where they were made, in registers, and never written.
 */
final class WinogradFewGradient {
    private static final int TILES = 4;
    private static final int TAPS = 9;

    /** Bytes from one tile of D to the next. */
    private static final long ROW = (long) NR * Float.BYTES;

    /** Floats of a channel's sums after the transform of the columns. */
    private static final int SIZE = 3 * PATCH * LANES;

    private WinogradFewGradient() {}

    /** Whether so many tiles go this way: the kernel wants more than the 16 registers of a narrow machine. */
    static boolean fits(int tiles) {
        return tiles == TILES && WIDE;
    }

    /**
     * The gradients of {@code count} input channels' kernels from {@code c} on, of one block of the chain over
     * channels; LANES output channels each.
     *
     * @param d the first product's rows of D from {@code from} on, NR apart, the others' {@code step} floats further on
     */
    static void kernels(
            int count,
            int c,
            WinogradLayout layout,
            float[] v,
            MemorySegment d,
            long from,
            int step,
            WinogradSpace space) {
        space.strip = WinogradSpace.atLeast(count * SIZE, space.strip);
        int block = c / Winograd.DEPTH;
        long next = (long) PATCH * step * Float.BYTES;
        for (int j = 0; j < PATCH; j++) {
            int p = c % Winograd.DEPTH;
            int v0 = layout.place(block, j) + p;
            int v1 = layout.place(block, j + PATCH) + p;
            int v2 = layout.place(block, j + 2 * PATCH) + p;
            int v3 = layout.place(block, j + 3 * PATCH) + p;
            int v4 = layout.place(block, j + 4 * PATCH) + p;
            int v5 = layout.place(block, j + 5 * PATCH) + p;
            long at = (from + (long) j * step) * Float.BYTES;
            columns(count, v, v0, v1, v2, v3, v4, v5, d, at, next, space.strip, j * LANES);
        }
        for (int i = 0; i < count; i++) {
            WinogradGradient.rows(space.strip, i * SIZE, space.pixels, (long) i * TAPS * LANES);
        }
    }

    private static void columns(
            int count,
            float[] v,
            int v0,
            int v1,
            int v2,
            int v3,
            int v4,
            int v5,
            MemorySegment gradients,
            long at,
            long next,
            float[] strip,
            int to) {
        var d = OffHeap.of(gradients);
        var d00 = FloatVector.fromMemorySegment(SPECIES, d, at, ORDER);
        var d10 = FloatVector.fromMemorySegment(SPECIES, d, at + next, ORDER);
        var d20 = FloatVector.fromMemorySegment(SPECIES, d, at + 2 * next, ORDER);
        var d30 = FloatVector.fromMemorySegment(SPECIES, d, at + 3 * next, ORDER);
        var d40 = FloatVector.fromMemorySegment(SPECIES, d, at + 4 * next, ORDER);
        var d50 = FloatVector.fromMemorySegment(SPECIES, d, at + 5 * next, ORDER);
        var d01 = FloatVector.fromMemorySegment(SPECIES, d, at + ROW, ORDER);
        var d11 = FloatVector.fromMemorySegment(SPECIES, d, at + next + ROW, ORDER);
        var d21 = FloatVector.fromMemorySegment(SPECIES, d, at + 2 * next + ROW, ORDER);
        var d31 = FloatVector.fromMemorySegment(SPECIES, d, at + 3 * next + ROW, ORDER);
        var d41 = FloatVector.fromMemorySegment(SPECIES, d, at + 4 * next + ROW, ORDER);
        var d51 = FloatVector.fromMemorySegment(SPECIES, d, at + 5 * next + ROW, ORDER);
        var d02 = FloatVector.fromMemorySegment(SPECIES, d, at + 2 * ROW, ORDER);
        var d12 = FloatVector.fromMemorySegment(SPECIES, d, at + next + 2 * ROW, ORDER);
        var d22 = FloatVector.fromMemorySegment(SPECIES, d, at + 2 * next + 2 * ROW, ORDER);
        var d32 = FloatVector.fromMemorySegment(SPECIES, d, at + 3 * next + 2 * ROW, ORDER);
        var d42 = FloatVector.fromMemorySegment(SPECIES, d, at + 4 * next + 2 * ROW, ORDER);
        var d52 = FloatVector.fromMemorySegment(SPECIES, d, at + 5 * next + 2 * ROW, ORDER);
        var d03 = FloatVector.fromMemorySegment(SPECIES, d, at + 3 * ROW, ORDER);
        var d13 = FloatVector.fromMemorySegment(SPECIES, d, at + next + 3 * ROW, ORDER);
        var d23 = FloatVector.fromMemorySegment(SPECIES, d, at + 2 * next + 3 * ROW, ORDER);
        var d33 = FloatVector.fromMemorySegment(SPECIES, d, at + 3 * next + 3 * ROW, ORDER);
        var d43 = FloatVector.fromMemorySegment(SPECIES, d, at + 4 * next + 3 * ROW, ORDER);
        var d53 = FloatVector.fromMemorySegment(SPECIES, d, at + 5 * next + 3 * ROW, ORDER);
        for (int p = 0, q = to; p < count; p++, q += SIZE) {
            var s0 = FloatVector.broadcast(SPECIES, v[v0 + p]).fma(d00, FloatVector.zero(SPECIES));
            var s1 = FloatVector.broadcast(SPECIES, v[v1 + p]).fma(d10, FloatVector.zero(SPECIES));
            var s2 = FloatVector.broadcast(SPECIES, v[v2 + p]).fma(d20, FloatVector.zero(SPECIES));
            var s3 = FloatVector.broadcast(SPECIES, v[v3 + p]).fma(d30, FloatVector.zero(SPECIES));
            var s4 = FloatVector.broadcast(SPECIES, v[v4 + p]).fma(d40, FloatVector.zero(SPECIES));
            var s5 = FloatVector.broadcast(SPECIES, v[v5 + p]).fma(d50, FloatVector.zero(SPECIES));
            s0 = FloatVector.broadcast(SPECIES, v[v0 + LDA + p]).fma(d01, s0);
            s1 = FloatVector.broadcast(SPECIES, v[v1 + LDA + p]).fma(d11, s1);
            s2 = FloatVector.broadcast(SPECIES, v[v2 + LDA + p]).fma(d21, s2);
            s3 = FloatVector.broadcast(SPECIES, v[v3 + LDA + p]).fma(d31, s3);
            s4 = FloatVector.broadcast(SPECIES, v[v4 + LDA + p]).fma(d41, s4);
            s5 = FloatVector.broadcast(SPECIES, v[v5 + LDA + p]).fma(d51, s5);
            s0 = FloatVector.broadcast(SPECIES, v[v0 + 2 * LDA + p]).fma(d02, s0);
            s1 = FloatVector.broadcast(SPECIES, v[v1 + 2 * LDA + p]).fma(d12, s1);
            s2 = FloatVector.broadcast(SPECIES, v[v2 + 2 * LDA + p]).fma(d22, s2);
            s3 = FloatVector.broadcast(SPECIES, v[v3 + 2 * LDA + p]).fma(d32, s3);
            s4 = FloatVector.broadcast(SPECIES, v[v4 + 2 * LDA + p]).fma(d42, s4);
            s5 = FloatVector.broadcast(SPECIES, v[v5 + 2 * LDA + p]).fma(d52, s5);
            s0 = FloatVector.broadcast(SPECIES, v[v0 + 3 * LDA + p]).fma(d03, s0);
            s1 = FloatVector.broadcast(SPECIES, v[v1 + 3 * LDA + p]).fma(d13, s1);
            s2 = FloatVector.broadcast(SPECIES, v[v2 + 3 * LDA + p]).fma(d23, s2);
            s3 = FloatVector.broadcast(SPECIES, v[v3 + 3 * LDA + p]).fma(d33, s3);
            s4 = FloatVector.broadcast(SPECIES, v[v4 + 3 * LDA + p]).fma(d43, s4);
            s5 = FloatVector.broadcast(SPECIES, v[v5 + 3 * LDA + p]).fma(d53, s5);
            var m = s1.add(s2);
            var n = s1.sub(s2);
            var r = s3.add(s4);
            var u = s3.sub(s4);
            var low = m.fma(FloatVector.broadcast(SPECIES, GA), r.mul(GB));
            var high = m.fma(FloatVector.broadcast(SPECIES, A2_GA), r.fma(FloatVector.broadcast(SPECIES, B2_GB), s5));
            s0.fma(FloatVector.broadcast(SPECIES, G0), low).intoArray(strip, q);
            n.fma(FloatVector.broadcast(SPECIES, A_GA), u.mul(B_GB)).intoArray(strip, q + PATCH * LANES);
            high.intoArray(strip, q + 2 * PATCH * LANES);
        }
    }
}
