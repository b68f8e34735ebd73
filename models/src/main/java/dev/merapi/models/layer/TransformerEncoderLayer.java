package dev.merapi.models.layer;

import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Attention.Causal;
import java.util.Optional;

/**
 * h = norm1(x + attention(x)), y = norm2(h + W_2 f(W_1 h)); or with normalization first h = x + attention(norm1(x)), y
 * = h + W_2 f(W_1 norm2(h)): x and y [n, t, d]. The same as PyTorch's {@code nn.TransformerEncoderLayer} with {@code
 * batch_first}. Source: Vaswani et al., "Attention is all you need", 2017, figure 1, left.
 */
public record TransformerEncoderLayer(
        MultiHeadAttention selfAttn,
        Linear linear1,
        Linear linear2,
        LayerNorm norm1,
        LayerNorm norm2,
        TransformerOptions options)
        implements Layer {
    /** Random parameters, as PyTorch draws them. */
    public static TransformerEncoderLayer of(TransformerOptions options, RandomKey key) {
        int width = options.width();
        return new TransformerEncoderLayer(
                MultiHeadAttention.of(width, options.heads(), options.dropout(), key.fold("selfAttn")),
                Linear.of(width, options.hidden(), key.fold("linear1")),
                Linear.of(options.hidden(), width, key.fold("linear2")),
                LayerNorm.of(width),
                LayerNorm.of(width),
                options);
    }

    @Override
    public Tensor forward(Tensor x) {
        return forward(x, Optional.empty(), Causal.NONE);
    }

    /** With a mask [n|1, heads|1, t|1, t], see {@link AttentionMasks}, and a rule: a decoder without an encoder is causal. */
    public Tensor forward(Tensor x, Optional<Tensor> mask, Causal causal) {
        if (options.normFirst()) {
            Tensor a = norm1.forward(x);
            Tensor h = x.add(options.drop(selfAttn.attend(a, a, mask, causal)));
            return h.add(options.feedForward(linear1, linear2, norm2.forward(h)));
        }
        Tensor h = norm1.forward(x.add(options.drop(selfAttn.attend(x, x, mask, causal))));
        return norm2.forward(h.add(options.feedForward(linear1, linear2, h)));
    }
}
