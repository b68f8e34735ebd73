package dev.merapi.tensor;

/** Shapes, axes or dtypes that don't fit an operator; the message names the operator, what clashes and the likely fix. */
public final class ShapeException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    /** One sentence: what was asked, what clashed, what to do. */
    public ShapeException(String message) {
        super(message);
    }
}
