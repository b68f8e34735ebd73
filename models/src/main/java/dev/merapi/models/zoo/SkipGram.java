package dev.merapi.models.zoo;

import dev.merapi.models.layer.Embedding;
import dev.merapi.models.layer.Init;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Scope;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;

/**
 * y[i, j] = input[word[i]] . output[other[i, j]]: logits of whether a word was found near another in a text, or is
 * noise. Trained on {@link dev.merapi.models.text.WordPairs} with a binary cross-entropy it's skip-gram with negative
 * sampling; the input's rows are the words' vectors. Source: Mikolov et al., "Distributed representations of words
 * and phrases and their compositionality", 2013, equation 4.
 *
 * @param input a vector for each word
 * @param output a vector for each word as another's neighbour
 */
public record SkipGram(Embedding input, Embedding output) {
    /** The input from U(-1 / 2 d, 1 / 2 d), the output zeros, as word2vec begins. */
    public static SkipGram of(int symbols, int width, RandomKey key) {
        return new SkipGram(
                new Embedding(Init.uniform(key.fold("input"), 0.5 / width, symbols, width)),
                new Embedding(Tensor.zeros(symbols, width)));
    }

    /** Logits [n, m] of words [n] and m others of each [n, m]. */
    public Tensor forward(Tensor words, Tensor others) {
        if (words.rank() != 1 || others.rank() != 2 || words.size(0) != others.size(0)) {
            throw new ShapeException("SkipGram: words " + words.shape() + " and others " + others.shape()
                    + " should be [n] and [n, m], m for each word");
        }
        return output.forward(others).matmul(input.forward(words).unsqueeze(2)).squeeze(2);
    }

    /** The cosine of the angle between a word's vector and each word's [symbols]; 1 is its own. */
    public float[] similarities(int word) {
        return similarities(input.weight().select(0, word));
    }

    /** The cosine of the angle between a vector [width] and each word's [symbols]. */
    public float[] similarities(Tensor vector) {
        try (Scope _ = Scope.open()) {
            Tensor v = vector.div(vector.square().sum().sqrt().maximum(1e-12));
            return units().matmul(v.unsqueeze(1)).squeeze(1).toFloatArray();
        }
    }

    /** The words' vectors at length 1: [symbols, width]. */
    public Tensor units() {
        Tensor w = input.weight();
        return w.div(w.square().sum(1).sqrt().maximum(1e-12).unsqueeze(1));
    }
}
