package dev.merapi.models.zoo;

import dev.merapi.models.layer.Embedding;
import dev.merapi.models.layer.Init;
import dev.merapi.models.layer.Layer;
import dev.merapi.tensor.RandomKey;
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
}
