package dev.merapi.models.zoo;

import dev.merapi.models.layer.Dropout;
import dev.merapi.models.layer.Embedding;
import dev.merapi.models.layer.Init;
import dev.merapi.models.layer.SinusoidalPositions;
import dev.merapi.models.layer.TransformerDecoder;
import dev.merapi.models.layer.TransformerDecoderLayer;
import dev.merapi.models.layer.TransformerEncoder;
import dev.merapi.models.layer.TransformerOptions;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Scope;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * From a sequence to another: logits [n, t, target] of each target position's successor, from source ids [n, s] and
 * target ids [n, t]. Embeddings are multiplied by sqrt(d), and the target's give the logits too. Source: Vaswani et
 * al., "Attention is all you need", 2017, figure 1 and section 3.4.
 *
 * <p>A trainer is told where the target goes: {@code batch -> model.forward(batch.inputs(), batch.more().getFirst())},
 * with the target's ids but the last as more, and all but the first as targets; the paper's loss is
 * {@code new CrossEntropy(0.1).classAxis(-1).ignoreIndex(padding)}.
 */
public record Transformer(
        Embedding source,
        Embedding target,
        SinusoidalPositions positions,
        TransformerEncoder encoder,
        TransformerDecoder decoder,
        Config config) {
    /**
     * The sizes, and the ids with a meaning.
     *
     * @param source how many symbols there are
     * @param target how many there are on the other side
     * @param sourceLength the longest source
     * @param targetLength the longest target
     * @param depth layers of the encoder, and of the decoder
     * @param padding the id that fills sources, and isn't looked at
     * @param begin the id before a target's first
     * @param end the id after its last
     */
    public record Config(
            int source,
            int target,
            int sourceLength,
            int targetLength,
            int depth,
            TransformerOptions options,
            int padding,
            int begin,
            int end) {}

    /** Random parameters: embeddings from N(0, 1 / d), layers as PyTorch draws them. */
    public static Transformer of(Config c, RandomKey key) {
        int width = c.options().width();
        double std = 1 / Math.sqrt(width);
        return new Transformer(
                new Embedding(Init.normal(key.fold("source"), std, c.source(), width)),
                new Embedding(Init.normal(key.fold("target"), std, c.target(), width)),
                SinusoidalPositions.of(Math.max(c.sourceLength(), c.targetLength()), width),
                TransformerEncoder.of(c.options(), c.depth(), key.fold("encoder")),
                TransformerDecoder.of(c.options(), c.depth(), key.fold("decoder")),
                c);
    }

    /** Logits [n, t, target] from source ids [n, s] and target ids [n, t]. */
    public Tensor forward(Tensor sourceIds, Tensor targetIds) {
        Tensor memory = encode(sourceIds);
        return logits(decoder.forward(embedded(target, targetIds, 0), memory, Optional.of(seen(sourceIds))));
    }

    /** What the decoder looks at: [n, s, d]. */
    public Tensor encode(Tensor sourceIds) {
        return encoder.forward(embedded(source, sourceIds, 0), Optional.of(seen(sourceIds)));
    }

    /** [n, 1, 1, s]: true where there's no padding. */
    private Tensor seen(Tensor ids) {
        return ids.ne(config.padding()).reshape(ids.size(0), 1, 1, ids.size(1));
    }

    private Tensor embedded(Embedding table, Tensor ids, int from) {
        Tensor x = table.forward(ids).mul(Math.sqrt(config.options().width()));
        return new Dropout(config.options().dropout()).forward(positions.forward(x, from));
    }

    private Tensor logits(Tensor x) {
        return x.matmul(target.weight().t());
    }

    /** A target for each source [n, s], always of the most likely symbols: without {@code begin} and {@code end}. */
    public List<long[]> greedy(Tensor sourceIds) {
        try (Scope _ = Scope.open()) {
            int n = sourceIds.size(0);
            Optional<Tensor> mask = Optional.of(seen(sourceIds));
            List<TransformerDecoderLayer.Cache> caches = decoder.caches(encode(sourceIds), config.targetLength());
            long[][] found = new long[n][config.targetLength()];
            long[] last = new long[n];
            Arrays.fill(last, config.begin());
            int[] lengths = new int[n];
            boolean[] ended = new boolean[n];
            for (int t = 0; t < config.targetLength() && !all(ended); t++) {
                last = Sampling.GREEDY.next(next(last, t, caches, mask), t);
                for (int i = 0; i < n; i++) {
                    ended[i] |= last[i] == config.end();
                    if (!ended[i]) {
                        found[i][lengths[i]++] = last[i];
                    }
                }
            }
            long[][] cut = new long[n][];
            Arrays.setAll(cut, i -> Arrays.copyOf(found[i], lengths[i]));
            return List.of(cut);
        }
    }

    private static boolean all(boolean[] values) {
        for (boolean value : values) {
            if (!value) {
                return false;
            }
        }
        return true;
    }

    /** Logits [n, target] after the symbols at position t. */
    private Tensor next(long[] symbols, int t, List<TransformerDecoderLayer.Cache> caches, Optional<Tensor> mask) {
        Tensor x = embedded(target, Tensor.of(Shape.of(symbols.length, 1), symbols), t);
        return logits(decoder.next(x, caches, mask)).select(1, 0);
    }

    /**
     * The best target found for one source [1, s] with {@code width} beams, by log-probability over ((5 + length) /
     * 6)^alpha. Source: Wu et al., "Google's neural machine translation system", 2016, equation 14.
     */
    public long[] beam(Tensor sourceIds, int width, double alpha) {
        if (sourceIds.rank() != 2 || sourceIds.size(0) != 1 || width < 1) {
            throw new ShapeException("Transformer: " + width + " beams for the source " + sourceIds.shape()
                    + " can't be; give one source [1, s] and at least one beam");
        }
        try (Scope _ = Scope.open()) {
            Tensor memory = encode(sourceIds);
            Tensor repeated = memory.expand(width, memory.size(1), memory.size(2));
            var caches = decoder.caches(repeated, config.targetLength());
            Optional<Tensor> mask = Optional.of(seen(sourceIds));
            Beams beams = new Beams(width, alpha, config.begin(), config.end(), config.targetLength());
            for (int t = 0; t < config.targetLength() && !beams.done(); t++) {
                long[] from = beams.advance(next(beams.last(), t, caches, mask).logSoftmax(-1));
                caches.forEach(cache -> cache.self().reorder(from));
            }
            return beams.best();
        }
    }
}
