package dev.merapi.tensor.op;

import dev.merapi.tensor.Shape;

/** A shape seen from one axis: {@code outer} blocks of {@code size} runs of {@code inner} elements. */
record Along(int outer, int size, int inner) {
    static Along of(Shape shape, int axis) {
        return new Along(
                shape.slice(0, axis).size(),
                shape.dim(axis),
                shape.slice(axis + 1, shape.rank()).size());
    }
}
