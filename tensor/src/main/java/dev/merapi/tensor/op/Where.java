package dev.merapi.tensor.op;

import dev.merapi.simd.ElementwiseDouble;
import dev.merapi.simd.ElementwiseLong;
import dev.merapi.simd.Kernels;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Op;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/** y = condition ? a : b, element by element; inputs are [condition, a, b], broadcast to one shape. */
public record Where() implements Op.Nary {
    @Override
    public List<String> inputNames() {
        return List.of("condition", "a", "b");
    }

    @Override
    public Spec spec(List<Spec> inputs) {
        Spec condition = inputs.get(0);
        Spec a = inputs.get(1);
        Spec b = inputs.get(2);
        if (condition.dtype() != DType.BOOL) {
            throw new ShapeException(
                    "where: the condition is " + condition + " but must be bool; compare it, as in x.ne(0)");
        }
        if (a.dtype() != b.dtype()) {
            throw new ShapeException(
                    "where: dtypes " + a.dtype() + " and " + b.dtype() + " clash; cast one with to(...)");
        }
        Shape values = Shape.broadcast("where", a.shape(), b.shape());
        return a.with(Shape.broadcast("where", condition.shape(), values));
    }

    @Override
    public void forward(List<Tensor> inputs, Tensor y) {
        Tensor c = expanded(inputs.get(0), y.shape());
        Tensor a = Rows.unitOrZero(inputs.get(1), y.shape());
        Tensor b = Rows.unitOrZero(inputs.get(2), y.shape());
        Rows.over(y.shape(), y, c, a, b).forEach(kernel(y.dtype(), c.segment(), a.segment(), b.segment(), y.segment()));
    }

    private static Rows.Body kernel(DType dtype, MemorySegment c, MemorySegment a, MemorySegment b, MemorySegment y) {
        var floats = Kernels.active().elementwise();
        return switch (dtype) {
            case FLOAT32 -> (n, at, step) -> floats.where(c, at[1], a, at[2], step[2], b, at[3], step[3], y, at[0], n);
            case FLOAT64 ->
                (n, at, step) -> ElementwiseDouble.where(c, at[1], a, at[2], step[2], b, at[3], step[3], y, at[0], n);
            case INT32 ->
                (n, at, step) -> ElementwiseLong.whereInt(c, at[1], a, at[2], step[2], b, at[3], step[3], y, at[0], n);
            case INT64 ->
                (n, at, step) -> ElementwiseLong.where(c, at[1], a, at[2], step[2], b, at[3], step[3], y, at[0], n);
            default -> (n, at, step) -> bytes(c, at[1], a, at[2], step[2], b, at[3], step[3], y, at[0], n);
        };
    }

    private static void bytes(
            MemorySegment c,
            long co,
            MemorySegment a,
            long ao,
            int as,
            MemorySegment b,
            long bo,
            int bs,
            MemorySegment y,
            long yo,
            int n) {
        for (int i = 0; i < n; i++) {
            byte l = a.get(ValueLayout.JAVA_BYTE, ao + (long) i * as);
            byte r = b.get(ValueLayout.JAVA_BYTE, bo + (long) i * bs);
            y.set(ValueLayout.JAVA_BYTE, yo + i, c.get(ValueLayout.JAVA_BYTE, co + i) != 0 ? l : r);
        }
    }

    /** The kernels read the condition byte after byte, so one that is broadcast is written out. */
    private static Tensor expanded(Tensor condition, Shape shape) {
        if (condition.shape().equals(shape)) {
            return Rows.unit(condition);
        }
        Tensor y = Tensor.allocate(new Spec(DType.BOOL, shape));
        Contiguous.copy(condition, y);
        return y;
    }

    @Override
    public Tensor gradient(int i, Tensor dy, List<Tensor> inputs, Tensor y) {
        Tensor condition = inputs.get(0);
        return switch (i) {
            case 1 -> condition.where(dy, 0);
            case 2 -> condition.where(0, dy);
            default -> condition.zerosLike();
        };
    }
}
