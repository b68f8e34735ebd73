package dev.merapi.models.zoo;

import dev.merapi.models.layer.Dropout;
import dev.merapi.models.layer.Embedding;
import dev.merapi.models.layer.Init;
import dev.merapi.models.layer.KvCache;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.layer.LayerNorm;
import dev.merapi.models.layer.LearnedPositions;
import dev.merapi.models.layer.Linear;
import dev.merapi.models.layer.MultiHeadAttention;
import dev.merapi.tensor.HeapArray;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Scope;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Attention.Causal;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * GPT-2 in nanoGPT's form: ids [n, t] to logits [n, t, vocabulary] of each position's successor. The output's weights
 * are the embedding's. Sources: Radford et al., "Language models are unsupervised multitask learners", 2019; Karpathy's
 * nanoGPT.
 *
 * @param wte the symbols' rows
 * @param wpe the positions' rows
 * @param h the blocks
 */
public record Gpt(Embedding wte, LearnedPositions wpe, List<Block> h, LayerNorm lnF, Config config) implements Layer {
    /** Copies the list. */
    public Gpt {
        h = List.copyOf(h);
    }

    /**
     * The sizes.
     *
     * @param context the longest sequence
     * @param dropout of the embedded input, of attention's weights, and of what each half of a block adds
     * @param bias whether linear layers and norms have one
     */
    public record Config(int vocabulary, int context, int layers, int heads, int width, double dropout, boolean bias) {
        /** nanoGPT's recipe for a CPU: 4 layers of 4 heads, 128 wide, 64 characters; no dropout, no biases. */
        public static final Config NANO = new Config(65, 64, 4, 4, 128, 0, false);

        /** Checks the sizes. */
        public Config {
            if (Math.min(Math.min(vocabulary, context), Math.min(layers, Math.min(heads, width))) < 1) {
                throw new IllegalArgumentException("Gpt: a vocabulary of " + vocabulary + ", a context of " + context
                        + ", " + layers + " layers, " + heads + " heads and a width of " + width
                        + " are no model; all must be 1 or more");
            }
        }
    }

    /** h = x + attention(norm(x)), y = h + W_2 gelu(W_1 norm(h)). */
    public record Block(LayerNorm ln1, MultiHeadAttention attn, LayerNorm ln2, Linear fc, Linear proj, double dropout) {
        static Block of(Config c, RandomKey key) {
            // Each block adds twice to the sum that the last norm sees: their deviations are 1 / sqrt(2 layers) of the
            // others'.
            double last = 0.02 / Math.sqrt(2.0 * c.layers());
            MultiHeadAttention attention = new MultiHeadAttention(
                    linear(c, c.width(), c.width(), 0.02, key.fold("qProj")),
                    linear(c, c.width(), c.width(), 0.02, key.fold("kProj")),
                    linear(c, c.width(), c.width(), 0.02, key.fold("vProj")),
                    linear(c, c.width(), c.width(), last, key.fold("outProj")),
                    c.heads(),
                    c.dropout());
            return new Block(
                    norm(c),
                    attention,
                    norm(c),
                    linear(c, c.width(), 4 * c.width(), 0.02, key.fold("fc")),
                    linear(c, 4 * c.width(), c.width(), last, key.fold("proj")),
                    c.dropout());
        }

        private Tensor forward(Tensor x) {
            Tensor a = ln1.forward(x);
            return fed(x.add(dropped(attn.attend(a, a, Optional.empty(), Causal.UPPER_LEFT))));
        }

        private Tensor next(Tensor x, KvCache cache) {
            Tensor a = ln1.forward(x);
            attn.remember(a, cache);
            return fed(x.add(dropped(attn.recall(a, cache, Optional.empty(), Causal.LOWER_RIGHT))));
        }

        private Tensor fed(Tensor h) {
            return h.add(dropped(proj.forward(fc.forward(ln2.forward(h)).gelu())));
        }

        private Tensor dropped(Tensor x) {
            return dropout == 0 ? x : new Dropout(dropout).forward(x);
        }
    }

    /** What a block's objects take of the heap, at least. */
    private static final int BLOCK_BYTES = 1 << 10;

