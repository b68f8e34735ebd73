package dev.merapi.models.layer;

import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;

/**
 * y[.., i, :] = x[.., i, :] + pe[i, :] with pe[i, 2 j] = sin(i / 10000^(2 j / d)) and pe[i, 2 j + 1] = cos of the same,
 * for x [.., t, d]. Source: Vaswani et al., "Attention is all you need", 2017, section 3.5.
 *
 * @param pe [longest, d], not trained
 */
public record SinusoidalPositions(Buffer pe) implements Layer {
    /** For sequences up to a length. */
    public static SinusoidalPositions of(int length, int width) {
        return new SinusoidalPositions(new Buffer(Tabulated.of(Shape.of(length, width), at -> {
            int j = at % width;
            int i = at / width;
            double angle = i / StrictMath.pow(10000, (j - j % 2) / (double) width);
            return j % 2 == 0 ? StrictMath.sin(angle) : StrictMath.cos(angle);
        })));
    }

    @Override
    public Tensor forward(Tensor x) {
        return forward(x, 0);
    }

    /** For x whose first row is at position {@code from}. */
    public Tensor forward(Tensor x, int from) {
        return x.add(LearnedPositions.rows("SinusoidalPositions", pe.value(), x, from, 1));
    }
}
