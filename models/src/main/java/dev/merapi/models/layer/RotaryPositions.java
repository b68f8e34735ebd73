package dev.merapi.models.layer;

import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;
import java.util.function.IntToDoubleFunction;

/**
 * Turns the pair (x[.., i, j], x[.., i, j + d / 2]) by the angle i / base^(2 j / d), for queries and keys x [n, h, t,
 * d]: their products then depend on distances alone ({@link dev.merapi.tensor.op.Rotary}). Source: Su et al.,
 * "RoFormer", 2021.
 *
 * @param cos [longest, d / 2], not trained
 * @param sin [longest, d / 2], not trained
 */
public record RotaryPositions(Buffer cos, Buffer sin) implements Layer {
    /** For sequences up to a length and heads of a width, with a base of 10000. */
    public static RotaryPositions of(int length, int width) {
        return of(length, width, 10000);
    }

    /** With another base. */
    public static RotaryPositions of(int length, int width, double base) {
        int half = width / 2;
        Shape shape = Shape.of(length, half);
        IntToDoubleFunction angle = at -> {
            int i = at / half;
            return i / StrictMath.pow(base, 2.0 * (at % half) / width);
        };
        return new RotaryPositions(
                new Buffer(Tabulated.of(shape, at -> StrictMath.cos(angle.applyAsDouble(at)))),
                new Buffer(Tabulated.of(shape, at -> StrictMath.sin(angle.applyAsDouble(at)))));
    }

    @Override
    public Tensor forward(Tensor x) {
        return forward(x, 0);
    }

    /** For x whose first row is at position {@code from}, as after a cache of so many. */
    public Tensor forward(Tensor x, int from) {
        return x.rotary(
                LearnedPositions.rows("RotaryPositions", cos.value(), x, from, 2),
                LearnedPositions.rows("RotaryPositions", sin.value(), x, from, 2));
    }
}
