package dev.merapi.tensor.op;

import dev.merapi.simd.ElementwiseDouble;
import dev.merapi.simd.Kernels;
import dev.merapi.simd.Workers;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Tensor;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * A sparse matrix of few elements a row, applied along an axis: {@code y[i] = sum over t of weight[t] x[index[t]]}, t
 * from {@code start[i]} to {@code start[i + 1]}. A sum is one chain of fma in order, its first product rounded alone;
 * a single weight of 1 copies.
 */
record Taps(int[] start, int[] index, double[] weight) {
    /** Runs at least this long go through the kernels. */
    private static final int RUN = 16;

    /** Row by row. */
    static final class Builder {
        private final int[] start;
        private int[] index = new int[16];
        private double[] weight = new double[16];
        private int rows;
        private int size;

        Builder(int rows) {
            this.start = new int[rows + 1];
        }

        /** One more element of the row. */
        void add(int at, double w) {
            if (size == index.length) {
                index = Arrays.copyOf(index, 2 * size);
                weight = Arrays.copyOf(weight, 2 * size);
            }
            index[size] = at;
            weight[size++] = w;
        }

        /** Ends the row. */
        void next() {
            start[++rows] = size;
        }

        Taps build() {
            return new Taps(start, Arrays.copyOf(index, size), Arrays.copyOf(weight, size));
        }
    }

    /** The transposed matrix, of so many rows; a row's elements are in the order of this matrix's rows. */
    Taps transposed(int rows) {
        int[] begin = new int[rows + 1];
        for (int at : index) {
            begin[at + 1]++;
        }
        Arrays.parallelPrefix(begin, Integer::sum);
        int[] next = begin.clone();
        int[] from = new int[index.length];
        double[] by = new double[index.length];
        for (int i = 0; i + 1 < start.length; i++) {
            for (int t = start[i]; t < start[i + 1]; t++) {
                int at = next[index[t]]++;
                from[at] = i;
                by[at] = weight[t];
            }
        }
        return new Taps(begin, from, by);
    }

    /** y from x along an axis; both are contiguous. */
    void apply(Tensor x, Tensor y, int axis) {
        Along in = Along.of(x.shape(), axis);
        int inner = in.inner();
        int rows = start.length - 1;
        if (inner >= RUN) {
            Workers.forRange(in.outer() * rows, Math.max(1, (1 << 14) / inner), (from, to) -> {
                for (int i = from; i < to; i++) {
                    run(x, x.offset() + (long) (i / rows) * in.size() * inner, i % rows, y, (long) i * inner, inner);
                }
            });
        } else {
            Workers.forRange(in.outer(), Math.max(1, (1 << 12) / Math.max(1, rows * inner)), (from, to) -> {
                for (int i = from; i < to; i++) {
                    block(x, x.offset() + (long) i * in.size() * inner, y, (long) i * rows * inner, inner);
                }
            });
        }
    }

    /** Row i of one block, whose elements are runs of n. */
    private void run(Tensor x, long xo, int i, Tensor y, long yo, int n) {
        var kernel = Kernels.active().elementwise();
        boolean single = x.dtype() == DType.FLOAT32;
        if (start[i] == start[i + 1]) {
            int bytes = x.dtype().bytes();
            y.segment().asSlice(yo * bytes, (long) n * bytes).fill((byte) 0);
        }
        for (int t = start[i]; t < start[i + 1]; t++) {
            long from = xo + (long) index[t] * n;
            if (t == start[i] && isCopy(i)) {
                Kernels.active().copy().copy(x.dtype().bytes(), x.segment(), from, 1, y.segment(), yo, 1, n);
            } else if (t == start[i] && single) {
                kernel.affine(x.segment(), from, (float) weight[t], 0, y.segment(), yo, n);
            } else if (t == start[i]) {
                ElementwiseDouble.affine(x.segment(), from, weight[t], 0, y.segment(), yo, n);
            } else if (single) {
                kernel.axpy((float) weight[t], x.segment(), from, y.segment(), yo, n);
            } else {
                ElementwiseDouble.axpy(weight[t], x.segment(), from, y.segment(), yo, n);
            }
        }
    }

    private boolean isCopy(int i) {
        return start[i + 1] - start[i] == 1 && weight[start[i]] == 1;
    }

    /** All rows of one block, whose elements are runs too short for a kernel. */
    private void block(Tensor x, long xo, Tensor y, long yo, int n) {
        for (int i = 0; i + 1 < start.length; i++) {
            for (int j = 0; j < n; j++) {
                long to = yo + (long) i * n + j;
                if (isCopy(i)) {
                    Elements.copy(x.dtype().bytes(), x.segment(), xo + (long) index[start[i]] * n + j, y.segment(), to);
                } else if (x.dtype() == DType.FLOAT32) {
                    y.segment().setAtIndex(ValueLayout.JAVA_FLOAT, to, sum(x, xo + j, i, n));
                } else {
                    y.segment().setAtIndex(ValueLayout.JAVA_DOUBLE, to, sumDouble(x, xo + j, i, n));
                }
            }
        }
    }

    private float sum(Tensor x, long xo, int i, int n) {
        float sum = 0;
        for (int t = start[i]; t < start[i + 1]; t++) {
            float v = x.segment().getAtIndex(ValueLayout.JAVA_FLOAT, xo + (long) index[t] * n);
            sum = Math.fma((float) weight[t], v, sum);
        }
        return sum;
    }

    private double sumDouble(Tensor x, long xo, int i, int n) {
        double sum = 0;
        for (int t = start[i]; t < start[i + 1]; t++) {
            double v = x.segment().getAtIndex(ValueLayout.JAVA_DOUBLE, xo + (long) index[t] * n);
            sum = Math.fma(weight[t], v, sum);
        }
        return sum;
    }
}
