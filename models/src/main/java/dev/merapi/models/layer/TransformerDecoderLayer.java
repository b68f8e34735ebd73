package dev.merapi.models.layer;

import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Attention.Causal;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * h = norm1(x + attention(x)), g = norm2(h + attention(h, memory)), y = norm3(g + W_2 f(W_1 g)), or with normalization
 * first: x and y [n, t, d], memory [n, s, d]. Self-attention is causal. The same as PyTorch's {@code
 * nn.TransformerDecoderLayer} with {@code batch_first} and a causal {@code tgt_mask}. Source: Vaswani et al.,
 * "Attention is all you need", 2017, figure 1, right.
 */
public record TransformerDecoderLayer(
        MultiHeadAttention selfAttn,
        MultiHeadAttention multiheadAttn,
        Linear linear1,
        Linear linear2,
        LayerNorm norm1,
        LayerNorm norm2,
        LayerNorm norm3,
        TransformerOptions options) {
    /** Random parameters, as PyTorch draws them. */
    public static TransformerDecoderLayer of(TransformerOptions options, RandomKey key) {
        int width = options.width();
        return new TransformerDecoderLayer(
                MultiHeadAttention.of(width, options.heads(), options.dropout(), key.fold("selfAttn")),
                MultiHeadAttention.of(width, options.heads(), options.dropout(), key.fold("multiheadAttn")),
                Linear.of(width, options.hidden(), key.fold("linear1")),
                Linear.of(options.hidden(), width, key.fold("linear2")),
                LayerNorm.of(width),
                LayerNorm.of(width),
                LayerNorm.of(width),
                options);
    }

    /** What a layer remembers while it generates: its own positions, and the memory's keys and values. */
    public record Cache(KvCache self, KvCache memory) {}

    /** With a mask of the memory [n|1, heads|1, t|1, s], see {@link AttentionMasks}. */
    public Tensor forward(Tensor x, Tensor memory, Optional<Tensor> memoryMask) {
        return run(
                x,
                a -> selfAttn.attend(a, a, Optional.empty(), Causal.UPPER_LEFT),
                a -> multiheadAttn.attend(a, memory, memoryMask, Causal.NONE));
    }

    /** How much each position looks at those of the memory in {@link #forward}: [n, heads, t, s]. */
    public Tensor weights(Tensor x, Tensor memory, Optional<Tensor> memoryMask) {
        Tensor a = options.normFirst() ? norm1.forward(x) : x;
        Tensor self = selfAttn.attend(a, a, Optional.empty(), Causal.UPPER_LEFT);
        Tensor h = x.add(options.drop(self));
        return multiheadAttn.weights(options.normFirst() ? norm2.forward(h) : norm1.forward(h), memory, memoryMask);
    }

    /** A cache that holds the memory's keys and values, with room for {@code capacity} positions. */
    public Cache cache(Tensor memory, int capacity) {
        KvCache seen = multiheadAttn.cache(memory.size(0), memory.size(1));
        multiheadAttn.remember(memory, seen);
        return new Cache(selfAttn.cache(memory.size(0), capacity), seen);
    }

    /** The next positions x [n, t, d] after those in the cache, which keeps them. */
    public Tensor next(Tensor x, Cache cache, Optional<Tensor> memoryMask) {
        return run(
                x,
                a -> {
                    selfAttn.remember(a, cache.self());
                    return selfAttn.recall(a, cache.self(), Optional.empty(), Causal.LOWER_RIGHT);
                },
                a -> multiheadAttn.recall(a, cache.memory(), memoryMask, Causal.NONE));
    }

    private Tensor run(Tensor x, UnaryOperator<Tensor> self, UnaryOperator<Tensor> cross) {
        if (options.normFirst()) {
            Tensor h = x.add(options.drop(self.apply(norm1.forward(x))));
            Tensor g = h.add(options.drop(cross.apply(norm2.forward(h))));
            return g.add(options.feedForward(linear1, linear2, norm3.forward(g)));
        }
        Tensor h = norm1.forward(x.add(options.drop(self.apply(x))));
        Tensor g = norm2.forward(h.add(options.drop(cross.apply(h))));
        return norm3.forward(g.add(options.feedForward(linear1, linear2, g)));
    }
}
