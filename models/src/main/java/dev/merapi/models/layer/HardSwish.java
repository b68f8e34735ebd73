package dev.merapi.models.layer;

import dev.merapi.tensor.Tensor;

/** y = x min(max(x + 3, 0), 6) / 6. Source: Howard et al., "Searching for MobileNetV3", 2019. */
public record HardSwish() implements Layer {
    @Override
    public Tensor forward(Tensor x) {
        return x.hardSwish();
    }
}
