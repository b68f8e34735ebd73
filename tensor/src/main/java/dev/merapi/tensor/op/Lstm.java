package dev.merapi.tensor.op;

import dev.merapi.simd.Kernels;
import dev.merapi.simd.RecurrenceDouble;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Op;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.Unrolled;
import java.util.List;
import java.util.Optional;

/**
 * i, f, o = sigmoid, g = tanh of x + h W; c = f c + i g; h = o tanh(c): a layer of LSTM in one direction, behind the
 * projection of its input. Source: Hochreiter, Schmidhuber, "Long short-term memory", 1997, with the forget gate of Gers et
 * al., 2000; gates in PyTorch's order.
 *
 * <p>Inputs: x [t, n, 4 h], W [h, 4 h], h and c [n, h], lengths [n] (or [0]: all are t), and memory for a trace, which forward
 * fills for the gradient if it has elements. Result [(t + 2) n, h]: h of every step, 0 beyond a sample's length, then the
 * last h, then the last c. {@code reverse} begins at each sample's own end.
 */
public record Lstm(boolean reverse) implements Op.Nary {
    private static final int GATES = 4;

    /** Applies it to x, with a trace if somebody records. */
    public static Unrolled unroll(
            Tensor x, Tensor weight, Tensor h, Tensor c, Optional<Tensor> lengths, boolean reverse) {
        Tensor trace = Steps.trace(x, GATES);
        List<Tensor> inputs = List.of(x, weight, h, c, lengths.orElseGet(Steps::whole), trace);
        return Steps.unrolled(Tensor.apply(new Lstm(reverse), inputs), x, 2);
    }

    @Override
    public List<String> inputNames() {
        return List.of("x", "W", "h", "c", "lengths", "trace");
    }

    @Override
    public Spec spec(List<Spec> inputs) {
        Spec trace = inputs.get(5);
        return check(this, inputs, trace.shape().size() > 0);
    }

    /** The result's spec, or the error; forward may go without a trace. */
    static Spec check(Op op, List<Spec> inputs, boolean traced) {
        Spec x = inputs.get(0);
        Spec y = Steps.spec(op, GATES, x, inputs.get(1), inputs.subList(2, 4), inputs.get(4));
        if (traced) {
            Steps.checkTrace(op, GATES, x, inputs.get(5), "lstm");
        }
        return y;
    }

    /** 2 h for each gate of each step, and about 25 for the gates themselves. */
    @Override
    public long flops(List<Tensor> inputs, Tensor y) {
        return (2L * y.size(1) + 25) * inputs.getFirst().size();
    }

    @Override
    public void forward(List<Tensor> inputs, Tensor y) {
        int h = y.size(1);
        Tensor x = Contiguous.of(inputs.get(0));
        Steps steps = Steps.of(this, x, h, reverse, inputs.get(4));
        Tensor trace = inputs.get(5);
        if (steps.ragged()) {
            Fill.zero(y);
            Fill.zero(trace);
        }
        for (int i = 2; i < 4; i++) {
            Tensor state = Contiguous.of(inputs.get(i));
            Steps.copy(state, state.offset(), y, (steps.t() + i - 2) * steps.block(), state.size());
        }
        boolean keep = trace.size() > 0;
        Tensor gates = keep ? trace : Tensor.allocate(y.spec().with(Shape.of(steps.n(), 4 * h)));
        steps.forEach(false, new Way(steps, x, Contiguous.of(inputs.get(1)), gates, keep, y)::step);
    }

    /** The states are at the end of y, where each step changes them. */
    private record Way(Steps steps, Tensor x, Tensor weight, Tensor gates, boolean keep, Tensor y) {
        void step(int s, int from, int to) {
            steps.span(s, from, to, this::multiply);
            steps.active(s, from, to, this::gates);
        }

        private long state(int row) {
            return steps.t() * steps.block() + (long) row * steps.h();
        }

        private long gatesAt(int s, int row) {
            return 4 * ((keep ? s * steps.block() : 0) + (long) row * steps.h());
        }

        private void multiply(int s, int from, int to) {
            int h = steps.h();
            Steps.product(to - from, 4 * h, h, y, state(from), weight, gates, gatesAt(s, from), 4 * h);
        }

        private void gates(int s, int from, int to) {
            int rows = to - from;
            int h = steps.h();
            long at = s * steps.block() + (long) from * h;
            long ho = state(from);
            long co = ho + steps.block();
            long xo = x.offset() + 4 * at;
            long go = gatesAt(s, from);
            var ys = y.segment();
            if (keep) {
                Steps.copy(y, co, gates, 4L * steps.t() * steps.block() + at, rows * h);
            }
            if (y.dtype() == DType.FLOAT32) {
                var kernel = Kernels.active().recurrence();
                kernel.lstm(rows, h, x.segment(), xo, gates.segment(), go, ys, co, ys, ho);
            } else {
                RecurrenceDouble.lstm(rows, h, x.segment(), xo, gates.segment(), go, ys, co, ys, ho);
            }
            Steps.copy(y, ho, y, at, rows * h);
        }
    }

    /** {@link LstmGrad}: of x, then of h and c. */
    @Override
    public Tensor shared(Tensor dy, List<Tensor> inputs, Tensor y) {
        return Tensor.apply(
                new LstmGrad(reverse),
                List.of(dy, inputs.get(0), inputs.get(1), inputs.get(2), inputs.get(3), inputs.get(4), inputs.get(5)));
    }

    /** dW = h^T dx over all steps, with the h that each found. */
    @Override
    public Tensor gradient(int i, Tensor d, List<Tensor> inputs, Tensor y) {
        Tensor x = inputs.get(0);
        int n = x.size(1);
        int end = 4 * x.size(0) * n;
        return switch (i) {
            case 0 -> d.slice(0, 0, end).reshape(x.shape().dims());
            case 1 ->
                Steps.found(y, x, inputs.get(2), inputs.get(4), reverse)
                        .t()
                        .matmul(d.slice(0, 0, end).reshape(x.size(0) * n, x.size(2)));
            case 2 -> d.slice(0, end, end + n);
            case 3 -> d.slice(0, end + n, end + 2 * n);
            default -> inputs.get(i).zerosLike();
        };
    }
}
