package dev.merapi.tensor.op;

import dev.merapi.simd.Kernels;
import dev.merapi.simd.RecurrenceDouble;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Op;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * The gradient of {@link Lstm} with regard to x and the first h and c, back through all steps: rows [(4 t + 2) n, h]. Inputs:
 * dy [(t + 2) n, h], then Lstm's, the trace filled.
 */
public record LstmGrad(boolean reverse) implements Op.Fused {
    @Override
    public List<String> inputNames() {
        return List.of("dy", "x", "W", "h", "c", "lengths", "trace");
    }

    @Override
    public Spec spec(List<Spec> inputs) {
        Shape x = inputs.get(1).shape();
        Require.twins(this, inputs.getFirst(), Lstm.check(this, inputs.subList(1, 7), true));
        return inputs.get(0).with(Shape.of((4 * x.dim(0) + 2) * x.dim(1), x.dim(2) / 4));
    }

    /** 2 * 4 h for each unit of each step. */
    @Override
    public long flops(List<Tensor> inputs, Tensor dx) {
        return (2L * dx.size(1) + 10) * inputs.get(1).size();
    }

    @Override
    public void forward(List<Tensor> inputs, Tensor dx) {
        int h = dx.size(1);
        Tensor dy = Contiguous.of(inputs.get(0));
        Steps steps = Steps.of(this, inputs.get(1), h, reverse, inputs.get(5));
        if (steps.ragged()) {
            Fill.zero(dx);
        }
        long states = steps.t() * steps.block();
        Steps.copy(dy, dy.offset() + states, dx, 4 * states, (int) (2 * steps.block()));
        Tensor spare = Tensor.allocate(dx.spec().with(Shape.of(steps.ragged() ? steps.n() : 0, h)));
        steps.forEach(true, new Way(steps, dy, Steps.turned(inputs.get(2)), inputs.get(6), spare, dx)::step);
    }

    /** The gradients of the states are at the end of dx, where each step changes them. */
    private record Way(Steps steps, Tensor dy, Tensor turned, Tensor trace, Tensor spare, Tensor dx) {
        void step(int s, int from, int to) {
            steps.active(s, from, to, this::gates);
            if (steps.ragged()) {
                steps.span(s, from, to, (_, a, b) -> multiply(s, a, b, spare, (long) a * steps.h()));
                steps.active(s, from, to, this::take);
            } else {
                multiply(s, from, to, dx, state(from));
            }
        }

        private long state(int row) {
            return 4L * steps.t() * steps.block() + (long) row * steps.h();
        }

        private void gates(int s, int from, int to) {
            int h = steps.h();
            long at = s * steps.block() + (long) from * h;
            long ho = state(from);
            long co = ho + steps.block();
            long found = 4L * steps.t() * steps.block() + at;
            var ys = dy.segment();
            var ts = trace.segment();
            var xs = dx.segment();
            long yo = dy.offset() + at;
            if (dx.dtype() == DType.FLOAT32) {
                Kernels.active()
                        .recurrence()
                        .lstmGradient(to - from, h, ys, yo, xs, ho, xs, co, ts, 4 * at, ts, found, xs, 4 * at);
            } else {
                RecurrenceDouble.lstmGradient(to - from, h, ys, yo, xs, ho, xs, co, ts, 4 * at, ts, found, xs, 4 * at);
            }
        }

        private void multiply(int s, int from, int to, Tensor c, long co) {
            int h = steps.h();
            long at = 4 * (s * steps.block() + (long) from * h);
            Steps.product(to - from, h, 4 * h, dx, at, turned, c, co, h);
        }

        private void take(int s, int from, int to) {
            Steps.copy(spare, (long) from * steps.h(), dx, state(from), (to - from) * steps.h());
        }
    }

    /** What a step found and made. */
    private record Step(Tensor i, Tensor f, Tensor g, Tensor o, Tensor c, Tensor tanh) {}

    @Override
    public Tensor composed(List<Tensor> inputs) {
        Tensor dy = inputs.get(0);
        Tensor x = inputs.get(1);
        Tensor lengths = inputs.get(5);
        int t = x.size(0);
        int n = x.size(1);
        Step[] steps = forward(inputs);
        Tensor turned = inputs.get(2).t();
        Tensor dh = dy.slice(0, t * n, (t + 1) * n);
        Tensor dc = dy.slice(0, (t + 1) * n, (t + 2) * n);
        Tensor[] dx = new Tensor[t];
        for (int k = t - 1; k >= 0; k--) {
            int s = reverse ? t - 1 - k : k;
            Step a = steps[s];
            Tensor e = dy.slice(0, s * n, (s + 1) * n).add(dh);
            Tensor u = dc.add(e.mul(a.o).apply(new TanhGrad(), a.tanh));
            Tensor gates = Tensor.concat(
                    1,
                    u.mul(a.g).apply(new SigmoidGrad(), a.i),
                    u.mul(a.c).apply(new SigmoidGrad(), a.f),
                    u.mul(a.i).apply(new TanhGrad(), a.g),
                    e.mul(a.tanh).apply(new SigmoidGrad(), a.o));
            Tensor before = gates.matmul(turned);
            if (lengths.size() == 0) {
                dx[s] = gates;
                dh = before;
                dc = u.mul(a.f);
            } else {
                Tensor mask = Steps.mask(lengths, s);
                dx[s] = mask.where(gates, 0);
                dh = mask.where(before, dh);
                dc = mask.where(u.mul(a.f), dc);
            }
        }
        List<Tensor> rows = new ArrayList<>();
        for (Tensor d : dx) {
            rows.add(d.reshape(4 * n, dh.size(1)));
        }
        rows.add(dh);
        rows.add(dc);
        return Tensor.concat(0, rows);
    }

    private Step[] forward(List<Tensor> inputs) {
        Tensor x = inputs.get(1);
        Tensor h = inputs.get(3);
        Tensor c = inputs.get(4);
        Tensor lengths = inputs.get(5);
        int t = x.size(0);
        int width = h.size(1);
        Step[] steps = new Step[t];
        for (int k = 0; k < t; k++) {
            int s = reverse ? t - 1 - k : k;
            Tensor a = x.select(0, s).add(h.matmul(inputs.get(2)));
            Tensor i = a.slice(1, 0, width).sigmoid();
            Tensor f = a.slice(1, width, 2 * width).sigmoid();
            Tensor g = a.slice(1, 2 * width, 3 * width).tanh();
            Tensor o = a.slice(1, 3 * width, 4 * width).sigmoid();
            Tensor next = f.mul(c).add(i.mul(g));
            steps[s] = new Step(i, f, g, o, c, next.tanh());
            Tensor output = o.mul(steps[s].tanh);
            c = lengths.size() == 0 ? next : Steps.mask(lengths, s).where(next, c);
            h = lengths.size() == 0 ? output : Steps.mask(lengths, s).where(output, h);
        }
        return steps;
    }
}
