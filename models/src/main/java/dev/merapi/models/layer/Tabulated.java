package dev.merapi.models.layer;

import dev.merapi.tensor.DType;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.IntToDoubleFunction;

/** Tables of positions: written where they lie, for an array of one that is too large would fail without saying what it was for. */
final class Tabulated {
    private Tabulated() {}

    /** float32: element i in row-major order is f(i). */
    static Tensor of(Shape shape, IntToDoubleFunction f) {
        Tensor t = Tensor.allocate(new Spec(DType.FLOAT32, shape));
        MemorySegment y = t.segment();
        for (int i = 0; i < shape.size(); i++) {
            y.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) f.applyAsDouble(i));
        }
        return t;
    }
}