    /** GPT-2's random parameters: N(0, 0.02^2), smaller where a block adds to its input; biases 0. */
    public static Gpt of(Config c, RandomKey key) {
        List<Block> blocks = IntStream.range(0, HeapArray.length("Gpt", c.layers(), BLOCK_BYTES))
                .mapToObj(i -> Block.of(c, key.fold("h").fold(i)))
                .toList();
        return new Gpt(
                new Embedding(Init.normal(key.fold("wte"), 0.02, c.vocabulary(), c.width())),
                LearnedPositions.of(c.context(), c.width(), 0.02, key.fold("wpe")),
                blocks,
                norm(c),
                c);
    }

    private static LayerNorm norm(Config c) {
        return c.bias() ? LayerNorm.of(c.width()) : LayerNorm.withoutBias(c.width());
    }

    private static Linear linear(Config c, int in, int out, double std, RandomKey key) {
        return new Linear(
                Init.normal(key.fold("weight"), std, in, out),
                c.bias() ? Optional.of(Tensor.zeros(out)) : Optional.empty());
    }

    @Override
    public Tensor forward(Tensor ids) {
        Tensor x = embedded(ids, 0);
        for (Block block : h) {
            x = block.forward(x);
        }
        return logits(x);
    }

    /** An empty cache for each block. */
    public List<KvCache> caches(int batch) {
        return h.stream()
                .map(block -> block.attn().cache(batch, config.context()))
                .toList();
    }

    /**
     * The logits [n, t, vocabulary] of the next ids [n, t] after those in the caches: the bits that {@link #forward}
     * gives them.
     */
    public Tensor next(Tensor ids, List<KvCache> caches) {
        if (caches.isEmpty() || caches.size() != h.size()) {
            throw new IllegalArgumentException("Gpt: " + caches.size() + " caches were given for " + h.size()
                    + " blocks; take those that caches(batch) makes");
        }
        Tensor x = embedded(ids, caches.getFirst().length());
        for (int i = 0; i < h.size(); i++) {
            x = h.get(i).next(x, caches.get(i));
        }
        return logits(x);
    }

    private Tensor embedded(Tensor ids, int from) {
        if (ids.rank() != 2 || ids.size(1) == 0 || from + ids.size(1) > config.context()) {
            throw new ShapeException(
                    "Gpt: the ids " + ids.shape() + " after " + from + " earlier ones should be [n, length] with 1 to "
                            + config.context() + " positions in all; cut them");
        }
        Tensor x = wpe.forward(wte.forward(ids), from);
        return config.dropout() == 0 ? x : new Dropout(config.dropout()).forward(x);
    }

    private Tensor logits(Tensor x) {
        return lnF.forward(x).matmul(wte.weight().t());
    }

    /**
     * The ids [n, t] and {@code count} more. Past the model's context each symbol is found from the last {@code
     * context} ones anew, as nanoGPT does, for every position has changed.
     */
    public Tensor generate(Tensor ids, int count, Sampling sampling) {
        if (count < 0) {
            throw new IllegalArgumentException(
                    "Gpt: " + count + " more ids behind " + ids.shape() + " can't be generated; ask for 0 or more");
        }
        int n = ids.size(0);
        int t = ids.size(1);
        long[][] rows = new long[n][];
        long[] given = ids.toLongArray();
        for (int i = 0; i < n; i++) {
            rows[i] = Arrays.copyOf(Arrays.copyOfRange(given, i * t, (i + 1) * t), t + count);
        }
        try (Scope scope = Scope.open()) {
            List<KvCache> caches = caches(n);
            for (int end = t; end < t + count; end++) {
                int known = caches.getFirst().length();
                if (known > 0 && end > config.context()) {
                    caches.forEach(cache -> cache.truncate(0));
                    known = 0;
                }
                int from = known > 0 ? known : Math.max(0, end - config.context());
                append(rows, from, end, caches, sampling);
            }
            return scope.keep(window(rows, 0, t + count));
        }
    }

    private void append(long[][] rows, int from, int end, List<KvCache> caches, Sampling sampling) {
        try (Scope _ = Scope.open()) {
            Tensor last = next(window(rows, from, end), caches).select(1, end - from - 1);
            long[] symbols = sampling.next(last, end);
            for (int i = 0; i < rows.length; i++) {
                rows[i][end] = symbols[i];
            }
        }
    }

    private static Tensor window(long[][] rows, int from, int end) {
        long[] values = new long[rows.length * (end - from)];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], from, values, i * (end - from), end - from);
        }
        return Tensor.of(Shape.of(rows.length, end - from), values);
    }
}
