package dev.merapi.models.zoo;

import dev.merapi.models.layer.Described;
import dev.merapi.models.layer.Dropout;
import dev.merapi.models.layer.Embedding;
import dev.merapi.models.layer.Init;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.layer.Linear;
import dev.merapi.models.layer.Lstm;
import dev.merapi.models.layer.RecurrentOptions;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Scope;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.Unrolled;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Symbols [n, t] to the next one's logits [n, t, symbols]: embedding, layers of LSTM, a linear layer or, tied, the embedding's
 * table again. Source: Mikolov et al., "Recurrent neural network based language model", 2010; Zaremba et al., "Recurrent neural
 * network regularization", 2014, for where dropout goes; Press, Wolf, "Using the output embedding to improve language models",
 * 2017, for tying.
 *
 * @param output of its own; empty if it's tied
 * @param bias of a tied output [symbols]
 * @param dropout of what goes into the first layer and comes out of the last, in training
 */
public record LstmLanguageModel(
        Embedding embedding, Lstm lstm, Optional<Linear> output, Optional<Tensor> bias, double dropout)
        implements Layer {
    /** An output of its own; dropout as in the options between layers, and the same at both ends. */
    public static LstmLanguageModel of(int symbols, int width, int units, RecurrentOptions options, RandomKey key) {
        return new LstmLanguageModel(
                Embedding.of(symbols, width, key.fold("embedding")),
                Lstm.of(width, units, options, key.fold("lstm")),
                Optional.of(Linear.of(units, symbols, key.fold("output"))),
                Optional.empty(),
                options.dropout());
    }

    /** An output that is the embedding's table, so as wide as the state; the table from U(-0.1, 0.1), as in PyTorch's example. */
    public static LstmLanguageModel tied(int symbols, int units, RecurrentOptions options, RandomKey key) {
        return new LstmLanguageModel(
                new Embedding(Init.uniform(key.fold("embedding"), 0.1, symbols, units)),
                Lstm.of(units, units, options, key.fold("lstm")),
                Optional.empty(),
                Optional.of(Tensor.zeros(symbols)),
                options.dropout());
    }

    /** From zeros. */
    @Override
    public Tensor forward(Tensor x) {
        return run(x, List.of()).output();
    }

    /**
     * Goes on from a state: the logits, and h and c after the last symbol, each [layers, n, h].
     *
     * @param state what the symbols before left, detached if gradients shouldn't reach them; none for zeros
     */
    public Unrolled run(Tensor x, List<Tensor> state) {
        Dropout drop = new Dropout(dropout);
        Unrolled u = lstm.run(drop.forward(embedding.forward(x)), state, Optional.empty());
        return new Unrolled(logits(drop.forward(u.output())), u.state());
    }

    private Tensor logits(Tensor h) {
        return output.map(linear -> linear.forward(h)).orElseGet(() -> {
            Tensor y = h.reshape(h.size(0) * h.size(1), h.size(2))
                    .matmul(embedding.weight().t());
            return bias.map(y::add).orElse(y).reshape(h.size(0), h.size(1), y.size(1));
        });
    }

    /**
     * So many symbols behind a prompt, drawn one after another. The same sampling gives the same text.
     *
     * @param prompt one symbol at least
     */
    public long[] generate(long[] prompt, int count, Sampling sampling) {
        if (prompt.length == 0) {
            throw new IllegalArgumentException("generate: the prompt is empty; begin with one symbol at least");
        }
        long[] text = new long[count];
        List<Tensor> state = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long[] next = i == 0 ? prompt : new long[] {text[i - 1]};
            try (Scope scope = Scope.open()) {
                Unrolled u = run(Tensor.of(Shape.of(1, next.length), next), state);
                text[i] = sampling.next(u.output().select(1, -1), i)[0];
                state = List.copyOf(scope.keepAll(u.state()));
            }
        }
        return text;
    }

    @Override
    public String toString() {
        return Described.of(this);
    }
}
