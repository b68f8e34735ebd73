package dev.merapi.models.layer;

import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Attention.Causal;
import dev.merapi.tensor.op.Attention.Options;
import java.util.Optional;

/**
 * y = concat(head_1, ..., head_h) W_o with head_i = attention(q W_q, m W_k, m W_v) in the i-th part of the columns:
 * queries x [n, t, d], what they look at m [n, s, d], y [n, t, d] (Vaswani et al., "Attention is all you need", 2017,
 * section 3.2.2).
 *
 * <p>PyTorch's {@code nn.MultiheadAttention} keeps the three in one {@code in_proj_weight} [3 d, d]: its rows 0 to d,
 * to 2 d, to 3 d, transposed, are the weights of {@code qProj}, {@code kProj} and {@code vProj}, and {@code
 * in_proj_bias} has their biases; {@code out_proj} is {@code outProj}. {@link dev.merapi.models.train.TorchWeights} reads
 * and writes them so. In its boolean masks true hides a key; here true means that it may be seen, as in PyTorch's {@code
 * scaled_dot_product_attention}. Its two masks are made by {@link AttentionMasks}.
 *
 * @param kProj with fewer columns than {@code qProj}, neighbouring heads share keys and values
 * @param heads h: how many parts the columns of {@code qProj} have
 * @param dropout the part of the attention weights that becomes 0 in training, from 0 to 1
 * @param positions turns queries and keys by their positions, if present: those of {@link #attend} and {@link #weights} begin at 0,
 *     those of {@link #remember} and {@link #recall} go on where the cache is
 */
