package dev.merapi.tensor;

/** What is known of a tensor before its elements: dtype and shape. */
public record Spec(DType dtype, Shape shape) {
    /** The same dtype, another shape. */
    public Spec with(Shape shape) {
        return new Spec(dtype, shape);
    }

    /** The same shape, another dtype. */
    public Spec with(DType dtype) {
        return new Spec(dtype, shape);
    }

    /** As {@code float32 [2, 3]}. */
    @Override
    public String toString() {
        return dtype + " " + shape;
    }
}
