package dev.merapi.tensor.op;

import dev.merapi.simd.Elementwise;
import dev.merapi.simd.ElementwiseDouble;
import dev.merapi.simd.ElementwiseLong;
import dev.merapi.simd.Kernels;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Op;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;
import java.util.Locale;

/** y = whether f holds of a and b, element by element with broadcasting, as bool. Of NaN only {@code NE} holds. */
public record Compare(Elementwise.Comparison f) implements Op.Binary {
    @Override
    public String name() {
        return f.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public Spec spec(Spec a, Spec b) {
        if (a.dtype() != b.dtype()) {
            throw new ShapeException(
                    name() + ": dtypes " + a.dtype() + " and " + b.dtype() + " clash; cast one with to(...)");
        }
        return new Spec(DType.BOOL, Shape.broadcast(name(), a.shape(), b.shape()));
    }

    @Override
    public void forward(Tensor a, Tensor b, Tensor y) {
        if (a.dtype().bytes() == 1) {
            forward(Cast.of(a, DType.INT32), Cast.of(b, DType.INT32), y);
            return;
        }
        Tensor l = Rows.unitOrZero(a, y.shape());
        Tensor r = Rows.unitOrZero(b, y.shape());
        Rows rows = Rows.over(y.shape(), y, l, r);
        var kernel = Kernels.active().elementwise();
        switch (a.dtype()) {
            case FLOAT32 ->
                rows.forEach((n, at, step) -> kernel.compare(
                        f, l.segment(), at[1], step[1], r.segment(), at[2], step[2], y.segment(), at[0], n));
            case FLOAT64 ->
                rows.forEach((n, at, step) -> ElementwiseDouble.compare(
                        f, l.segment(), at[1], step[1], r.segment(), at[2], step[2], y.segment(), at[0], n));
            case INT32 ->
                rows.forEach((n, at, step) -> ElementwiseLong.compareInt(
                        f, l.segment(), at[1], step[1], r.segment(), at[2], step[2], y.segment(), at[0], n));
            default ->
                rows.forEach((n, at, step) -> ElementwiseLong.compare(
                        f, l.segment(), at[1], step[1], r.segment(), at[2], step[2], y.segment(), at[0], n));
        }
    }

    /** x &gt; 0, unrecorded: for the forward of other operators. */
    static Tensor positive(Tensor x) {
        Tensor y = Tensor.allocate(x.spec().with(DType.BOOL));
        new Compare(Elementwise.Comparison.GT).forward(x, Tensor.scalar(x.dtype(), 0), y);
        return y;
    }

    @Override
    public Tensor gradientA(Tensor dy, Tensor a, Tensor b, Tensor y) {
        return a.zerosLike();
    }

    @Override
    public Tensor gradientB(Tensor dy, Tensor a, Tensor b, Tensor y) {
        return b.zerosLike();
    }
}
