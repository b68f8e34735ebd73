package dev.merapi.models.zoo;

import dev.merapi.models.layer.AttentionMasks;
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
import dev.merapi.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * From a sequence to another: logits [n, t, target] of each target position's successor, from source ids [n, s] and
 * target ids [n, t]. Embeddings are multiplied by sqrt(d), and the target's give the logits too. Source: Vaswani et
 * al., "Attention is all you need", 2017, figure 1 and section 3.4.
 *
 * <p>The paper's loss is {@code new CrossEntropy(0.1).classAxis(-1).ignoreIndex(padding)}.
 */
public record Transformer(
        Embedding source,
        Embedding target,
        SinusoidalPositions positions,
        TransformerEncoder encoder,
        TransformerDecoder decoder,
        Config config)
        implements Translator {
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
            int end) {
        /** Checks what targets are written by. */
        public Config {
            Search.check("Transformer", begin, end, targetLength, target);
        }
    }

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

    @Override
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
        return AttentionMasks.ofKeys(ids.ne(config.padding()));
    }

    private Tensor embedded(Embedding table, Tensor ids, int from) {
        Tensor x = table.forward(ids).mul(Math.sqrt(config.options().width()));
        return new Dropout(config.options().dropout()).forward(positions.forward(x, from));
    }

    private Tensor logits(Tensor x) {
        return x.matmul(target.weight().t());
    }

    @Override
    public Tensor alignments(Tensor sourceIds, Tensor targetIds) {
        Tensor x = embedded(target, targetIds, 0);
        return decoder.weights(x, encode(sourceIds), Optional.of(seen(sourceIds)))
                .mean(1);
    }

    @Override
    public List<long[]> greedy(Tensor sourceIds) {
        try (Scope _ = Scope.open()) {
            return search().greedy(new Writing(encode(sourceIds), sourceIds), sourceIds.size(0));
        }
    }

    @Override
    public List<long[]> beams(Tensor sourceIds, int width, double alpha) {
        try (Scope _ = Scope.open()) {
            int n = sourceIds.size(0);
            Tensor rows = Search.repeated(n, width);
            var decoding = new Writing(encode(sourceIds).indexSelect(0, rows), sourceIds.indexSelect(0, rows));
            return search().beams(decoding, n, width, alpha);
        }
    }

    private Search search() {
        return new Search(config.begin(), config.end(), config.targetLength());
    }

    /** Keys and values of what was written, and of the memory. */
    private final class Writing implements Decoding {
        private final Optional<Tensor> mask;
        private final List<TransformerDecoderLayer.Cache> caches;

        Writing(Tensor memory, Tensor sourceIds) {
            this.mask = Optional.of(seen(sourceIds));
            this.caches = decoder.caches(memory, config.targetLength());
        }

        @Override
        public Tensor next(long[] symbols, int t) {
            Tensor x = embedded(target, Tensor.of(Shape.of(symbols.length, 1), symbols), t);
            return logits(decoder.next(x, caches, mask)).select(1, 0);
        }

        @Override
        public void reorder(long[] rows) {
            caches.forEach(cache -> cache.self().reorder(rows));
        }
    }
}
