package dev.merapi.tensor.op;

import dev.merapi.simd.Kernels;
import dev.merapi.simd.ReductionDouble;
import dev.merapi.simd.ReductionLong;
import dev.merapi.tensor.Op;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;

/** y[.., i] = x[.., 0] + ... + x[.., i] along the last axis. */
public record CumSum() implements Op.Unary {
    @Override
    public Spec spec(Spec x) {
        return Require.wide(this, x);
    }

    @Override
    public void forward(Tensor x, Tensor y) {
        Tensor in = Contiguous.of(x);
        LastAxis rows = LastAxis.of(in);
        int n = rows.cols();
        rows.forEach(1, (from, to) -> {
            for (int i = from; i < to; i++) {
                run(in, rows.at(in, i), y, rows.at(y, i), n);
            }
        });
    }

    private static void run(Tensor x, long xo, Tensor y, long yo, int n) {
        switch (x.dtype()) {
            case FLOAT32 -> Kernels.active().reduction().cumsum(x.segment(), xo, y.segment(), yo, n);
            case FLOAT64 -> ReductionDouble.cumsum(x.segment(), xo, y.segment(), yo, n);
            default -> ReductionLong.cumsum(x.segment(), xo, y.segment(), yo, n);
        }
    }

    @Override
    public Tensor gradient(Tensor dy, Tensor x, Tensor y) {
        return dy.flip(-1).cumsum(-1).flip(-1);
    }
}
