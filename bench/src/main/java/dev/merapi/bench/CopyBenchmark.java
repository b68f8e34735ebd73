package dev.merapi.bench;

import dev.merapi.simd.Copy;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Tensor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Moving a square of elements: as it lies, with a stride, transposed. */
public class CopyBenchmark extends KernelBenchmark {
    /** What to move: 1, 4 or 8 bytes an element. */
    @Param({"UINT8", "FLOAT32", "FLOAT64"})
    public DType dtype;

    /** Rows and columns; 1000 is no multiple of a vector. */
    @Param({"64", "1000", "3000"})
    public int side;

    private final Copy copy = KERNELS.copy();
    private int size;
    private Tensor x;
    private Tensor y;

    /** Two squares. */
    @Setup
    public void squares() {
        size = dtype.bytes();
        x = Tensor.zeros(side, side).to(dtype);
        y = Tensor.zeros(side, side).to(dtype);
    }

    /** y = x. */
    @Benchmark
    public void copy() {
        copy.copy(size, x.segment(), x.offset(), 1, y.segment(), y.offset(), 1, side * side);
    }

    /** The first half of y = every second element of x. */
    @Benchmark
    public void copyStrided() {
        copy.copy(size, x.segment(), x.offset(), 2, y.segment(), y.offset(), 1, side * side / 2);
    }

    /** y = x transposed. */
    @Benchmark
    public void transpose() {
        copy.transpose(size, side, side, x.segment(), x.offset(), side, y.segment(), y.offset(), side);
    }
}
