package dev.merapi.models.optim;

import dev.merapi.simd.Kernels;
import dev.merapi.tensor.Tensor;

/** m += fresh (p - m) for a mean and its parameter. */
record RunningMean(double fresh) implements Elementwise.Rule {
    @Override
    public String name() {
        return "average";
    }

    /** The parameter is read; the mean is read and written. */
    @Override
    public int passes() {
        return 3;
    }

    @Override
    public void float32(String name, Tensor m, Tensor p, int from, int n) {
        Kernels.active()
                .optimizer()
                .average((float) fresh, m.segment(), m.offset() + from, p.segment(), p.offset() + from, n);
    }

    @Override
    public void float64(String name, Tensor m, Tensor p) {
        m.assign(m.add(p.sub(m).mul(fresh)));
    }
}