public record MultiHeadAttention(
        Linear qProj,
        Linear kProj,
        Linear vProj,
        Linear outProj,
        int heads,
        double dropout,
        Optional<RotaryPositions> positions)
        implements Layer {
    /** Checks the dropout, and that the heads divide the widths. */
    public MultiHeadAttention {
        Dropout.check("MultiHeadAttention's dropout", dropout);
        int width = qProj.weight().size(1);
        if (heads < 1 || width < heads || width % heads != 0 || kProj.weight().size(1) % (width / heads) != 0) {
            throw new ShapeException("MultiHeadAttention: " + heads + " heads don't divide queries of width " + width
                    + " and keys of width " + kProj.weight().size(1) + "; choose a divisor of both");
        }
    }

    /** Without positions. */
    public MultiHeadAttention(Linear qProj, Linear kProj, Linear vProj, Linear outProj, int heads, double dropout) {
        this(qProj, kProj, vProj, outProj, heads, dropout, Optional.empty());
    }

    /** All of one width, without dropout; PyTorch's initialization: Xavier for the three, biases 0. */
    public static MultiHeadAttention of(int width, int heads, RandomKey key) {
        return of(width, heads, 0, key);
    }

    /** All of one width. */
    public static MultiHeadAttention of(int width, int heads, double dropout, RandomKey key) {
        Linear out = Linear.withoutBias(width, width, key.fold("outProj"));
        return new MultiHeadAttention(
                projection(width, key.fold("qProj")),
                projection(width, key.fold("kProj")),
                projection(width, key.fold("vProj")),
                new Linear(out.weight(), Optional.of(Tensor.zeros(width))),
                heads,
                dropout);
    }

    /** U(-a, a) with a = sqrt(6 / (d + 3 d)): Xavier's for the three weights as one. */
    private static Linear projection(int width, RandomKey key) {
        Tensor weight = Init.uniform(key.fold("weight"), Math.sqrt(6.0 / (4.0 * width)), width, width);
        return new Linear(weight, Optional.of(Tensor.zeros(width)));
    }

    /** The same with rotary positions, of sequences up to a length. */
    public MultiHeadAttention rotary(int longest) {
        return new MultiHeadAttention(
                qProj, kProj, vProj, outProj, heads, dropout, Optional.of(RotaryPositions.of(longest, headWidth())));
    }

    /** Self-attention without a mask. */
    @Override
    public Tensor forward(Tensor x) {
        return attend(x, x, Optional.empty(), Causal.NONE);
    }

    /** Queries from x [n, t, d] look at m [n, s, d] through a mask [n|1, h|1, t|1, s], see {@link AttentionMasks}. */
    public Tensor attend(Tensor x, Tensor m, Optional<Tensor> mask, Causal causal) {
        return attend(x, m, m, mask, causal);
    }

    /** The same with what is looked for in k [n, s, dk] and what is found there in v [n, s, dv]. */
    public Tensor attend(Tensor x, Tensor k, Tensor v, Optional<Tensor> mask, Causal causal) {
        return mix(queries(x, 0), keys(k, 0), values(v), mask, causal);
    }

    /** What {@link #attend} without a rule multiplies the values by, [n, h, t, s]. */
    public Tensor weights(Tensor x, Tensor m, Optional<Tensor> mask) {
        Tensor q = queries(x, 0);
        Tensor k = keys(m, 0);
        mask.ifPresent(AttentionMasks::check);
        return mask.map(shown -> q.attentionWeights(k, shown, Options.DEFAULT))
                .orElseGet(() -> q.attentionWeights(k, Options.DEFAULT));
    }

    /** Adds the keys and values of m [n, s, d] to what the cache holds. */
    public void remember(Tensor m, KvCache cache) {
        cache.append(keys(m, cache.length()), values(m));
    }

    /**
     * Queries from x [n, t, d], of the last t positions, look at what the cache holds: with {@link Causal#LOWER_RIGHT}, at what
     * came before them.
     */
    public Tensor recall(Tensor x, KvCache cache, Optional<Tensor> mask, Causal causal) {
        return mix(queries(x, cache.length() - x.size(1)), cache.keys(), cache.values(), mask, causal);
    }

    /** An empty cache for so many samples and positions. */
    public KvCache cache(int batch, int capacity) {
        return KvCache.of(batch, keyHeads(), capacity, headWidth(), valueWidth());
    }

    private Tensor mix(Tensor q, Tensor k, Tensor v, Optional<Tensor> mask, Causal causal) {
        mask.ifPresent(AttentionMasks::check);
        Options plain = Options.DEFAULT.causal(causal);
        Options options = Training.current()
                .filter(_ -> dropout > 0)
                .map(training -> plain.dropout(dropout, training.nextKey()))
                .orElse(plain);
        Tensor y = mask.map(m -> q.attention(k, v, m, options)).orElseGet(() -> q.attention(k, v, options));
        return outProj.forward(y.transpose(1, 2).reshape(y.size(0), y.size(2), y.size(1) * y.size(3)));
    }

    private int headWidth() {
        return qProj.weight().size(1) / heads;
    }

    private int keyHeads() {
        return kProj.weight().size(1) / headWidth();
    }

    private int valueWidth() {
        return vProj.weight().size(1) / keyHeads();
    }

    private Tensor queries(Tensor x, int from) {
        return turned(split(x, qProj, headWidth()), from);
    }

    private Tensor keys(Tensor m, int from) {
        return turned(split(m, kProj, headWidth()), from);
    }

    private Tensor turned(Tensor x, int from) {
        return positions.map(p -> p.forward(x, from)).orElse(x);
    }

    private Tensor values(Tensor m) {
        return split(m, vProj, valueWidth());
    }

    /** [n, t, d] as [n, heads, t, width]: a view, which attention reads where it lies. */
    private static Tensor split(Tensor x, Linear projection, int width) {
        if (x.rank() != 3) {
            throw new ShapeException("MultiHeadAttention: the input " + x.shape()
                    + " should be [n, length, width]; unsqueeze(0) a single sequence");
        }
        Tensor y = projection.forward(x);
        return y.reshape(x.size(0), x.size(1), y.size(2) / width, width).transpose(1, 2);
    }
}
