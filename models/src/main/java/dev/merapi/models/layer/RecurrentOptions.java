package dev.merapi.models.layer;

/**
 * What {@link Rnn}, {@link Lstm} and {@link Gru} have in common.
 *
 * @param layers one over another
 * @param bias whether there are biases
 * @param bidirectional whether each layer also runs from each sample's end, and puts out both states side by side
 * @param dropout in training, the part of what goes from one layer to the next that becomes 0
 * @param recurrentDropout in training, the part of the state h that no gate sees; the same units in all steps of a sample. Source:
 *     Gal, Ghahramani, "A theoretically grounded application of dropout in recurrent neural networks", 2016. Steps then run one
 *     by one, more slowly.
 */
public record RecurrentOptions(
        int layers, boolean bias, boolean bidirectional, double dropout, double recurrentDropout) {
    /** One layer with biases in one direction, no dropout. */
    public static final RecurrentOptions DEFAULT = new RecurrentOptions(1, true, false, 0, 0);

    /** Checks the numbers. */
    public RecurrentOptions {
        if (layers < 1) {
            throw new IllegalArgumentException("a recurrent network of " + layers + " layers has no state; ask for 1");
        }
        Dropout.check("the dropout between a recurrent network's layers", dropout);
        Dropout.check("the recurrent dropout of a network's state", recurrentDropout);
    }

    /** With so many layers. */
    public RecurrentOptions layers(int n) {
        return new RecurrentOptions(n, bias, bidirectional, dropout, recurrentDropout);
    }

    /** Without biases. */
    public RecurrentOptions withoutBias() {
        return new RecurrentOptions(layers, false, bidirectional, dropout, recurrentDropout);
    }

    /** In both directions. */
    public RecurrentOptions inBothDirections() {
        return new RecurrentOptions(layers, bias, true, dropout, recurrentDropout);
    }

    /** With dropout between layers. */
    public RecurrentOptions dropout(double p) {
        return new RecurrentOptions(layers, bias, bidirectional, p, recurrentDropout);
    }

    /** With dropout of the state. */
    public RecurrentOptions recurrentDropout(double p) {
        return new RecurrentOptions(layers, bias, bidirectional, dropout, p);
    }

    /** 2 or 1. */
    public int directions() {
        return bidirectional ? 2 : 1;
    }
}
