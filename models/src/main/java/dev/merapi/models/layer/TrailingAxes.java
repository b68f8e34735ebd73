package dev.merapi.models.layer;

import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.util.function.UnaryOperator;

/** The last axes of x, which a normalization takes together. */
record TrailingAxes(String layer, Shape sizes) {
    static TrailingAxes of(String layer, int... sizes) {
        if (sizes.length == 0) {
            throw new ShapeException(layer + "() normalizes over no axis; name the sizes of the last ones");
        }
        return new TrailingAxes(layer, Shape.of(sizes));
    }

    /** All of them as one axis. */
    Shape row() {
        return Shape.of(sizes.size());
    }

    /** A parameter of these axes as a vector. */
    Tensor flat(Tensor parameter) {
        return parameter.rank() == 1 ? parameter : parameter.flatten();
    }

    /** f of x with these axes as one. */
    Tensor apply(Tensor x, UnaryOperator<Tensor> f) {
        int front = x.rank() - sizes.rank();
        if (front < 0 || !x.shape().slice(front, x.rank()).equals(sizes)) {
            throw new ShapeException(layer + "(" + named() + "): the input " + x.shape() + " should "
                    + (sizes.rank() == 1
                            ? "have " + named()
                                    + " features on its last axis; give the layer the width of what comes before"
                            : "end with axes of " + named() + "; give the layer the last sizes of what comes before"));
        }
        return sizes.rank() == 1
                ? f.apply(x)
                : f.apply(x.reshape(x.shape().slice(0, front).concat(row()).dims()))
                        .reshape(x.shape().dims());
    }

    private String named() {
        String dims = sizes.toString();
        return dims.substring(1, dims.length() - 1);
    }
}
