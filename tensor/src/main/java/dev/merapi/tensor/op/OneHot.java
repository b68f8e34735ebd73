package dev.merapi.tensor.op;

import dev.merapi.tensor.DType;
import dev.merapi.tensor.Op;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;

/** y[.., c] = 1 if x[..] = c, else 0, as float32, for c in [0, classes). */
public record OneHot(int classes) implements Op.Unary {
    /** At least one class. */
    public OneHot {
        if (classes < 1) {
            throw new ShapeException("oneHot: " + classes + " classes were asked for; there must be 1 or more");
        }
    }

    @Override
    public Spec spec(Spec x) {
        return new Spec(DType.FLOAT32, Require.index(this, x).shape().concat(Shape.of(classes)));
    }

    @Override
    public void forward(Tensor x, Tensor y) {
        int[] hot = Indices.of(this, x, classes);
        Fill.zero(y);
        for (int i = 0; i < hot.length; i++) {
            Elements.set(y, i * classes + hot[i], 1f);
        }
    }

    /** A class number has no gradient. */
    @Override
    public Tensor gradient(Tensor dy, Tensor x, Tensor y) {
        return x.zerosLike();
    }
}
