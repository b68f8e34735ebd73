package dev.merapi.simd.vector;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.merapi.simd.Convolution;
import dev.merapi.simd.Gemm;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Moves lanes of a finished tile to rows of y, with a bias per row and an activation on the way; with an addend {@link
 * ConvolutionAddend} does.
 */
final class ConvolutionStore {
    private static final int LANES = MicroKernel.LANES;
    private static final int NR = MicroKernel.NR;

    private ConvolutionStore() {}

    /**
     * What to do with the rows of a tile: {@code bias[at + i]} is added to row i if {@code biased}, then the addend's
     * elements if there is one, and negative results become 0 if {@code relu}.
     *
     * @param shift what an element's place in the addend is ahead of its place in y
     */
    record Rows(boolean biased, float[] bias, boolean relu, MemorySegment addend, long shift) {
        /** Stores the tile as it is. */
        static final Rows PLAIN = new Rows(false, new float[0], false);

        /** Without an addend. */
        Rows(boolean biased, float[] bias, boolean relu) {
            this(biased, bias, relu, MemorySegment.NULL, 0);
        }

        /** The epilogue of results that begin at {@code yo}, with the bias of each output channel as an array. */
        static Rows of(Convolution.Epilogue e, int channels, long yo) {
            boolean relu = e.activation() == Gemm.Activation.RELU;
            var space = ConvolutionSpace.local();
            space.bias = ConvolutionSpace.atLeast(channels, space.bias);
            if (e.biased()) {
                MemorySegment.copy(e.bias(), JAVA_FLOAT, e.biasOffset() * Float.BYTES, space.bias, 0, channels);
            }
            return new Rows(e.biased(), space.bias, relu, e.addend(), e.addendOffset() - yo);
        }

        /** What row i adds: without a bias -0, which changes no bit of any sum. */
        float term(int i) {
            return biased ? bias[i] : -0f;
        }

        /** Results up to this one become this one: 0, or -infinity, which changes nothing. */
        float lowest() {
            return relu ? 0 : Float.NEGATIVE_INFINITY;
        }

        boolean adds() {
            return addend.byteSize() > 0;
        }

        boolean plain() {
            return !biased && !relu && !adds();
        }
    }

    /** y[yo + i ldy + j] = act((tile[i, lane + j] + bias[first + i]) + addend[..]) for i < m, j < n. */
    static void set(float[] tile, int m, int lane, int n, Rows rows, int first, MemorySegment y, long yo, long ldy) {
        if (rows.adds()) {
            ConvolutionAddend.set(tile, m, lane, n, rows, first, y, yo, ldy);
        } else if (n == NR && rows.biased && rows.relu) {
            setBiasRelu(tile, m, rows.bias, first, y, yo, ldy);
        } else if (n == NR && rows.plain()) {
            setWhole(tile, m, y, yo, ldy);
        } else {
            setPart(tile, m, lane, n, rows, first, y, yo, ldy);
        }
    }

    private static void setBiasRelu(float[] tile, int m, float[] bias, int first, MemorySegment y, long yo, long ldy) {
        y = OffHeap.of(y);
        var zero = FloatVector.zero(MicroKernel.SPECIES);
        long at = yo * Float.BYTES;
        for (int i = 0; i < m; i++, at += ldy * Float.BYTES) {
            var b = FloatVector.broadcast(MicroKernel.SPECIES, bias[first + i]);
            var u = FloatVector.fromArray(MicroKernel.SPECIES, tile, i * NR).add(b);
            var v = FloatVector.fromArray(MicroKernel.SPECIES, tile, i * NR + LANES)
                    .add(b);
            u.blend(zero, u.compare(VectorOperators.LE, zero)).intoMemorySegment(y, at, MicroKernel.ORDER);
            v.blend(zero, v.compare(VectorOperators.LE, zero))
                    .intoMemorySegment(y, at + (long) LANES * Float.BYTES, MicroKernel.ORDER);
        }
    }

