package dev.merapi.models.layer;

import dev.merapi.tensor.DType;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;

/**
 * y = x where x &gt; 0, else x weight, for x [n, c, ...]. Source: He et al., "Delving deep into rectifiers", 2015.
 *
 * @param weight [c], or [1] for all channels
 */
public record PRelu(Tensor weight) implements Layer {
    /** One weight of 0.25. */
    public static PRelu of() {
        return of(1);
    }

    /** A weight of 0.25 for each channel. */
    public static PRelu of(int channels) {
        return new PRelu(Tensor.full(DType.FLOAT32, Shape.of(channels), 0.25));
    }

    @Override
    public Tensor forward(Tensor x) {
        return x.prelu(weight);
    }

    @Override
    public String toString() {
        return Described.of(this);
    }
}
