package dev.merapi.models.zoo;

import dev.merapi.models.layer.Embedding;
import dev.merapi.models.layer.Init;
import dev.merapi.models.layer.Layer;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Scope;
import dev.merapi.tensor.Tensor;

/**
 * Symbols [..] to the next one's logits [.., symbols], which are the symbol's row of a table: the smallest neural language
 * model. Trained to the end it's the table of how often one symbol follows another.
 */
public record BigramModel(Embedding table) implements Layer {
    /** A table of zeros but for a little noise. */
    public static BigramModel of(int symbols, RandomKey key) {
        return new BigramModel(new Embedding(Init.normal(key.fold("table"), 0.01, symbols, symbols)));
    }

    @Override
    public Tensor forward(Tensor x) {
        return table.forward(x);
    }

    /** So many symbols behind a prompt, of which only the last is looked at. The same sampling gives the same text. */
    public long[] generate(long[] prompt, int count, Sampling sampling) {
        if (prompt.length == 0) {
            throw new IllegalArgumentException("generate: the prompt is empty; begin with one symbol at least");
        }
        long[] text = new long[count];
        long last = prompt[prompt.length - 1];
        for (int i = 0; i < count; i++) {
            try (Scope _ = Scope.open()) {
                text[i] = sampling.next(forward(Tensor.of(new long[] {last})), i)[0];
            }
            last = text[i];
        }
        return text;
    }
}
