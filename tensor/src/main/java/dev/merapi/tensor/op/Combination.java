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

/** An operator that combines two tensors element by element, broadcasting both. They have one dtype. */
public interface Combination extends Op.Binary {
    /** The function. */
    Elementwise.Binary function();

    /** Whether the function makes sense for integers. */
    default boolean takesIntegers() {
        return false;
    }

    @Override
    default Spec spec(Spec a, Spec b) {
        if (a.dtype() != b.dtype()) {
            throw new ShapeException(
                    name() + ": dtypes " + a.dtype() + " and " + b.dtype() + " clash; cast one with to(...)");
        }
        boolean integers = a.dtype() == DType.INT32 || a.dtype() == DType.INT64;
        if (!a.dtype().isFloating() && !(integers && takesIntegers())) {
            throw new ShapeException(name() + ": " + a.dtype() + " elements aren't combined so; cast them first, with"
                    + " to(DType." + (takesIntegers() ? "INT32)" : "FLOAT32)"));
        }
        return a.with(Shape.broadcast(name(), a.shape(), b.shape()));
    }

    @Override
    default void forward(Tensor a, Tensor b, Tensor y) {
        var f = function();
        var kernel = Kernels.active().elementwise();
        Tensor l = Rows.unitOrZero(a, y.shape());
        Tensor r = Rows.unitOrZero(b, y.shape());
        Rows rows = Rows.over(y.shape(), y, l, r);
        switch (y.dtype()) {
            case FLOAT32 ->
                rows.forEach((n, at, step) -> kernel.binary(
                        f, l.segment(), at[1], step[1], r.segment(), at[2], step[2], y.segment(), at[0], n));
            case FLOAT64 ->
                rows.forEach((n, at, step) -> ElementwiseDouble.binary(
                        f, l.segment(), at[1], step[1], r.segment(), at[2], step[2], y.segment(), at[0], n));
            case INT32 ->
                rows.forEach((n, at, step) -> ElementwiseLong.binaryInt(
                        f, l.segment(), at[1], step[1], r.segment(), at[2], step[2], y.segment(), at[0], n));
            default ->
                rows.forEach((n, at, step) -> ElementwiseLong.binary(
                        f, l.segment(), at[1], step[1], r.segment(), at[2], step[2], y.segment(), at[0], n));
        }
    }
}
