package dev.merapi.models.layer;

import dev.merapi.tensor.Tensor;
import java.util.List;

/**
 * y = f_n(... f_2(f_1(x))). Parameters are named by the layer's number: {@code 0.weight}. A {@link Relu} after a layer that
 * {@link FusesRelu} runs in one pass with it.
 */
public record Sequential(List<Layer> layers) implements Layer {
    /** Copies the list. */
    public Sequential {
        layers = List.copyOf(layers);
    }

    /** These layers, the first one first. */
    public static Sequential of(Layer... layers) {
        return new Sequential(List.of(layers));
    }

    @Override
    public Tensor forward(Tensor x) {
        Tensor y = x;
        for (int i = 0; i < layers.size(); i++) {
            if (layers.get(i) instanceof FusesRelu layer
                    && i + 1 < layers.size()
                    && layers.get(i + 1) instanceof Relu) {
                y = layer.forwardRelu(y);
                i++;
            } else {
                y = layers.get(i).forward(y);
            }
        }
        return y;
    }
}
