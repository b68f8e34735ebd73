package dev.merapi.models.layer;

import dev.merapi.tensor.Tensor;

/** y = 1.0507 x where x &gt; 0, else 1.7581 (e^x - 1). Source: Klambauer et al., "Self-normalizing neural networks", 2017. */
public record Selu() implements Layer {
    @Override
    public Tensor forward(Tensor x) {
        return x.selu();
    }
}
