package dev.merapi.simd.vector;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Moves lanes of a finished tile to rows of y, with a bias per row and an activation on the way. */
final class ConvolutionStore {
    private static final int LANES = MicroKernel.LANES;
    private static final int NR = MicroKernel.NR;

    private ConvolutionStore() {}

    /**
     * What to do with the rows of a tile: {@code bias[at + i]} is added to row i if {@code biased}, and negative
     * results become 0 if {@code relu}.
     */
    record Rows(boolean biased, float[] bias, boolean relu) {
        /** Stores the tile as it is. */
        static final Rows PLAIN = new Rows(false, new float[0], false);

        /** What row i adds: without a bias -0, which changes no bit of any sum. */
        private float term(int i) {
            return biased ? bias[i] : -0f;
        }

        /** Results up to this one become this one: 0, or -infinity, which changes nothing. */
        private float lowest() {
            return relu ? 0 : Float.NEGATIVE_INFINITY;
        }

        private boolean plain() {
            return !biased && !relu;
        }
    }

    /** y[yo + i ldy + j] = act(tile[i, lane + j] + bias[first + i]) for i < m, j < n. */
    static void set(float[] tile, int m, int lane, int n, Rows rows, int first, MemorySegment y, long yo, long ldy) {
        if (n == NR && rows.biased && rows.relu) {
            setBiasRelu(tile, m, rows.bias, first, y, yo, ldy);
        } else if (n == NR && rows.plain()) {
            setWhole(tile, m, y, yo, ldy);
        } else {
            setPart(tile, m, lane, n, rows, first, y, yo, ldy);
        }
    }

    private static void setBiasRelu(float[] tile, int m, float[] bias, int first, MemorySegment y, long yo, long ldy) {
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
        var mask = MicroKernel.SPECIES.indexInRange(0, n);
        var lowest = FloatVector.broadcast(MicroKernel.SPECIES, rows.lowest());
        long at = yo * Float.BYTES;
        for (int i = 0; i < m; i++, at += ldy * Float.BYTES) {
            var v = FloatVector.fromArray(MicroKernel.SPECIES, tile, i * NR + lane)
                    .add(rows.term(first + i));
            v.blend(lowest, v.compare(VectorOperators.LE, lowest)).intoMemorySegment(y, at, MicroKernel.ORDER, mask);
        }
    }

    /** y[yo + i ldy + j] = act((y[yo + i ldy + j] + tile[i, lane + j]) + bias[first + i]) for i < m, j < n. */
    static void add(float[] tile, int m, int lane, int n, Rows rows, int first, MemorySegment y, long yo, long ldy) {
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
}
