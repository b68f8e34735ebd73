package dev.merapi.tensor.op;

import dev.merapi.simd.Gemm;
import dev.merapi.simd.GemmDouble;
import dev.merapi.simd.Kernels;
import dev.merapi.simd.Workers;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Op;
import dev.merapi.tensor.Recorder;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.Unrolled;
import java.util.ArrayList;
import java.util.List;

/**
 * The way of a recurrence through x [t, n, ..]: the order of its steps, and which of the n samples take part in each. A
 * sample takes part in the steps before its length, in either direction; without lengths, in all.
 *
 * <p>Samples don't see each other, so a thread takes some of them through all steps: nothing is handed over in between.
 *
 * @param h the units of the state
 */
record Steps(int t, int n, int h, boolean reverse, int[] lengths) {
    /** Rows of a product's tile: a thread takes whole ones. */
    private static final int TILE = 4;

    /** Columns of a product's tile at 512 bits. */
    private static final int COLUMNS = 64;

    /** Multiplications that are worth a thread. */
    private static final long GRAIN = 1 << 18;

    /** What happens at a step to the samples {@code from <= i < to}. */
    @FunctionalInterface
    interface Body {
        void run(int step, int from, int to);
    }

    /** The steps of an operator's x, with lengths [n], or [0] for none. */
    static Steps of(Op op, Tensor x, int h, boolean reverse, Tensor lengths) {
        int t = x.size(0);
        int[] values = new int[lengths.size()];
        Tensor contiguous = Contiguous.of(lengths);
        for (int i = 0; i < values.length; i++) {
            long length = Elements.getLong(contiguous, i);
            if (length < 0 || length > t) {
                throw new ShapeException(op.name() + ": the length " + length + " of sample " + i + " is outside [0, "
                        + t + "], the steps of x " + x.shape() + "; cut it, or pad x further");
            }
            values[i] = (int) length;
        }
        return new Steps(t, x.size(1), h, reverse, values);
    }

    /** The result's spec [(t + states) n, h], or the error: x [t, n, gates h], weight [h, gates h], states [n, h]. */
    static Spec spec(Op op, int gates, Spec x, Spec weight, List<Spec> states, Spec lengths) {
        Require.floating(op, x, weight);
        Shape w = weight.shape();
        boolean square = w.rank() == 2 && w.dim(1) == gates * w.dim(0);
        if (x.shape().rank() != 3
                || !square
                || x.shape().dim(2) != w.dim(1)
                || x.shape().dim(0) == 0) {
            String width = gates == 1 ? "h" : gates + " h";
            throw new ShapeException(op.name() + ": x " + x.shape() + " and weight " + w
                    + " don't fit: x is [steps, samples, " + width + "] with a step at least, weight [h, " + width
                    + "]; project x first");
        }
        Shape state = Shape.of(x.shape().dim(1), w.dim(0));
        for (Spec s : states) {
            Require.floating(op, x, s);
            if (!s.shape().equals(state)) {
                throw new ShapeException(op.name() + ": an initial state is " + s.shape() + ", but x " + x.shape()
                        + " and weight " + w + " need " + state + "; give each sample a row");
            }
        }
        Require.index(op, lengths);
        if (!lengths.shape().equals(Shape.of(0)) && !lengths.shape().equals(state.slice(0, 1))) {
            throw new ShapeException(op.name() + ": the lengths are " + lengths.shape() + ", but x " + x.shape()
                    + " has " + state.dim(0) + " samples; give each one number");
        }
        return x.with(Shape.of((x.shape().dim(0) + states.size()) * state.dim(0), state.dim(1)));
    }

    /** Lengths for none. */
    static Tensor whole() {
        return Tensor.of(new long[0]);
    }

    /** What a step of x [t, n, gates h] leaves for the gradient: its gates and what it found, 5 h for each sample. */
    private static Shape traced(Shape x, int gates) {
        return Shape.of(x.size() / gates * 5);
    }

    /** Memory for what the gradient needs, if anybody may ask for one; else none. */
    static Tensor trace(Tensor x, int gates) {
        return Tensor.allocate(x.spec().with(Recorder.CURRENT.isBound() ? traced(x.shape(), gates) : Shape.of(0)));
    }

    /** A trace of x, for the operator that has this name in the vocabulary. */
    static void checkTrace(Op op, int gates, Spec x, Spec trace, String name) {
        Require.same(op, x, trace);
        Shape whole = traced(x.shape(), gates);
        if (!trace.shape().equals(whole)) {
            throw new ShapeException(op.name() + ": the trace " + trace.shape() + " should be " + whole + " for x "
                    + x.shape() + "; apply it by Tensor." + name);
        }
    }

