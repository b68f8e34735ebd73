package dev.merapi.tensor.op;

import dev.merapi.simd.Elementwise;
import dev.merapi.simd.ElementwiseDouble;
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
 * The gradient of {@link Gru} with regard to x, the products h W and the first h, back through all steps: rows [(6 t + 1) n,
 * h]. Inputs: dy [(t + 1) n, h], then Gru's, the trace filled.
 */
public record GruGrad(boolean reverse) implements Op.Fused {
    @Override
    public List<String> inputNames() {
        return List.of("dy", "x", "W", "b", "h", "lengths", "trace");
    }

    @Override
    public Spec spec(List<Spec> inputs) {
        Shape x = inputs.get(1).shape();
        Require.twins(this, inputs.getFirst(), Gru.check(this, inputs.subList(1, 7), true));
        return inputs.get(0).with(Shape.of((6 * x.dim(0) + 1) * x.dim(1), x.dim(2) / 3));
    }

    /** 2 * 3 h for each unit of each step. */
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
        Steps.copy(dy, dy.offset() + states, dx, 6 * states, (int) steps.block());
        Tensor spare = Tensor.allocate(dx.spec().with(Shape.of(steps.n(), h)));
        steps.forEach(true, new Way(steps, dy, Steps.turned(inputs.get(2)), inputs.get(6), spare, dx)::step);
    }

    /** The gradient of the state is at the end of dx, where each step changes it. */
    private record Way(Steps steps, Tensor dy, Tensor turned, Tensor trace, Tensor spare, Tensor dx) {
        void step(int s, int from, int to) {
            steps.active(s, from, to, this::gates);
            steps.span(s, from, to, this::multiply);
            steps.active(s, from, to, this::add);
        }

        private long state(int row) {
            return 6L * steps.t() * steps.block() + (long) row * steps.h();
        }

        private long products(int s, int row) {
            return 3 * ((long) (steps.t() + s) * steps.block() + (long) row * steps.h());
        }

        private void gates(int s, int from, int to) {
            int h = steps.h();
            long at = s * steps.block() + (long) from * h;
            long ho = state(from);
            long po = products(s, from);
            long found = 4L * steps.t() * steps.block() + at;
            var ys = dy.segment();
            var ts = trace.segment();
            var xs = dx.segment();
            long yo = dy.offset() + at;
            if (dx.dtype() == DType.FLOAT32) {
                Kernels.active()
                        .recurrence()
                        .gruGradient(to - from, h, ys, yo, xs, ho, ts, 4 * at, ts, found, xs, 3 * at, xs, po);
            } else {
                RecurrenceDouble.gruGradient(to - from, h, ys, yo, xs, ho, ts, 4 * at, ts, found, xs, 3 * at, xs, po);
            }
        }

        private void multiply(int s, int from, int to) {
            int h = steps.h();
            Steps.product(to - from, h, 3 * h, dx, products(s, from), turned, spare, (long) from * h, h);
        }

        private void add(int s, int from, int to) {
            long at = (long) from * steps.h();
            int n = (to - from) * steps.h();
            var add = Elementwise.Binary.ADD;
            var xs = dx.segment();
            long ho = state(from);
            if (dx.dtype() == DType.FLOAT32) {
                var kernel = Kernels.active().elementwise();
                kernel.binary(add, xs, ho, 1, spare.segment(), at, 1, xs, ho, n);
            } else {
                ElementwiseDouble.binary(add, xs, ho, 1, spare.segment(), at, 1, xs, ho, n);
            }
        }
    }

    /** What a step found and made. */
    private record Step(Tensor r, Tensor z, Tensor m, Tensor n, Tensor h) {}

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
        Tensor[] dx = new Tensor[2 * t];
        for (int k = t - 1; k >= 0; k--) {
            int s = reverse ? t - 1 - k : k;
            Step a = steps[s];
            Tensor e = dy.slice(0, s * n, (s + 1) * n).add(dh);
            Tensor dn = e.mul(a.z.rsub(1)).apply(new TanhGrad(), a.n);
            Tensor dr = dn.mul(a.m).apply(new SigmoidGrad(), a.r);
            Tensor dz = e.mul(a.h.sub(a.n)).apply(new SigmoidGrad(), a.z);
            Tensor gates = Tensor.concat(1, dr, dz, dn);
            Tensor products = Tensor.concat(1, dr, dz, dn.mul(a.r));
            Tensor before = e.mul(a.z).add(products.matmul(turned));
            boolean all = lengths.size() == 0;
            dx[s] = all ? gates : Steps.mask(lengths, s).where(gates, 0);
            dx[t + s] = all ? products : Steps.mask(lengths, s).where(products, 0);
            dh = all ? before : Steps.mask(lengths, s).where(before, dh);
        }
        List<Tensor> rows = new ArrayList<>();
        for (Tensor d : dx) {
            rows.add(d.reshape(3 * n, dh.size(1)));
        }
        rows.add(dh);
        return Tensor.concat(0, rows);
    }

    private Step[] forward(List<Tensor> inputs) {
        Tensor x = inputs.get(1);
        Tensor h = inputs.get(4);
        Tensor lengths = inputs.get(5);
        int t = x.size(0);
        int width = h.size(1);
        Step[] steps = new Step[t];
        for (int k = 0; k < t; k++) {
            int s = reverse ? t - 1 - k : k;
            Tensor p = h.matmul(inputs.get(2));
            Tensor in = x.select(0, s);
            Tensor a = in.slice(1, 0, 2 * width).add(p.slice(1, 0, 2 * width)).sigmoid();
            Tensor r = a.slice(1, 0, width);
            Tensor z = a.slice(1, width, 2 * width);
            Tensor m = p.slice(1, 2 * width, 3 * width).add(inputs.get(3));
            Tensor n = in.slice(1, 2 * width, 3 * width).add(r.mul(m)).tanh();
            steps[s] = new Step(r, z, m, n, h);
            Tensor output = n.add(z.mul(h.sub(n)));
            h = lengths.size() == 0 ? output : Steps.mask(lengths, s).where(output, h);
        }
        return steps;
    }
}
