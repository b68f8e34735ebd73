package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.MicroKernel.LANES;
import static dev.merapi.simd.vector.MicroKernel.NR;
import static dev.merapi.simd.vector.MicroKernel.ORDER;
import static dev.merapi.simd.vector.MicroKernel.SPECIES;

import dev.merapi.simd.Convolution;
import dev.merapi.simd.Gemm;
import dev.merapi.simd.Workers;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * {@link ConvolutionStore} with an addend on the way to y: the shortcut of a residual block, laid out as y. The loops are apart, so that
 * those without an addend lose nothing.
 */
final class ConvolutionAddend {
    private static final int VECTOR_BYTES = LANES * Float.BYTES;

    /** Elements a call, so that C2 soon compiles the loop. */
    private static final int STRETCH = 4096;

    /** Elements that are worth a thread. */
    private static final int GRAIN = 1 << 15;

    private ConvolutionAddend() {}

    /** y = act(y + addend), for n elements; the bias is in y already. */
    static void add(Convolution.Epilogue e, MemorySegment y, long yo, int n) {
        boolean relu = e.activation() == Gemm.Activation.RELU;
        var rows = new ConvolutionStore.Rows(false, new float[0], relu, e.addend(), e.addendOffset() - yo);
        Workers.forRange(n, GRAIN, (from, to) -> {
            for (int at = from; at < to; at += STRETCH) {
                setRun(y, yo + at, Math.min(STRETCH, to - at), rows, 0, y, yo + at);
            }
        });
    }

    /** As {@link ConvolutionStore#set}. */
    static void set(
            float[] tile,
            int m,
            int lane,
            int n,
            ConvolutionStore.Rows rows,
            int first,
            MemorySegment y,
            long yo,
            long ldy) {
        if (n == NR) {
            setWhole(tile, m, rows, first, y, yo, ldy);
            return;
        }
        for (int j = 0; j < n; j += LANES) {
            if (n - j >= LANES) {
                setVector(tile, m, lane + j, rows, first, y, yo + j, ldy);
            } else {
                setTail(tile, m, lane + j, n - j, rows, first, y, yo + j, ldy);
            }
        }
    }

    private static void setWhole(
            float[] tile, int m, ConvolutionStore.Rows rows, int first, MemorySegment y, long yo, long ldy) {
        y = OffHeap.of(y);
        var addend = OffHeap.of(rows.addend());
        var lowest = FloatVector.broadcast(SPECIES, rows.lowest());
        long shift = rows.shift() * Float.BYTES;
        long at = yo * Float.BYTES;
        for (int i = 0; i < m; i++, at += ldy * Float.BYTES) {
            var b = FloatVector.broadcast(SPECIES, rows.term(first + i));
            var u = FloatVector.fromArray(SPECIES, tile, i * NR)
                    .add(b)
                    .add(FloatVector.fromMemorySegment(SPECIES, addend, at + shift, ORDER));
            var v = FloatVector.fromArray(SPECIES, tile, i * NR + LANES)
                    .add(b)
                    .add(FloatVector.fromMemorySegment(SPECIES, addend, at + shift + VECTOR_BYTES, ORDER));
            u.blend(lowest, u.compare(VectorOperators.LE, lowest)).intoMemorySegment(y, at, ORDER);
            v.blend(lowest, v.compare(VectorOperators.LE, lowest)).intoMemorySegment(y, at + VECTOR_BYTES, ORDER);
        }
    }

    private static void setVector(
            float[] tile, int m, int lane, ConvolutionStore.Rows rows, int first, MemorySegment y, long yo, long ldy) {
        y = OffHeap.of(y);
        var addend = OffHeap.of(rows.addend());
        var lowest = FloatVector.broadcast(SPECIES, rows.lowest());
        long shift = rows.shift() * Float.BYTES;
        long at = yo * Float.BYTES;
        for (int i = 0; i < m; i++, at += ldy * Float.BYTES) {
            var v = FloatVector.fromArray(SPECIES, tile, i * NR + lane)
                    .add(rows.term(first + i))
                    .add(FloatVector.fromMemorySegment(SPECIES, addend, at + shift, ORDER));
            v.blend(lowest, v.compare(VectorOperators.LE, lowest)).intoMemorySegment(y, at, ORDER);
        }
    }

    private static void setTail(
            float[] tile,
            int m,
            int lane,
            int n,
            ConvolutionStore.Rows rows,
            int first,
            MemorySegment y,
            long yo,
            long ldy) {
        y = OffHeap.of(y);
        var addend = OffHeap.of(rows.addend());
        var mask = SPECIES.indexInRange(0, n);
        var lowest = FloatVector.broadcast(SPECIES, rows.lowest());
        long shift = rows.shift() * Float.BYTES;
        long at = yo * Float.BYTES;
        for (int i = 0; i < m; i++, at += ldy * Float.BYTES) {
            var v = FloatVector.fromArray(SPECIES, tile, i * NR + lane)
                    .add(rows.term(first + i))
                    .add(FloatVector.fromMemorySegment(SPECIES, addend, at + shift, ORDER, mask));
            v.blend(lowest, v.compare(VectorOperators.LE, lowest)).intoMemorySegment(y, at, ORDER, mask);
        }
    }

    /** As {@link ConvolutionStore#setRun}. */
    static void setRun(
            MemorySegment from, long fo, int n, ConvolutionStore.Rows rows, int channel, MemorySegment y, long yo) {
        int whole = SPECIES.loopBound(n);
        vectors(from, fo * Float.BYTES, whole, rows, channel, y, yo * Float.BYTES);
        if (whole < n) {
            tail(from, (fo + whole) * Float.BYTES, n - whole, rows, channel, y, (yo + whole) * Float.BYTES);
        }
    }

    private static void vectors(
            MemorySegment from, long source, int n, ConvolutionStore.Rows rows, int channel, MemorySegment y, long to) {
        from = OffHeap.of(from);
        y = OffHeap.of(y);
        var addend = OffHeap.of(rows.addend());
        var lowest = FloatVector.broadcast(SPECIES, rows.lowest());
        var term = FloatVector.broadcast(SPECIES, rows.term(channel));
        long other = to + rows.shift() * Float.BYTES;
        for (int i = 0; i < n; i += LANES) {
            long j = (long) i * Float.BYTES;
            var v = FloatVector.fromMemorySegment(SPECIES, from, source + j, ORDER)
                    .add(term)
                    .add(FloatVector.fromMemorySegment(SPECIES, addend, other + j, ORDER));
            v.blend(lowest, v.compare(VectorOperators.LE, lowest)).intoMemorySegment(y, to + j, ORDER);
        }
    }

    private static void tail(
            MemorySegment from, long source, int n, ConvolutionStore.Rows rows, int channel, MemorySegment y, long to) {
        from = OffHeap.of(from);
        y = OffHeap.of(y);
        var addend = OffHeap.of(rows.addend());
        var mask = SPECIES.indexInRange(0, n);
        var lowest = FloatVector.broadcast(SPECIES, rows.lowest());
        long other = to + rows.shift() * Float.BYTES;
        var v = FloatVector.fromMemorySegment(SPECIES, from, source, ORDER, mask)
                .add(rows.term(channel))
                .add(FloatVector.fromMemorySegment(SPECIES, addend, other, ORDER, mask));
        v.blend(lowest, v.compare(VectorOperators.LE, lowest)).intoMemorySegment(y, to, ORDER, mask);
    }
}
