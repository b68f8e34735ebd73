package dev.merapi.models.zoo;

import dev.merapi.models.layer.Embedding;
import dev.merapi.models.layer.Gru;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.layer.Linear;
import dev.merapi.models.layer.Lstm;
import dev.merapi.models.layer.Recurrent;
import dev.merapi.models.layer.RecurrentOptions;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.HeapArray;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.Unrolled;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A text as symbols [n, t] to logits [n, classes]: embedding, a recurrent layer, its last state or the mean of all, a linear
 * layer. As in Keras's IMDB example.
 *
 * @param padding the symbol behind the end of shorter texts: from the last other symbol on, nothing is read; empty if all are t long
 */
public record TextClassifier(Embedding embedding, Recurrent rnn, Linear output, Pooling pooling, OptionalInt padding)
        implements Layer {
    /** What of a text's states is classified. */
    public enum Pooling {
        /** The last one, of both directions if there are two. */
        LAST,
        /** The mean of all. */
        MEAN
    }

    /** An LSTM and its last state. */
    public static TextClassifier lstm(int symbols, int width, int units, int classes, RandomKey key) {
        return of(symbols, Lstm.of(width, units, key.fold("rnn")), classes, key);
    }

    /** A GRU and its last state. */
    public static TextClassifier gru(int symbols, int width, int units, int classes, RandomKey key) {
        return of(symbols, Gru.of(width, units, key.fold("rnn")), classes, key);
    }

    /** An LSTM in both directions, and the mean of its states. */
    public static TextClassifier biLstm(int symbols, int width, int units, int classes, RandomKey key) {
        Lstm rnn = Lstm.of(width, units, RecurrentOptions.DEFAULT.inBothDirections(), key.fold("rnn"));
        return of(symbols, rnn, classes, key).pooling(Pooling.MEAN);
    }

    /** Any recurrent layer and its last state, embedding and output with random parameters. */
    public static TextClassifier of(int symbols, Recurrent rnn, int classes, RandomKey key) {
        int width = rnn.weights().getFirst().input().size(0);
        return new TextClassifier(
                Embedding.of(symbols, width, key.fold("embedding")),
                rnn,
                Linear.of(rnn.width(), classes, key.fold("output")),
                Pooling.LAST,
                OptionalInt.empty());
    }

    /** With another pooling. */
    public TextClassifier pooling(Pooling p) {
        return new TextClassifier(embedding, rnn, output, p, padding);
    }

    /** With texts that end where this symbol begins to fill up. */
    public TextClassifier padding(int symbol) {
        return new TextClassifier(embedding, rnn, output, pooling, OptionalInt.of(symbol));
    }

    @Override
    public Tensor forward(Tensor x) {
        Optional<Tensor> lengths = padding.isPresent() ? Optional.of(lengths(x, padding.getAsInt())) : Optional.empty();
        Unrolled states = rnn.run(embedding.forward(x), List.of(), lengths);
        Tensor pooled = switch (pooling) {
            case LAST -> rnn.last(states);
            case MEAN -> mean(states.output(), lengths);
        };
        return output.forward(pooled);
    }

    /** Beyond a text's end the states are 0. */
    private static Tensor mean(Tensor states, Optional<Tensor> lengths) {
        return lengths.map(l -> {
                    Tensor count = l.to(states.dtype()).maximum(1);
                    return states.sum(1).div(count.unsqueeze(1));
                })
                .orElseGet(() -> states.mean(1));
    }

    /** How many symbols each text [n, t] has up to the last that isn't padding: int64 [n]. */
    public static Tensor lengths(Tensor x, int padding) {
        int n = x.size(0);
        int t = x.size(1);
        long[] symbols = x.to(DType.INT64).toLongArray();
        long[] lengths = new long[HeapArray.length("TextClassifier", n, Long.BYTES)];
        for (int i = 0; i < n; i++) {
            int length = t;
            while (length > 0 && symbols[i * t + length - 1] == padding) {
                length--;
            }
            lengths[i] = length;
        }
        return Tensor.of(lengths);
    }
}