    /** Rows [(t + k) n, h] as t steps and k states of n samples. */
    static Unrolled unrolled(Tensor rows, Tensor x, int k) {
        int n = x.size(1);
        int end = x.size(0) * n;
        List<Tensor> states = new ArrayList<>();
        for (int i = 0; i < k; i++) {
            states.add(rows.slice(0, end + i * n, end + (i + 1) * n));
        }
        return new Unrolled(rows.slice(0, 0, end).reshape(x.size(0), n, rows.size(1)), states);
    }

    /** Runs a body over all steps in order, or the last first; threads share the samples. */
    void forEach(boolean backward, Body body) {
        long work = Math.max(1, (long) t * h * h);
        int least = (int) Math.min(n, Math.ceilDiv(GRAIN, work));
        int rows = Math.max(least, Math.ceilDiv(n, Workers.threads()));
        Workers.forRange(n, Math.max(1, Math.ceilDiv(rows, TILE) * TILE), (from, to) -> {
            for (int k = 0; k < t; k++) {
                body.run(reverse == backward ? k : t - 1 - k, from, to);
            }
        });
    }

    /** Runs a body for each run of neighbours that take part in a step. */
    void active(int step, int from, int to, Body body) {
        if (!ragged()) {
            body.run(step, from, to);
            return;
        }
        int end = from;
        while (end < to) {
            int first = end;
            while (first < to && lengths[first] <= step) {
                first++;
            }
            end = first;
            while (end < to && lengths[end] > step) {
                end++;
            }
            if (first < end) {
                body.run(step, first, end);
            }
        }
    }

    /** Runs a body once for the span of those that take part in a step: for products, which are better whole. */
    void span(int step, int from, int to, Body body) {
        int first = from;
        int end = to;
        while (ragged() && first < end && lengths[first] <= step) {
            first++;
        }
        while (ragged() && first < end && lengths[end - 1] <= step) {
            end--;
        }
        if (first < end) {
            body.run(step, first, end);
        }
    }

    /** Whether samples differ in length. */
    boolean ragged() {
        return lengths.length > 0;
    }

    /** Elements of a state of all samples. */
    long block() {
        return (long) n * h;
    }

    /**
     * C [m, n] = A [m, k] B [k, n]; A and B lie row by row, the rows of C are ldc apart. Columns that don't fill a tile are a
     * product of their own: for 200 of them all would be packed anew at each step.
     */
    static void product(int m, int n, int k, Tensor a, long ao, Tensor b, Tensor c, long co, int ldc) {
        int rest = n % COLUMNS;
        boolean cut = n > COLUMNS && rest > 0 && 16 * (COLUMNS - rest) > n;
        int whole = cut ? n - rest : n;
        product(m, whole, k, a, ao, b, 0, c, co, ldc);
        if (cut) {
            product(m, rest, k, a, ao, b, whole, c, co + whole, ldc);
        }
    }

    /** The columns of B from one on. */
    private static void product(
            int m, int n, int k, Tensor a, long ao, Tensor b, int first, Tensor c, long co, int ldc) {
        var as = a.segment();
        var bs = b.segment();
        var cs = c.segment();
        long bo = (long) b.offset() + first;
        int ldb = b.size(1);
        if (c.dtype() == DType.FLOAT32) {
            var none = Gemm.Epilogue.NONE;
            var gemm = Kernels.active().gemm();
            gemm.gemm(false, false, m, n, k, as, ao, k, bs, bo, ldb, cs, co, ldc, false, none);
        } else {
            GemmDouble.gemm(false, false, m, n, k, as, ao, k, bs, bo, ldb, cs, co, ldc, false);
        }
    }

    /** y[yo ..] = x[xo ..], so many elements. */
    static void copy(Tensor x, long xo, Tensor y, long yo, int elements) {
        Kernels.active().copy().copy(y.dtype().bytes(), x.segment(), xo, 1, y.segment(), yo, 1, elements);
    }

    /** W transposed, row by row. */
    static Tensor turned(Tensor weight) {
        return Contiguous.of(new Permute(List.of(1, 0)).view(weight));
    }

    /** The state that each step found [t n, h], from the states y [(t + k) n, h] that they left: for weights' gradients. */
    static Tensor found(Tensor y, Tensor x, Tensor first, Tensor lengths, boolean reverse) {
        int t = x.size(0);
        int n = x.size(1);
        if (!reverse) {
            return Tensor.concat(0, first, y.slice(0, 0, (t - 1) * n));
        }
        Tensor later = Tensor.concat(0, y.slice(0, n, t * n), first);
        if (lengths.size() == 0) {
            return later;
        }
        Tensor begins = Tensor.arange(t).unsqueeze(1).eq(lengths.sub(1).unsqueeze(0));
        Tensor steps = later.reshape(t, n, first.size(1));
        return begins.unsqueeze(2).where(first, steps).reshape(t * n, first.size(1));
    }

    /** Which samples take part in a step: bool [n, 1]. */
    static Tensor mask(Tensor lengths, int step) {
        return lengths.gt(step).unsqueeze(1);
    }
}
