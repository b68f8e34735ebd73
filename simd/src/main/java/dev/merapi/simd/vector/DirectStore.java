package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.MicroKernel.LANES;
import static dev.merapi.simd.vector.MicroKernel.ORDER;
import static dev.merapi.simd.vector.MicroKernel.SPECIES;

import dev.merapi.simd.Gemm;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** What {@link DirectKernel} leaves to do: parts of a tile to C or added to it, and bias and activation of C where it lies. */
final class DirectStore {
    private static final int VECTOR_BYTES = LANES * Float.BYTES;

    private DirectStore() {}

    /** C = tile, for {@code rows} rows and {@code cols} columns; offsets and distances of rows are bytes. */
    static void set(MemorySegment tile, long from, long ldt, int rows, int cols, MemorySegment c, long to, long ldc) {
        int whole = SPECIES.loopBound(cols);
        var mask = SPECIES.indexInRange(whole, cols);
        for (int i = 0; i < rows; i++) {
            long t = from + i * ldt;
            long at = to + i * ldc;
            for (int j = 0; j < whole; j += LANES, t += VECTOR_BYTES, at += VECTOR_BYTES) {
                FloatVector.fromMemorySegment(SPECIES, tile, t, ORDER).intoMemorySegment(c, at, ORDER);
            }
            if (whole < cols) {
                FloatVector.fromMemorySegment(SPECIES, tile, t, ORDER, mask).intoMemorySegment(c, at, ORDER, mask);
            }
        }
    }

    /** C += tile, for {@code rows} rows and {@code cols} columns. */
    static void add(MemorySegment tile, long from, long ldt, int rows, int cols, MemorySegment c, long to, long ldc) {
        int whole = SPECIES.loopBound(cols);
        var mask = SPECIES.indexInRange(whole, cols);
        for (int i = 0; i < rows; i++) {
            long t = from + i * ldt;
            long at = to + i * ldc;
            for (int j = 0; j < whole; j += LANES, t += VECTOR_BYTES, at += VECTOR_BYTES) {
                FloatVector.fromMemorySegment(SPECIES, c, at, ORDER)
                        .add(FloatVector.fromMemorySegment(SPECIES, tile, t, ORDER))
                        .intoMemorySegment(c, at, ORDER);
            }
            if (whole < cols) {
                FloatVector.fromMemorySegment(SPECIES, c, at, ORDER, mask)
                        .add(FloatVector.fromMemorySegment(SPECIES, tile, t, ORDER, mask))
                        .intoMemorySegment(c, at, ORDER, mask);
            }
        }
    }

    /** C = activation(C + bias), where element (0, 0) of the part is C's element (row, col). */
    static void finish(int rows, int cols, MemorySegment c, long at, long ldc, Gemm.Epilogue e, int row, int col) {
        for (int j = 0; j < cols; j += LANES) {
            int n = Math.min(LANES, cols - j);
            long to = at + (long) j * Float.BYTES;
            switch (e.axis()) {
                case NONE -> {}
                case PER_COLUMN -> addToColumns(rows, n, c, to, ldc, e.bias(), e.offset() + col + j);
                case PER_ROW -> addToRows(rows, n, c, to, ldc, e.bias(), e.offset() + row);
            }
            if (e.activation() == Gemm.Activation.RELU) {
                relu(rows, n, c, to, ldc);
            }
        }
    }

    private static void addToColumns(
            int rows, int cols, MemorySegment c, long at, long ldc, MemorySegment bias, long bo) {
        if (cols == LANES) {
            addToWhole(rows, c, at, ldc, bias, bo * Float.BYTES);
            return;
        }
        var mask = SPECIES.indexInRange(0, cols);
        var b = FloatVector.fromMemorySegment(SPECIES, bias, bo * Float.BYTES, ORDER, mask);
        for (int i = 0; i < rows; i++, at += ldc) {
            FloatVector.fromMemorySegment(SPECIES, c, at, ORDER, mask).add(b).intoMemorySegment(c, at, ORDER, mask);
        }
    }

    private static void addToWhole(int rows, MemorySegment c, long at, long ldc, MemorySegment bias, long bo) {
        var b = FloatVector.fromMemorySegment(SPECIES, bias, bo, ORDER);
        for (int i = 0; i < rows; i++, at += ldc) {
            FloatVector.fromMemorySegment(SPECIES, c, at, ORDER).add(b).intoMemorySegment(c, at, ORDER);
        }
    }

    private static void addToRows(int rows, int cols, MemorySegment c, long at, long ldc, MemorySegment bias, long bo) {
        var mask = SPECIES.indexInRange(0, cols);
        for (int i = 0; i < rows; i++, at += ldc) {
            var b = FloatVector.broadcast(SPECIES, bias.getAtIndex(ValueLayout.JAVA_FLOAT, bo + i));
            FloatVector.fromMemorySegment(SPECIES, c, at, ORDER, mask).add(b).intoMemorySegment(c, at, ORDER, mask);
        }
    }

    private static void relu(int rows, int cols, MemorySegment c, long at, long ldc) {
        if (cols == LANES) {
            reluOfWhole(rows, c, at, ldc);
            return;
        }
        var mask = SPECIES.indexInRange(0, cols);
        for (int i = 0; i < rows; i++, at += ldc) {
            var x = FloatVector.fromMemorySegment(SPECIES, c, at, ORDER, mask);
            // Not "where x > 0": NaN must pass, and -0 must become 0 as in the scalar form.
            x.blend(0f, x.compare(VectorOperators.LE, 0f)).intoMemorySegment(c, at, ORDER, mask);
        }
    }

    private static void reluOfWhole(int rows, MemorySegment c, long at, long ldc) {
        for (int i = 0; i < rows; i++, at += ldc) {
            var x = FloatVector.fromMemorySegment(SPECIES, c, at, ORDER);
            x.blend(0f, x.compare(VectorOperators.LE, 0f)).intoMemorySegment(c, at, ORDER);
        }
    }
}