    private static void setWhole(float[] tile, int m, MemorySegment y, long yo, long ldy) {
        y = OffHeap.of(y);
        long at = yo * Float.BYTES;
        for (int i = 0; i < m; i++, at += ldy * Float.BYTES) {
            FloatVector.fromArray(MicroKernel.SPECIES, tile, i * NR).intoMemorySegment(y, at, MicroKernel.ORDER);
            FloatVector.fromArray(MicroKernel.SPECIES, tile, i * NR + LANES)
                    .intoMemorySegment(y, at + (long) LANES * Float.BYTES, MicroKernel.ORDER);
        }
    }

    private static void setPart(
            float[] tile, int m, int lane, int n, Rows rows, int first, MemorySegment y, long yo, long ldy) {
        for (int j = 0; j < n; j += LANES) {
            if (n - j >= LANES) {
                setVector(tile, m, lane + j, rows, first, y, yo + j, ldy);
            } else {
                setTail(tile, m, lane + j, n - j, rows, first, y, yo + j, ldy);
            }
        }
    }

    private static void setVector(
            float[] tile, int m, int lane, Rows rows, int first, MemorySegment y, long yo, long ldy) {
        y = OffHeap.of(y);
        var lowest = FloatVector.broadcast(MicroKernel.SPECIES, rows.lowest());
        long at = yo * Float.BYTES;
        for (int i = 0; i < m; i++, at += ldy * Float.BYTES) {
            var v = FloatVector.fromArray(MicroKernel.SPECIES, tile, i * NR + lane)
                    .add(rows.term(first + i));
            v.blend(lowest, v.compare(VectorOperators.LE, lowest)).intoMemorySegment(y, at, MicroKernel.ORDER);
        }
    }

    private static void setTail(
            float[] tile, int m, int lane, int n, Rows rows, int first, MemorySegment y, long yo, long ldy) {
        y = OffHeap.of(y);
        var mask = MicroKernel.SPECIES.indexInRange(0, n);
        var lowest = FloatVector.broadcast(MicroKernel.SPECIES, rows.lowest());
        long at = yo * Float.BYTES;
        for (int i = 0; i < m; i++, at += ldy * Float.BYTES) {
            var v = FloatVector.fromArray(MicroKernel.SPECIES, tile, i * NR + lane)
                    .add(rows.term(first + i));
            v.blend(lowest, v.compare(VectorOperators.LE, lowest)).intoMemorySegment(y, at, MicroKernel.ORDER, mask);
        }
    }

    /** y[yo + i ldy + j] = act(((y[..] + tile[i, lane + j]) + bias[first + i]) + addend[..]) for i < m, j < n. */
    static void add(float[] tile, int m, int lane, int n, Rows rows, int first, MemorySegment y, long yo, long ldy) {
        if (rows.adds()) {
            add(tile, m, lane, n, Rows.PLAIN, first, y, yo, ldy);
            for (int i = 0; i < m; i++) {
                setRun(y, yo + i * ldy, n, rows, first + i, y, yo + i * ldy);
            }
            return;
        }
        for (int j = 0; j < n; j += LANES) {
            if (n - j >= LANES) {
                addVector(tile, m, lane + j, rows, first, y, yo + j, ldy);
            } else {
                addTail(tile, m, lane + j, n - j, rows, first, y, yo + j, ldy);
            }
        }
    }

    private static void addVector(
            float[] tile, int m, int lane, Rows rows, int first, MemorySegment y, long yo, long ldy) {
        y = OffHeap.of(y);
        var lowest = FloatVector.broadcast(MicroKernel.SPECIES, rows.lowest());
        long at = yo * Float.BYTES;
        for (int i = 0; i < m; i++, at += ldy * Float.BYTES) {
            var v = FloatVector.fromArray(MicroKernel.SPECIES, tile, i * NR + lane);
            var sum = FloatVector.fromMemorySegment(MicroKernel.SPECIES, y, at, MicroKernel.ORDER)
                    .add(v)
                    .add(rows.term(first + i));
            sum.blend(lowest, sum.compare(VectorOperators.LE, lowest)).intoMemorySegment(y, at, MicroKernel.ORDER);
        }
    }

