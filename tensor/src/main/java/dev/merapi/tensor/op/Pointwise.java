package dev.merapi.tensor.op;

import dev.merapi.simd.Elementwise;
import dev.merapi.simd.ElementwiseDouble;
import dev.merapi.simd.ElementwiseLong;
import dev.merapi.simd.Kernels;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Op;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;

/** An operator that applies one function to each element. */
public interface Pointwise extends Op.Unary {
    /** The function. */
    Elementwise.Unary function();

    /** Whether the function makes sense for integers; otherwise they must be cast to a floating type first. */
    default boolean takesIntegers() {
        return false;
    }

    @Override
    default Spec spec(Spec x) {
        boolean integers = x.dtype() == DType.INT32 || x.dtype() == DType.INT64;
        return integers && takesIntegers() ? x : floating(this, x);
    }

    /** x if it floats, else the error. */
    static Spec floating(Op op, Spec x) {
        if (!x.dtype().isFloating()) {
            throw new ShapeException(op.name() + ": " + x + " doesn't float; cast it first, with to(DType.FLOAT32)");
        }
        return x;
    }

    @Override
    default void forward(Tensor x, Tensor y) {
        Tensor in = Rows.unit(x);
        var f = function();
        int cost = cost(f);
        var kernel = Kernels.active().elementwise();
        Rows rows = Rows.over(y.shape(), y, in);
        switch (x.dtype()) {
            case FLOAT32 ->
                rows.forEach(cost, (n, at, step) -> kernel.unary(f, in.segment(), at[1], y.segment(), at[0], n));
            case FLOAT64 ->
                rows.forEach(
                        cost, (n, at, step) -> ElementwiseDouble.unary(f, in.segment(), at[1], y.segment(), at[0], n));
            case INT32 ->
                rows.forEach((n, at, step) -> ElementwiseLong.unaryInt(f, in.segment(), at[1], y.segment(), at[0], n));
            default ->
                rows.forEach((n, at, step) -> ElementwiseLong.unary(f, in.segment(), at[1], y.segment(), at[0], n));
        }
    }

    private static int cost(Elementwise.Unary f) {
        return switch (f) {
            case NEG, ABS, SIGN, SQUARE, SQRT, RECIPROCAL, FLOOR, CEIL, ROUND, RELU, HARD_SIGMOID, HARD_SWISH -> 1;
            default -> 4;
        };
    }
}
