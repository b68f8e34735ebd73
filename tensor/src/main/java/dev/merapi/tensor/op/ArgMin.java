package dev.merapi.tensor.op;

import dev.merapi.simd.Kernels;
import dev.merapi.simd.ReductionDouble;
import dev.merapi.simd.ReductionLong;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Op;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;

/**
 * y = where along the last axis the smallest element is (int64); of equal ones the first; the first NaN wins over
 * all.
 */
public record ArgMin() implements Op.Unary {
    @Override
    public Spec spec(Spec x) {
        if (x.shape().dim(-1) == 0) {
            throw new ShapeException(
                    "argmin: " + x.shape() + " has no element along the axis, so there is none to choose");
        }
        return new Spec(DType.INT64, Require.wide(this, x).shape().remove(-1));
    }

    @Override
    public void forward(Tensor x, Tensor y) {
        Tensor in = Contiguous.of(x);
        LastAxis rows = LastAxis.of(in);
        rows.forEach(1, (from, to) -> {
            for (int i = from; i < to; i++) {
                Elements.set(y, i, find(in, rows.at(in, i), rows.cols()));
            }
        });
    }

    private static long find(Tensor x, long at, int n) {
        return switch (x.dtype()) {
            case FLOAT32 -> Kernels.active().reduction().argmin(x.segment(), at, n);
            case FLOAT64 -> ReductionDouble.argmin(x.segment(), at, n);
            default -> ReductionLong.argmin(x.segment(), at, n);
        };
    }

    /** An index doesn't change with x. */
    @Override
    public Tensor gradient(Tensor dy, Tensor x, Tensor y) {
        return x.zerosLike();
    }
}
