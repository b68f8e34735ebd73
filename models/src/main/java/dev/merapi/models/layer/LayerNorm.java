package dev.merapi.models.layer;

import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.util.Optional;

/**
 * y = (x - mean) / sqrt(var + eps) weight + bias along the last axis, with the biased variance, for x [.., d]. Source: Ba,
 * Kiros, Hinton, "Layer normalization", 2016.
 *
 * @param weight [d]
 * @param bias [d]
 * @param eps keeps the root away from 0
 */
public record LayerNorm(Tensor weight, Optional<Tensor> bias, double eps) implements Layer {
    /** With a bias. */
    public LayerNorm(Tensor weight, Tensor bias, double eps) {
        this(weight, Optional.of(bias), eps);
    }

    /** Weight 1, bias 0, eps 1e-5. */
    public static LayerNorm of(int width) {
        return new LayerNorm(Tensor.ones(width), Tensor.zeros(width), 1e-5);
    }

    /** Weight 1, no bias, eps 1e-5. */
    public static LayerNorm withoutBias(int width) {
        return new LayerNorm(Tensor.ones(width), Optional.empty(), 1e-5);
    }

    @Override
    public Tensor forward(Tensor x) {
        if (x.rank() == 0 || x.size(-1) != weight.size()) {
            throw new ShapeException("LayerNorm(" + weight.size() + "): the input " + x.shape() + " should have "
                    + weight.size() + " features on its last axis; give the layer the width of what comes before");
        }
        return x.layerNorm(weight, bias.orElseGet(weight::zerosLike), eps);
    }
}
