package dev.merapi.models.layer;

/**
 * By how much larger weights should be for what follows them, so that the size of activations stays from layer to layer: as
 * PyTorch's {@code calculate_gain}.
 */
public final class Gain {
    /** Of nothing, a convolution, a linear layer, or the logistic function. */
    public static final double LINEAR = 1;

    /** Of the hyperbolic tangent. */
    public static final double TANH = 5.0 / 3;

    /** Of relu, which lets half of the squares through. */
    public static final double RELU = Math.sqrt(2);

    /** Of selu. */
    public static final double SELU = 0.75;

    private Gain() {}

    /** Of leaky relu: sqrt(2 / (1 + slope^2)). */
    public static double leakyRelu(double slope) {
        return Math.sqrt(2 / (1 + slope * slope));
    }
}
