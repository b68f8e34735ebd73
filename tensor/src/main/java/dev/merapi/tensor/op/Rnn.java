package dev.merapi.tensor.op;

import dev.merapi.simd.Elementwise;
import dev.merapi.simd.ElementwiseDouble;
import dev.merapi.simd.Kernels;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Op;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.Unrolled;
import java.util.List;
import java.util.Optional;

/**
 * h = tanh(x + h W), or relu: a layer of a simple recurrent network in one direction, behind the projection of its input.
 * Source: Elman, "Finding structure in time", 1990.
 *
 * <p>Inputs: x [t, n, h], W [h, h], h [n, h], lengths [n] (or [0]: all are t). Result [(t + 1) n, h]: h of every step, 0 beyond
 * a sample's length, then the last h. {@code reverse} begins at each sample's own end.
 */
public record Rnn(boolean reverse, boolean relu) implements Op.Nary {
    /** Applies it to x. */
    public static Unrolled unroll(
            Tensor x, Tensor weight, Tensor h, Optional<Tensor> lengths, boolean reverse, boolean relu) {
        List<Tensor> inputs = List.of(x, weight, h, lengths.orElseGet(Steps::whole));
        return Steps.unrolled(Tensor.apply(new Rnn(reverse, relu), inputs), x, 1);
    }

    @Override
    public List<String> inputNames() {
        return List.of("x", "W", "h", "lengths");
    }

    @Override
    public Spec spec(List<Spec> inputs) {
        return Steps.spec(this, 1, inputs.get(0), inputs.get(1), inputs.subList(2, 3), inputs.get(3));
    }

    /** 2 h for each unit of each step. */
    @Override
    public long flops(List<Tensor> inputs, Tensor y) {
        return (2L * y.size(1) + 1) * inputs.getFirst().size();
    }

    @Override
    public void forward(List<Tensor> inputs, Tensor y) {
        int h = y.size(1);
        Tensor x = Contiguous.of(inputs.get(0));
        Steps steps = Steps.of(this, x, h, reverse, inputs.get(3));
        if (steps.ragged()) {
            Fill.zero(y);
        }
        Tensor state = Contiguous.of(inputs.get(2));
        Steps.copy(state, state.offset(), y, steps.t() * steps.block(), state.size());
        Tensor products = Tensor.allocate(y.spec().with(Shape.of(steps.n(), h)));
        steps.forEach(false, new Way(steps, x, Contiguous.of(inputs.get(1)), products, relu, y)::step);
    }

    /** The state is at the end of y, where each step changes it. */
    private record Way(Steps steps, Tensor x, Tensor weight, Tensor products, boolean relu, Tensor y) {
        void step(int s, int from, int to) {
            steps.span(s, from, to, this::multiply);
            steps.active(s, from, to, this::activate);
        }

        private long state(int row) {
            return steps.t() * steps.block() + (long) row * steps.h();
        }

        private void multiply(int s, int from, int to) {
            int h = steps.h();
            Steps.product(to - from, h, h, y, state(from), weight, products, (long) from * h, h);
        }

        private void activate(int s, int from, int to) {
            int n = (to - from) * steps.h();
            long row = (long) from * steps.h();
            long at = s * steps.block() + row;
            var add = Elementwise.Binary.ADD;
            var act = relu ? Elementwise.Unary.RELU : Elementwise.Unary.TANH;
            var ys = y.segment();
            long xo = x.offset() + at;
            if (y.dtype() == DType.FLOAT32) {
                var kernel = Kernels.active().elementwise();
                kernel.binary(add, x.segment(), xo, 1, products.segment(), row, 1, ys, at, n);
                kernel.unary(act, ys, at, ys, at, n);
            } else {
                ElementwiseDouble.binary(add, x.segment(), xo, 1, products.segment(), row, 1, ys, at, n);
                ElementwiseDouble.unary(act, ys, at, ys, at, n);
            }
            Steps.copy(y, at, y, state(from), n);
        }
    }

    /** {@link RnnGrad}: of x, then of h. */
    @Override
    public Tensor shared(Tensor dy, List<Tensor> inputs, Tensor y) {
        return Tensor.apply(
                new RnnGrad(reverse, relu, inputs.getFirst().shape()), List.of(dy, y, inputs.get(1), inputs.get(3)));
    }

    /** dW = h^T dx over all steps, with the h that each found. */
    @Override
    public Tensor gradient(int i, Tensor d, List<Tensor> inputs, Tensor y) {
        Tensor x = inputs.get(0);
        int rows = x.size(0) * x.size(1);
        return switch (i) {
            case 0 -> d.slice(0, 0, rows).reshape(x.shape().dims());
            case 1 ->
                Steps.found(y, x, inputs.get(2), inputs.get(3), reverse).t().matmul(d.slice(0, 0, rows));
            case 2 -> d.slice(0, rows, rows + x.size(1));
            default -> inputs.get(i).zerosLike();
        };
    }
}
