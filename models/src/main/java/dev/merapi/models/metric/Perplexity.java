package dev.merapi.models.metric;

import dev.merapi.tensor.Tensor;
import java.util.Arrays;

/**
 * e^(-mean log p): between how many equally likely tokens a language model seems to choose.
 *
 * @param loss the sum of -log p of the tokens that were there
 * @param tokens how many there were
 */
public record Perplexity(ExactSum loss, long tokens) {
    /** Nothing counted yet. */
    public static final Perplexity NONE = new Perplexity(ExactSum.NONE, 0);

    /**
     * Of tokens' logits.
     *
     * @param logits [n, classes]
     * @param labels [n], integers
     */
    public static Perplexity of(Tensor logits, Tensor labels) {
        return of(logits, labels, Long.MIN_VALUE);
    }

    /**
     * The same without the tokens whose label is {@code ignored}, such as padding.
     *
     * @param logits [n, classes]
     * @param labels [n], integers
     */
    public static Perplexity of(Tensor logits, Tensor labels, long ignored) {
        Accuracy.check("perplexity", logits, labels);
        long[] classes = labels.toLongArray();
        double[] rows = logits.logSoftmax(1).toDoubleArray();
        int width = logits.size(1);
        double[] losses = new double[classes.length];
        int n = 0;
        for (int i = 0; i < classes.length; i++) {
            if (classes[i] != ignored) {
                int label =
                        Accuracy.label("perplexity", classes[i], i, width, "name the label of padding, if it's that");
                losses[n++] = -rows[i * width + label];
            }
        }
        return new Perplexity(ExactSum.of(Arrays.copyOf(losses, n)), n);
    }

    /** Both together. */
    public Perplexity plus(Perplexity other) {
        return new Perplexity(loss.plus(other.loss), tokens + other.tokens);
    }

    /** The mean of -log p; 0 if nothing was counted. */
    public double meanLoss() {
        return tokens == 0 ? 0 : loss.value() / tokens;
    }

    /** The mean of -log2 p. */
    public double bitsPerToken() {
        return meanLoss() / StrictMath.log(2);
    }

    /** From 1. */
    public double value() {
        return StrictMath.exp(meanLoss());
    }
}
