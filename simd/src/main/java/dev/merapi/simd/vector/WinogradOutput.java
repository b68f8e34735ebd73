package dev.merapi.simd.vector;

import static dev.merapi.simd.Winograd.A3_GA;
import static dev.merapi.simd.Winograd.A_GA;
import static dev.merapi.simd.Winograd.B2_GB;
import static dev.merapi.simd.Winograd.B3_GB;
import static dev.merapi.simd.Winograd.B_GB;
import static dev.merapi.simd.Winograd.G0;
import static dev.merapi.simd.Winograd.GA;
import static dev.merapi.simd.Winograd.GB;
import static dev.merapi.simd.vector.MicroKernel.LANES;
import static dev.merapi.simd.vector.MicroKernel.NR;
import static dev.merapi.simd.vector.MicroKernel.ORDER;
import static dev.merapi.simd.vector.MicroKernel.SPECIES;

import dev.merapi.simd.Winograd;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Y = act(A' M A + bias) for rows of tiles, to pixels that are vectors of output channels. */
final class WinogradOutput {
    private static final int VECTOR_BYTES = LANES * Float.BYTES;

    private WinogradOutput() {}

    /**
     * One row of tiles: {@code rows} x {@code width} pixels.
     *
     * @param m matrix after matrix, {@code step} floats apart; the first tile's vector at {@code from}
     * @param channel the first lane's, for the bias
     * @param to the first pixel
     */
    static void transform(
            int rows,
            int width,
            float[] m,
            int step,
            int from,
            float[] strip,
            ConvolutionStore.Rows finish,
            int channel,
            MemorySegment pixels,
            int to) {
        int tiles = Winograd.tiles(width);
        int size = tiles * LANES;
        for (int j = 0; j < Winograd.PATCH; j++) {
            columns(tiles, m, from + j * step, Winograd.PATCH * step, strip, j * size, Winograd.PATCH * size);
        }
        float lowest = finish.relu() ? 0 : Float.NEGATIVE_INFINITY;
        float[] bias = finish.bias();
        for (int i = 0; i < rows; i++) {
            int first = i * Winograd.PATCH * size;
            long at = (long) (to + i * width) * VECTOR_BYTES;
            int whole = width / Winograd.TILE;
            rows(whole, strip, first, size, bias, channel, lowest, pixels, at);
            if (whole < tiles) {
                long last = at + (long) whole * Winograd.TILE * VECTOR_BYTES;
                int count = width % Winograd.TILE;
                edge(count, strip, first + whole * LANES, size, bias, channel, lowest, pixels, last);
            }
        }
    }

    private static void columns(int tiles, float[] m, int from, int step, float[] strip, int to, int size) {
        int at = from;
        int q = to;
        for (int t = 0; t < tiles; t++, at += NR, q += LANES) {
            var m0 = FloatVector.fromArray(SPECIES, m, at);
            var m1 = FloatVector.fromArray(SPECIES, m, at + step);
            var m2 = FloatVector.fromArray(SPECIES, m, at + 2 * step);
            var m3 = FloatVector.fromArray(SPECIES, m, at + 3 * step);
            var m4 = FloatVector.fromArray(SPECIES, m, at + 4 * step);
            var m5 = FloatVector.fromArray(SPECIES, m, at + 5 * step);
            var p = m1.add(m2);
            var d = m1.sub(m2);
            var r = m3.add(m4);
            var s = m3.sub(m4);
            p.fma(FloatVector.broadcast(SPECIES, GA), r.fma(FloatVector.broadcast(SPECIES, GB), m0.mul(G0)))
                    .intoArray(strip, q);
            d.fma(FloatVector.broadcast(SPECIES, A_GA), s.mul(B_GB)).intoArray(strip, q + size);
            r.sub(p).mul(B2_GB).intoArray(strip, q + 2 * size);
            s.fma(FloatVector.broadcast(SPECIES, B3_GB), d.fma(FloatVector.broadcast(SPECIES, A3_GA), m5))
                    .intoArray(strip, q + 3 * size);
        }
    }

    private static void rows(
            int tiles,
            float[] strip,
            int from,
            int size,
            float[] bias,
            int channel,
            float lowest,
            MemorySegment results,
            long to) {
        var pixels = OffHeap.of(results);
        var floor = FloatVector.broadcast(SPECIES, lowest);
        var b = FloatVector.fromArray(SPECIES, bias, channel);
        int q = from;
        long at = to;
        for (int t = 0; t < tiles; t++, q += LANES, at += Winograd.TILE * VECTOR_BYTES) {
            var m0 = FloatVector.fromArray(SPECIES, strip, q);
            var m1 = FloatVector.fromArray(SPECIES, strip, q + size);
            var m2 = FloatVector.fromArray(SPECIES, strip, q + 2 * size);
            var m3 = FloatVector.fromArray(SPECIES, strip, q + 3 * size);
            var m4 = FloatVector.fromArray(SPECIES, strip, q + 4 * size);
            var m5 = FloatVector.fromArray(SPECIES, strip, q + 5 * size);
            var p = m1.add(m2);
            var d = m1.sub(m2);
            var r = m3.add(m4);
            var s = m3.sub(m4);
            var y0 = p.fma(FloatVector.broadcast(SPECIES, GA), r.fma(FloatVector.broadcast(SPECIES, GB), m0.mul(G0)))
                    .add(b);
            var y1 = d.fma(FloatVector.broadcast(SPECIES, A_GA), s.mul(B_GB)).add(b);
            var y2 = r.sub(p).mul(B2_GB).add(b);
            var y3 = s.fma(FloatVector.broadcast(SPECIES, B3_GB), d.fma(FloatVector.broadcast(SPECIES, A3_GA), m5))
                    .add(b);
            y0.blend(floor, y0.compare(VectorOperators.LE, floor)).intoMemorySegment(pixels, at, ORDER);
            y1.blend(floor, y1.compare(VectorOperators.LE, floor)).intoMemorySegment(pixels, at + VECTOR_BYTES, ORDER);
            y2.blend(floor, y2.compare(VectorOperators.LE, floor))
                    .intoMemorySegment(pixels, at + 2 * VECTOR_BYTES, ORDER);
            y3.blend(floor, y3.compare(VectorOperators.LE, floor))
                    .intoMemorySegment(pixels, at + 3 * VECTOR_BYTES, ORDER);
        }
    }

    /** The first {@code count} results, 1 to 3, of a row of the last tile. */
    private static void edge(
            int count,
            float[] strip,
            int q,
            int size,
            float[] bias,
            int channel,
            float lowest,
            MemorySegment results,
            long at) {
        var pixels = OffHeap.of(results);
        var floor = FloatVector.broadcast(SPECIES, lowest);
        var b = FloatVector.fromArray(SPECIES, bias, channel);
        var m0 = FloatVector.fromArray(SPECIES, strip, q);
        var m1 = FloatVector.fromArray(SPECIES, strip, q + size);
        var m2 = FloatVector.fromArray(SPECIES, strip, q + 2 * size);
        var m3 = FloatVector.fromArray(SPECIES, strip, q + 3 * size);
        var m4 = FloatVector.fromArray(SPECIES, strip, q + 4 * size);
        var p = m1.add(m2);
        var r = m3.add(m4);
        var y0 = p.fma(FloatVector.broadcast(SPECIES, GA), r.fma(FloatVector.broadcast(SPECIES, GB), m0.mul(G0)))
                .add(b);
        y0.blend(floor, y0.compare(VectorOperators.LE, floor)).intoMemorySegment(pixels, at, ORDER);
        if (count > 1) {
            var y1 = m1.sub(m2)
                    .fma(FloatVector.broadcast(SPECIES, A_GA), m3.sub(m4).mul(B_GB))
                    .add(b);
            y1.blend(floor, y1.compare(VectorOperators.LE, floor)).intoMemorySegment(pixels, at + VECTOR_BYTES, ORDER);
        }
        if (count > 2) {
            var y2 = r.sub(p).mul(B2_GB).add(b);
            y2.blend(floor, y2.compare(VectorOperators.LE, floor))
                    .intoMemorySegment(pixels, at + 2 * VECTOR_BYTES, ORDER);
        }
    }
}
