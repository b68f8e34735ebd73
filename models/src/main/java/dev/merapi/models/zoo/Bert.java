package dev.merapi.models.zoo;

import dev.merapi.models.layer.AttentionMasks;
import dev.merapi.models.layer.Described;
import dev.merapi.models.layer.Dropout;
import dev.merapi.models.layer.Embedding;
import dev.merapi.models.layer.Init;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.layer.LayerNorm;
import dev.merapi.models.layer.LearnedPositions;
import dev.merapi.models.layer.Linear;
import dev.merapi.models.layer.TransformerEncoder;
import dev.merapi.models.layer.TransformerOptions;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.util.Optional;

/**
 * An encoder of text: ids [n, t] to features [n, t, d]; padding is not looked at. Source: Devlin et al., "BERT:
 * pre-training of deep bidirectional transformers for language understanding", 2019. A single kind of segment, so no
 * segment embeddings.
 *
 * @param norm of the embedded ids
 */
public record Bert(
        Embedding words, LearnedPositions positions, LayerNorm norm, TransformerEncoder encoder, Config config)
        implements Layer {
    /**
     * The sizes.
     *
     * @param context the longest text
     * @param padding the id that fills texts
     */
    public record Config(int vocabulary, int context, int layers, TransformerOptions options, int padding) {}

    /** Random parameters: embeddings from N(0, 0.02^2), layers as PyTorch draws them. */
    public static Bert of(Config c, RandomKey key) {
        int width = c.options().width();
        return new Bert(
                new Embedding(Init.normal(key.fold("words"), 0.02, c.vocabulary(), width)),
                LearnedPositions.of(c.context(), width, 0.02, key.fold("positions")),
                LayerNorm.of(width),
                TransformerEncoder.of(c.options(), c.layers(), key.fold("encoder")),
                c);
    }

    @Override
    public Tensor forward(Tensor ids) {
        if (ids.rank() != 2) {
            throw new ShapeException(
                    "Bert: the ids " + ids.shape() + " should be [n, length]; unsqueeze(0) a single text");
        }
        Tensor x = norm.forward(positions.forward(words.forward(ids)));
        Tensor seen = AttentionMasks.ofKeys(ids.ne(config.padding()));
        return encoder.forward(new Dropout(config.options().dropout()).forward(x), Optional.of(seen));
    }

    /**
     * Logits [n, t, vocabulary] of the words at each place, also of hidden ones: W_words norm(gelu(W x)) + bias.
     *
     * @param bias [vocabulary]
     */
    public record MaskedLm(Bert bert, Linear dense, LayerNorm norm, Tensor bias) implements Layer {
        /** Random parameters. */
        public static MaskedLm of(Bert bert, RandomKey key) {
            int width = bert.config().options().width();
            return new MaskedLm(
                    bert,
                    Linear.of(width, width, key.fold("dense")),
                    LayerNorm.of(width),
                    Tensor.zeros(bert.config().vocabulary()));
        }

        @Override
        public Tensor forward(Tensor ids) {
            return logits(bert.forward(ids));
        }

        /**
         * Logits [n, k, vocabulary] of the words at k places of each text alone: most of a text isn't hidden, and a
         * large vocabulary's logits take longer than the encoder.
         *
         * @param places int64 [n, k], each from 0 to t - 1
         */
        public Tensor forward(Tensor ids, Tensor places) {
            int n = ids.size(0);
            if (places.rank() != 2 || places.size(0) != n) {
                throw new ShapeException("Bert.MaskedLm: the places " + places.shape() + " of the ids " + ids.shape()
                        + " should be [" + n + ", k], k places in each text");
            }
            Tensor x = bert.forward(ids);
            int t = x.size(1);
            Tensor rows = Tensor.arange(n).mul(t).unsqueeze(1).add(places).flatten();
            Tensor h = x.reshape(n * t, x.size(2)).indexSelect(0, rows);
            return logits(h.reshape(n, places.size(1), x.size(2)));
        }

        private Tensor logits(Tensor x) {
            Tensor h = norm.forward(dense.forward(x).gelu());
            return h.matmul(bert.words().weight().t()).add(bias);
        }

        @Override
        public String toString() {
            return Described.of(this);
        }
    }

    /** Logits [n, classes] of texts, from the features of their first id: W_c dropout(tanh(W_p x[0])). */
    public record Classifier(Bert bert, Linear pooler, Linear classifier) implements Layer {
        /** Random parameters. */
        public static Classifier of(Bert bert, int classes, RandomKey key) {
            int width = bert.config().options().width();
            return new Classifier(
                    bert,
                    Linear.of(width, width, key.fold("pooler")),
                    Linear.of(width, classes, key.fold("classifier")));
        }

        @Override
        public Tensor forward(Tensor ids) {
            Tensor pooled = pooler.forward(bert.forward(ids).select(1, 0)).tanh();
            return classifier.forward(new Dropout(bert.config().options().dropout()).forward(pooled));
        }
    }
}
