package dev.merapi.models.layer;

import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Attention.Causal;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * y = norm(layer_k(.. layer_1(x))) for x and y [n, t, d]: encoder layers one after the other, and a last normalization
 * where the layers normalize first. The same as {@code torch.nn.TransformerEncoder}. Source: Vaswani et al., "Attention
 * is all you need", 2017, section 3.1.
 */
public record TransformerEncoder(List<TransformerEncoderLayer> layers, Optional<LayerNorm> norm) implements Layer {
    /** Copies the list. */
    public TransformerEncoder {
        layers = List.copyOf(layers);
    }

    /** Random parameters. */
    public static TransformerEncoder of(TransformerOptions options, int depth, RandomKey key) {
        List<TransformerEncoderLayer> layers = IntStream.range(
                        0, TransformerOptions.checkDepth("TransformerEncoder", depth))
                .mapToObj(i ->
                        TransformerEncoderLayer.of(options, key.fold("layers").fold(i)))
                .toList();
        return new TransformerEncoder(
                layers, options.normFirst() ? Optional.of(LayerNorm.of(options.width())) : Optional.empty());
    }

    @Override
    public Tensor forward(Tensor x) {
        return forward(x, Optional.empty());
    }

    /** With a mask [n|1, heads|1, t|1, t]: of padding {@link AttentionMasks#ofKeys}, true where there is none. */
    public Tensor forward(Tensor x, Optional<Tensor> mask) {
        Tensor y = x;
        for (TransformerEncoderLayer layer : layers) {
            y = layer.forward(y, mask, Causal.NONE);
        }
        Tensor last = y;
        return norm.map(n -> n.forward(last)).orElse(last);
    }
}
