package dev.merapi.models.layer;

import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;

/**
 * How many inputs each output of a weight sums, and how many outputs each input reaches.
 *
 * @param in the inputs of an output
 * @param out the outputs of an input
 */
public record Fan(int in, int out) {
    /** Which of the two. */
    public enum Mode {
        /** The inputs of an output. */
        IN,
        /** The outputs of an input. */
        OUT
    }

    /** Of a linear layer's weight [in, out] or a convolution's [out, in, ...], whose kernel's places all count. */
    public static Fan of(int... dims) {
        if (dims.length < 2) {
            throw new ShapeException("fan: a weight " + Shape.of(dims)
                    + " has no inputs and outputs; it should be [in, out] or [out, in, ...]");
        }
        int places = Shape.of(dims).slice(2, dims.length).size();
        return dims.length == 2
                ? new Fan(dims[0], dims[1])
                : new Fan(
                        Shape.of(dims[1], places).size(),
                        Shape.of(dims[0], places).size());
    }

    /** The one of this mode. */
    public int by(Mode mode) {
        return mode == Mode.IN ? in : out;
    }
}