    private static void addTail(
            float[] tile, int m, int lane, int n, Rows rows, int first, MemorySegment y, long yo, long ldy) {
        y = OffHeap.of(y);
        var mask = MicroKernel.SPECIES.indexInRange(0, n);
        var lowest = FloatVector.broadcast(MicroKernel.SPECIES, rows.lowest());
        long at = yo * Float.BYTES;
        for (int i = 0; i < m; i++, at += ldy * Float.BYTES) {
            var v = FloatVector.fromArray(MicroKernel.SPECIES, tile, i * NR + lane);
            var sum = FloatVector.fromMemorySegment(MicroKernel.SPECIES, y, at, MicroKernel.ORDER, mask)
                    .add(v)
                    .add(rows.term(first + i));
            sum.blend(lowest, sum.compare(VectorOperators.LE, lowest))
                    .intoMemorySegment(y, at, MicroKernel.ORDER, mask);
        }
    }

    /** y[yo + j] = act((from[fo + j] + bias[channel]) + addend[..]) for j < n; y may be {@code from} and yo fo. */
    static void setRun(MemorySegment from, long fo, int n, Rows rows, int channel, MemorySegment y, long yo) {
        int whole = MicroKernel.SPECIES.loopBound(n);
        if (rows.adds()) {
            ConvolutionAddend.setRun(from, fo, n, rows, channel, y, yo);
            return;
        }
        if (rows.plain()) {
            plainRun(from, fo * Float.BYTES, whole, y, yo * Float.BYTES);
        } else {
            finishedRun(from, fo * Float.BYTES, whole, rows, channel, y, yo * Float.BYTES);
        }
        if (whole < n) {
            runTail(from, (fo + whole) * Float.BYTES, n - whole, rows, channel, y, (yo + whole) * Float.BYTES);
        }
    }

    private static void plainRun(MemorySegment from, long source, int n, MemorySegment y, long at) {
        from = OffHeap.of(from);
        y = OffHeap.of(y);
        for (int i = 0; i < n; i += LANES) {
            long j = (long) i * Float.BYTES;
            FloatVector.fromMemorySegment(MicroKernel.SPECIES, from, source + j, MicroKernel.ORDER)
                    .intoMemorySegment(y, at + j, MicroKernel.ORDER);
        }
    }

    private static void finishedRun(
            MemorySegment from, long source, int n, Rows rows, int channel, MemorySegment y, long at) {
        from = OffHeap.of(from);
        y = OffHeap.of(y);
        var lowest = FloatVector.broadcast(MicroKernel.SPECIES, rows.lowest());
        var term = FloatVector.broadcast(MicroKernel.SPECIES, rows.term(channel));
        for (int i = 0; i < n; i += LANES) {
            long j = (long) i * Float.BYTES;
            var v = FloatVector.fromMemorySegment(MicroKernel.SPECIES, from, source + j, MicroKernel.ORDER)
                    .add(term);
            v.blend(lowest, v.compare(VectorOperators.LE, lowest)).intoMemorySegment(y, at + j, MicroKernel.ORDER);
        }
    }

    private static void runTail(
            MemorySegment from, long source, int n, Rows rows, int channel, MemorySegment y, long at) {
        from = OffHeap.of(from);
        y = OffHeap.of(y);
        var mask = MicroKernel.SPECIES.indexInRange(0, n);
        var lowest = FloatVector.broadcast(MicroKernel.SPECIES, rows.lowest());
        var v = FloatVector.fromMemorySegment(MicroKernel.SPECIES, from, source, MicroKernel.ORDER, mask)
                .add(rows.term(channel));
        v.blend(lowest, v.compare(VectorOperators.LE, lowest)).intoMemorySegment(y, at, MicroKernel.ORDER, mask);
    }
}
