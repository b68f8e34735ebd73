package dev.merapi.tensor.op;

import dev.merapi.simd.ElementwiseDouble;
import dev.merapi.simd.Kernels;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Op;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;

/** y = min(max(x, low), high); NaN stays NaN. The gradient passes where low &lt;= x &lt;= high. */
public record Clamp(double low, double high) implements Op.Unary {
    @Override
    public Spec spec(Spec x) {
        return Pointwise.floating(this, x);
    }

    @Override
    public void forward(Tensor x, Tensor y) {
        Tensor in = Rows.unit(x);
        Rows rows = Rows.over(y.shape(), y, in);
        if (x.dtype() == DType.FLOAT32) {
            var kernel = Kernels.active().elementwise();
            float l = (float) low;
            float h = (float) high;
            rows.forEach((n, at, step) -> kernel.clamp(in.segment(), at[1], l, h, y.segment(), at[0], n));
        } else {
            rows.forEach(
                    (n, at, step) -> ElementwiseDouble.clamp(in.segment(), at[1], low, high, y.segment(), at[0], n));
        }
    }

    @Override
    public Tensor gradient(Tensor dy, Tensor x, Tensor y) {
        return x.ge(low).logicalAnd(x.le(high)).where(dy, 0);
    }
}
