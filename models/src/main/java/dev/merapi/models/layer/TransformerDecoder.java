package dev.merapi.models.layer;

import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * y = norm(layer_k(.. layer_1(x, m), m)) for x and y [n, t, d] and a memory m [n, s, d]: decoder layers one after the
 * other, and a last normalization where the layers normalize first. The same as {@code torch.nn.TransformerDecoder}.
 * Source: Vaswani et al., "Attention is all you need", 2017, section 3.1.
 */
public record TransformerDecoder(List<TransformerDecoderLayer> layers, Optional<LayerNorm> norm) {
    /** Copies the list. */
    public TransformerDecoder {
        layers = List.copyOf(layers);
    }

    /** Random parameters. */
    public static TransformerDecoder of(TransformerOptions options, int depth, RandomKey key) {
        List<TransformerDecoderLayer> layers = IntStream.range(
                        0, TransformerOptions.checkDepth("TransformerDecoder", depth))
                .mapToObj(i ->
                        TransformerDecoderLayer.of(options, key.fold("layers").fold(i)))
                .toList();
        return new TransformerDecoder(
                layers, options.normFirst() ? Optional.of(LayerNorm.of(options.width())) : Optional.empty());
    }

    /** x [n, t, d] looks at itself up to each position, and at memory [n, s, d] through a mask, say [n, 1, 1, s]. */
    public Tensor forward(Tensor x, Tensor memory, Optional<Tensor> memoryMask) {
        Tensor y = x;
        for (TransformerDecoderLayer layer : layers) {
            y = layer.forward(y, memory, memoryMask);
        }
        return normalized(y);
    }

    /** How much the last layer's positions look at those of the memory: [n, heads, t, s]. */
    public Tensor weights(Tensor x, Tensor memory, Optional<Tensor> memoryMask) {
        Tensor y = x;
        for (TransformerDecoderLayer layer : layers.subList(0, layers.size() - 1)) {
            y = layer.forward(y, memory, memoryMask);
        }
        return layers.getLast().weights(y, memory, memoryMask);
    }

    /** Each layer's cache of a memory, with room for {@code capacity} positions. */
    public List<TransformerDecoderLayer.Cache> caches(Tensor memory, int capacity) {
        return layers.stream().map(layer -> layer.cache(memory, capacity)).toList();
    }

    /** The next positions, after those in the caches. */
    public Tensor next(Tensor x, List<TransformerDecoderLayer.Cache> caches, Optional<Tensor> memoryMask) {
        Tensor y = x;
        for (int i = 0; i < layers.size(); i++) {
            y = layers.get(i).next(y, caches.get(i), memoryMask);
        }
        return normalized(y);
    }

    private Tensor normalized(Tensor y) {
        return norm.map(n -> n.forward(y)).orElse(y);
    }
}
