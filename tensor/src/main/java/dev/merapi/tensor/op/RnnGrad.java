package dev.merapi.tensor.op;

import dev.merapi.simd.Elementwise;
import dev.merapi.simd.ElementwiseDouble;
import dev.merapi.simd.Kernels;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Op;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * The gradient of {@link Rnn} with regard to x and the first h, back through all steps: rows [(t + 1) n, h]. Inputs: dy and y
 * [(t + 1) n, h], W, lengths.
 *
 * @param x the shape of Rnn's x
 */
public record RnnGrad(boolean reverse, boolean relu, Shape x) implements Op.Fused {
    @Override
    public List<String> inputNames() {
        return List.of("dy", "y", "W", "lengths");
    }

    @Override
    public Spec spec(List<Spec> inputs) {
        Spec steps = inputs.getFirst().with(x);
        Spec output = Steps.spec(this, 1, steps, inputs.get(2), List.of(), inputs.get(3));
        Spec rows = output.with(Shape.of((x.dim(0) + 1) * x.dim(1), x.dim(2)));
        Require.twins(this, inputs.get(0), rows);
        Require.twins(this, inputs.get(1), rows);
        return rows;
    }

    /** 2 h for each unit of each step. */
    @Override
    public long flops(List<Tensor> inputs, Tensor dx) {
        return (2L * dx.size(1) + 4) * dx.size();
    }

    @Override
    public void forward(List<Tensor> inputs, Tensor dx) {
        int h = dx.size(1);
        Tensor dy = Contiguous.of(inputs.get(0));
        Tensor y = Contiguous.of(inputs.get(1));
        Tensor steps3 = y.view(x, x.strides(), y.offset());
        Steps steps = Steps.of(this, steps3, h, reverse, inputs.get(3));
        if (steps.ragged()) {
            Fill.zero(dx);
        }
        long states = steps.t() * steps.block();
        Steps.copy(dy, dy.offset() + states, dx, states, (int) steps.block());
        Tensor spare = Tensor.allocate(dx.spec().with(Shape.of(steps.ragged() ? steps.n() : 0, h)));
        steps.forEach(true, new Way(steps, dy, y, Steps.turned(inputs.get(2)), spare, relu, dx)::step);
    }

    /** The gradient of the state is at the end of dx, where each step changes it. */
    private record Way(Steps steps, Tensor dy, Tensor y, Tensor turned, Tensor spare, boolean relu, Tensor dx) {
        void step(int s, int from, int to) {
            steps.active(s, from, to, this::activation);
            if (steps.ragged()) {
                steps.span(s, from, to, (_, a, b) -> multiply(s, a, b, spare, (long) a * steps.h()));
                steps.active(s, from, to, this::take);
            } else {
                multiply(s, from, to, dx, state(from));
            }
        }

        private long state(int row) {
            return steps.t() * steps.block() + (long) row * steps.h();
        }

        private long at(int s, int row) {
            return s * steps.block() + (long) row * steps.h();
        }

        private void activation(int s, int from, int to) {
            int n = (to - from) * steps.h();
            long at = at(s, from);
            long ho = state(from);
            var add = Elementwise.Binary.ADD;
            var back = relu ? Elementwise.Binary.RELU_GRAD : Elementwise.Binary.TANH_GRAD;
            var gs = dy.segment();
            var ys = y.segment();
            var xs = dx.segment();
            long go = dy.offset() + at;
            long yo = y.offset() + at;
            if (dx.dtype() == DType.FLOAT32) {
                var kernel = Kernels.active().elementwise();
                kernel.binary(add, gs, go, 1, xs, ho, 1, xs, at, n);
                kernel.binary(back, xs, at, 1, ys, yo, 1, xs, at, n);
            } else {
                ElementwiseDouble.binary(add, gs, go, 1, xs, ho, 1, xs, at, n);
                ElementwiseDouble.binary(back, xs, at, 1, ys, yo, 1, xs, at, n);
            }
        }

        private void multiply(int s, int from, int to, Tensor c, long co) {
            int h = steps.h();
            Steps.product(to - from, h, h, dx, at(s, from), turned, c, co, h);
        }

        private void take(int s, int from, int to) {
            Steps.copy(spare, (long) from * steps.h(), dx, state(from), (to - from) * steps.h());
        }
    }

    @Override
    public Tensor composed(List<Tensor> inputs) {
        Tensor dy = inputs.get(0);
        Tensor y = inputs.get(1);
        Tensor lengths = inputs.get(3);
        Tensor turned = inputs.get(2).t();
        int t = x.dim(0);
        int n = x.dim(1);
        Op.Binary back = relu ? new ReluGrad() : new TanhGrad();
        Tensor dh = dy.slice(0, t * n, (t + 1) * n);
        Tensor[] dx = new Tensor[t];
        for (int k = t - 1; k >= 0; k--) {
            int s = reverse ? t - 1 - k : k;
            Tensor e = dy.slice(0, s * n, (s + 1) * n).add(dh);
            Tensor d = e.apply(back, y.slice(0, s * n, (s + 1) * n));
            boolean all = lengths.size() == 0;
            dx[s] = all ? d : Steps.mask(lengths, s).where(d, 0);
            dh = all ? d.matmul(turned) : Steps.mask(lengths, s).where(d.matmul(turned), dh);
        }
        List<Tensor> rows = new ArrayList<>(List.of(dx));
        rows.add(dh);
        return Tensor.concat(0, rows);
    }
}
