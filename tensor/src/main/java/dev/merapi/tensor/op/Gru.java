package dev.merapi.tensor.op;

import dev.merapi.simd.Kernels;
import dev.merapi.simd.RecurrenceDouble;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Op;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.Unrolled;
import java.util.List;
import java.util.Optional;

/**
 * r, z = sigmoid(x + h W), n = tanh(x_n + r (h W_n + b)), h = (1 - z) n + z h: a layer of GRU in one direction, behind the
 * projection of its input. Source: Cho et al., "Learning phrase representations using RNN encoder-decoder", 2014, in the form
 * of PyTorch and cuDNN, where r gates the product instead of h.
 *
 * <p>Inputs: x [t, n, 3 h], W [h, 3 h], b [h], h [n, h], lengths [n] (or [0]: all are t), and memory for a trace, which
 * forward fills for the gradient if it has elements. Result [(t + 1) n, h]: h of every step, 0 beyond a sample's length, then
 * the last h. {@code reverse} begins at each sample's own end.
 */
public record Gru(boolean reverse) implements Op.Nary {
    private static final int GATES = 3;

    /** Applies it to x, with a trace if somebody records. */
    public static Unrolled unroll(
            Tensor x, Tensor weight, Tensor bias, Tensor h, Optional<Tensor> lengths, boolean reverse) {
        Tensor trace = Steps.trace(x, GATES);
        List<Tensor> inputs = List.of(x, weight, bias, h, lengths.orElseGet(Steps::whole), trace);
        return Steps.unrolled(Tensor.apply(new Gru(reverse), inputs), x, 1);
    }

    @Override
    public List<String> inputNames() {
        return List.of("x", "W", "b", "h", "lengths", "trace");
    }

    @Override
    public Spec spec(List<Spec> inputs) {
        Spec trace = inputs.get(5);
        return check(this, inputs, trace.shape().size() > 0);
    }

    /** The result's spec, or the error; forward may go without a trace. */
    static Spec check(Op op, List<Spec> inputs, boolean traced) {
        Spec x = inputs.get(0);
        Spec y = Steps.spec(op, GATES, x, inputs.get(1), inputs.subList(3, 4), inputs.get(4));
        Spec bias = inputs.get(2);
        Require.floating(op, y, bias);
        if (!bias.shape().equals(y.shape().slice(1, 2))) {
            throw new ShapeException(op.name() + ": the bias of the new state is " + bias.shape() + ", but weight "
                    + inputs.get(1).shape() + " needs " + y.shape().slice(1, 2) + "; slice it from b_hh");
        }
        if (traced) {
            Steps.checkTrace(op, GATES, x, inputs.get(5), "gru");
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
        Tensor state = Contiguous.of(inputs.get(3));
        Steps.copy(state, state.offset(), y, steps.t() * steps.block(), state.size());
        boolean keep = trace.size() > 0;
        Tensor gates = keep ? trace : Tensor.allocate(y.spec().with(Shape.of(steps.n(), 4 * h)));
        Tensor weight = Contiguous.of(inputs.get(1));
        steps.forEach(false, new Way(steps, x, weight, Contiguous.of(inputs.get(2)), gates, keep, y)::step);
    }

    /** The state is at the end of y, where each step changes it. */
    private record Way(Steps steps, Tensor x, Tensor weight, Tensor bias, Tensor gates, boolean keep, Tensor y) {
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
            Steps.product(to - from, 3 * h, h, y, state(from), weight, gates, gatesAt(s, from), 4 * h);
        }

        private void gates(int s, int from, int to) {
            int rows = to - from;
            int h = steps.h();
            long at = s * steps.block() + (long) from * h;
            long ho = state(from);
            long xo = x.offset() + 3 * at;
            long go = gatesAt(s, from);
            long bo = bias.offset();
            var gs = gates.segment();
            var bs = bias.segment();
            if (keep) {
                Steps.copy(y, ho, gates, 4L * steps.t() * steps.block() + at, rows * h);
            }
            if (y.dtype() == DType.FLOAT32) {
                var kernel = Kernels.active().recurrence();
                kernel.gru(rows, h, x.segment(), xo, bs, bo, gs, go, y.segment(), ho);
            } else {
                RecurrenceDouble.gru(rows, h, x.segment(), xo, bs, bo, gs, go, y.segment(), ho);
            }
            Steps.copy(y, ho, y, at, rows * h);
        }
    }

    /** {@link GruGrad}: of x, of the products, of h. */
    @Override
    public Tensor shared(Tensor dy, List<Tensor> inputs, Tensor y) {
        return Tensor.apply(
                new GruGrad(reverse),
                List.of(dy, inputs.get(0), inputs.get(1), inputs.get(2), inputs.get(3), inputs.get(4), inputs.get(5)));
    }

    /** dW = h^T dp over all steps, with the h that each found; db = the sum of dp's third part. */
    @Override
    public Tensor gradient(int i, Tensor d, List<Tensor> inputs, Tensor y) {
        Tensor x = inputs.get(0);
        int rows = x.size(0) * x.size(1);
        int h = y.size(1);
        return switch (i) {
            case 0 -> d.slice(0, 0, 3 * rows).reshape(x.shape().dims());
            case 1 ->
                Steps.found(y, x, inputs.get(3), inputs.get(4), reverse).t().matmul(products(d, rows, h));
            case 2 -> products(d, rows, h).slice(1, 2 * h, 3 * h).sum(0);
            case 3 -> d.slice(0, 6 * rows, 6 * rows + x.size(1));
            default -> inputs.get(i).zerosLike();
        };
    }

    private static Tensor products(Tensor d, int rows, int h) {
        return d.slice(0, 3 * rows, 6 * rows).reshape(rows, 3 * h);
    }
}
