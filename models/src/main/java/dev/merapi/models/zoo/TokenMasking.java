package dev.merapi.models.zoo;

import dev.merapi.models.data.Batch;
import dev.merapi.models.loss.CrossEntropy;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;

/**
 * What a masked language model learns from: a share of a text's ids is chosen; of those 80 % become the mask's id, 10 %
 * a random one, 10 % stay, and the model must name them all. Source: Devlin et al., "BERT", 2019, section 3.1. Each
 * place's draw depends on the key and the place alone.
 *
 * @param vocabulary how many ids there are
 * @param firstWord ids below it have a meaning of their own (padding, classes, the mask), and are neither chosen nor
 *     drawn
 * @param mask the id that hides a word
 * @param share how many are chosen, 0.15 in the paper
 */
public record TokenMasking(int vocabulary, int firstWord, int mask, double share) {
    /** Checks the numbers. */
    public TokenMasking {
        if (!(share > 0 && share < 1) || firstWord < 0 || firstWord >= vocabulary || mask < 0 || mask >= vocabulary) {
            throw new IllegalArgumentException("masking " + share + " of " + vocabulary + " ids from " + firstWord
                    + " on with id " + mask
                    + " can't be; the share is between 0 and 1, the ids below the size of the vocabulary");
        }
    }

    /** The changed ids [n, t], and as targets [n, t] the chosen places' own ids, {@link CrossEntropy#IGNORE} elsewhere. */
    public Batch apply(Tensor ids, RandomKey key) {
        Shape shape = ids.shape();
        long[] from = ids.toLongArray();
        double[] chosen = key.fold("chosen").uniform(from.length).toDoubleArray();
        double[] kind = key.fold("kind").uniform(from.length).toDoubleArray();
        double[] word = key.fold("word").uniform(from.length).toDoubleArray();
        long[] to = from.clone();
        long[] targets = new long[from.length];
        for (int i = 0; i < from.length; i++) {
            boolean hidden = from[i] >= firstWord && chosen[i] < share;
            targets[i] = hidden ? from[i] : CrossEntropy.IGNORE;
            if (hidden && kind[i] < 0.9) {
                to[i] = kind[i] < 0.8 ? mask : firstWord + (long) (word[i] * (vocabulary - firstWord));
            }
        }
        return new Batch(Tensor.of(shape, to), Tensor.of(shape, targets));
    }
}
