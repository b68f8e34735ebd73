package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.MicroKernel.LANES;
import static dev.merapi.simd.vector.MicroKernel.NR;
import static dev.merapi.simd.vector.MicroKernel.ORDER;
import static dev.merapi.simd.vector.MicroKernel.SPECIES;

import dev.merapi.simd.Gemm;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * From a kernel's tile to C: {@code C = tile} or {@code C += tile}, or after the last block of k with bias and activation.
 *
 * <p>The latter are passes of their own over the tile, which lies in the first-level cache: 24 vectors, beside the 1536
 * fma of a tile of depth 64. Only what touches C needs masks. A tile begins at index
 * {@code from} of its array, its rows {@link MicroKernel#NR} apart.
 */
final class GemmStore {
    private static final int VECTOR_BYTES = LANES * Float.BYTES;

    private GemmStore() {}

    /** C += tile, for the first {@code rows} rows and {@code cols} columns. */
    static void add(float[] tile, int from, int rows, int cols, MemorySegment c, long co, int ldc) {
        if (cols == NR) {
            for (int i = 0, t = from; i < rows; i++, t += NR) {
                long at = (co + (long) i * ldc) * Float.BYTES;
                var c0 = FloatVector.fromMemorySegment(SPECIES, c, at, ORDER);
                var c1 = FloatVector.fromMemorySegment(SPECIES, c, at + VECTOR_BYTES, ORDER);
                c0.add(FloatVector.fromArray(SPECIES, tile, t)).intoMemorySegment(c, at, ORDER);
                c1.add(FloatVector.fromArray(SPECIES, tile, t + LANES)).intoMemorySegment(c, at + VECTOR_BYTES, ORDER);
            }
        } else {
            addMasked(tile, from, rows, cols, c, co, ldc);
            if (cols > LANES) {
                addMasked(tile, from + LANES, rows, cols - LANES, c, co + LANES, ldc);
            }
        }
    }

    private static void addMasked(float[] tile, int first, int rows, int cols, MemorySegment c, long co, int ldc) {
        var mask = SPECIES.indexInRange(0, cols);
        for (int i = 0, t = first; i < rows; i++, t += NR) {
            long at = (co + (long) i * ldc) * Float.BYTES;
            var old = FloatVector.fromMemorySegment(SPECIES, c, at, ORDER, mask);
            old.add(FloatVector.fromArray(SPECIES, tile, t)).intoMemorySegment(c, at, ORDER, mask);
        }
    }

    /** tile += C, for the first {@code rows} rows and {@code cols} columns. */
    static void sum(float[] tile, int from, int rows, int cols, MemorySegment c, long co, int ldc) {
        if (cols == NR) {
            for (int i = 0, t = from; i < rows; i++, t += NR) {
                long at = (co + (long) i * ldc) * Float.BYTES;
                var c0 = FloatVector.fromMemorySegment(SPECIES, c, at, ORDER);
                var c1 = FloatVector.fromMemorySegment(SPECIES, c, at + VECTOR_BYTES, ORDER);
                c0.add(FloatVector.fromArray(SPECIES, tile, t)).intoArray(tile, t);
                c1.add(FloatVector.fromArray(SPECIES, tile, t + LANES)).intoArray(tile, t + LANES);
            }
        } else {
            sumMasked(tile, from, rows, cols, c, co, ldc);
            if (cols > LANES) {
                sumMasked(tile, from + LANES, rows, cols - LANES, c, co + LANES, ldc);
            }
        }
    }

    private static void sumMasked(float[] tile, int first, int rows, int cols, MemorySegment c, long co, int ldc) {
        var mask = SPECIES.indexInRange(0, cols);
        for (int i = 0, t = first; i < rows; i++, t += NR) {
            long at = (co + (long) i * ldc) * Float.BYTES;
            var old = FloatVector.fromMemorySegment(SPECIES, c, at, ORDER, mask);
            old.add(FloatVector.fromArray(SPECIES, tile, t)).intoArray(tile, t);
        }
    }

    /** C = tile, for the first {@code rows} rows and {@code cols} columns. */
    static void set(float[] tile, int from, int rows, int cols, MemorySegment c, long co, int ldc) {
        if (cols == NR) {
            for (int i = 0, t = from; i < rows; i++, t += NR) {
                long at = (co + (long) i * ldc) * Float.BYTES;
                var t0 = FloatVector.fromArray(SPECIES, tile, t);
                var t1 = FloatVector.fromArray(SPECIES, tile, t + LANES);
                t0.intoMemorySegment(c, at, ORDER);
                t1.intoMemorySegment(c, at + VECTOR_BYTES, ORDER);
            }
        } else {
            setMasked(tile, from, rows, cols, c, co, ldc);
            if (cols > LANES) {
                setMasked(tile, from + LANES, rows, cols - LANES, c, co + LANES, ldc);
            }
        }
    }

    private static void setMasked(float[] tile, int first, int rows, int cols, MemorySegment c, long co, int ldc) {
        var mask = SPECIES.indexInRange(0, cols);
        for (int i = 0, t = first; i < rows; i++, t += NR) {
            long at = (co + (long) i * ldc) * Float.BYTES;
            FloatVector.fromArray(SPECIES, tile, t).intoMemorySegment(c, at, ORDER, mask);
        }
    }

    /** tile = activation(tile + bias), where the tile's element (0, 0) is C's element (row, col). */
    static void finish(float[] tile, int from, int rows, int cols, Gemm.Epilogue e, int row, int col) {
        switch (e.axis()) {
            case NONE -> {}
            case PER_COLUMN -> {
                addToColumns(tile, from, rows, Math.min(cols, LANES), e.bias(), e.offset() + col);
                if (cols > LANES) {
                    addToColumns(tile, from + LANES, rows, cols - LANES, e.bias(), e.offset() + col + LANES);
                }
            }
            case PER_ROW -> addToRows(tile, from, rows, e.bias(), e.offset() + row);
        }
        if (e.activation() == Gemm.Activation.RELU) {
            relu(tile, from, rows);
        }
    }

    private static void addToColumns(float[] tile, int first, int rows, int cols, MemorySegment bias, long bo) {
        var mask = SPECIES.indexInRange(0, cols);
        var b = FloatVector.fromMemorySegment(SPECIES, bias, bo * Float.BYTES, ORDER, mask);
        for (int i = 0, t = first; i < rows; i++, t += NR) {
            FloatVector.fromArray(SPECIES, tile, t).add(b).intoArray(tile, t);
        }
    }

    private static void addToRows(float[] tile, int from, int rows, MemorySegment bias, long bo) {
        for (int i = 0, t = from; i < rows; i++, t += NR) {
            var b = FloatVector.broadcast(SPECIES, bias.getAtIndex(ValueLayout.JAVA_FLOAT, bo + i));
            FloatVector.fromArray(SPECIES, tile, t).add(b).intoArray(tile, t);
            FloatVector.fromArray(SPECIES, tile, t + LANES).add(b).intoArray(tile, t + LANES);
        }
    }

    private static void relu(float[] tile, int from, int rows) {
        for (int t = from; t < from + rows * NR; t += LANES) {
            var x = FloatVector.fromArray(SPECIES, tile, t);
            // Not "where x > 0": NaN must pass, and -0 must become 0 as in the scalar form.
            x.blend(0f, x.compare(VectorOperators.LE, 0f)).intoArray(tile, t);
        }
    }
}
