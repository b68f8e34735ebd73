package dev.merapi.models.layer;

import dev.merapi.tensor.HeapArray;
import dev.merapi.tensor.Tensor;

/**
 * How a transformer's layers are built; the defaults are PyTorch's.
 *
 * @param width the features of a position, d
 * @param heads of each attention
 * @param hidden the features between a layer's two linear ones
 * @param dropout after each part of a layer, within it, and of attention weights
 * @param activation between the two linear layers
 * @param normFirst whether each part's input is normalized (as in GPT-2) instead of its sum with the result
 */
public record TransformerOptions(
        int width, int heads, int hidden, double dropout, Activation activation, boolean normFirst) {
    /** What comes between the two linear layers. */
    public enum Activation {
        /** max(x, 0). */
        RELU,
        /** x Phi(x), as in BERT. */
        GELU,
        /** Its form with tanh, as in GPT-2. */
        GELU_TANH
    }

    /** What a layer's objects take of the heap, at least. */
    private static final int LAYER_BYTES = 1 << 10;

    /** 2048 hidden features, dropout 0.1, relu, normalization last. */
    public TransformerOptions(int width, int heads) {
        this(width, heads, 2048, 0.1, Activation.RELU, false);
    }

    /** With another number of hidden features. */
    public TransformerOptions hidden(int features) {
        return new TransformerOptions(width, heads, features, dropout, activation, normFirst);
    }

    /** With another dropout. */
    public TransformerOptions dropout(double p) {
        return new TransformerOptions(width, heads, hidden, p, activation, normFirst);
    }

    /** With another activation. */
    public TransformerOptions activation(Activation function) {
        return new TransformerOptions(width, heads, hidden, dropout, function, normFirst);
    }

    /** With normalization first, or last. */
    public TransformerOptions normFirst(boolean first) {
        return new TransformerOptions(width, heads, hidden, dropout, activation, first);
    }

    /** {@code dropout(linear2(dropout(activation(linear1(x)))))}. */
    Tensor feedForward(Linear linear1, Linear linear2, Tensor x) {
        Tensor h = switch (activation) {
            case RELU -> linear1.forwardRelu(x);
            case GELU -> linear1.forward(x).gelu();
            case GELU_TANH -> linear1.forward(x).geluTanh();
        };
        return drop(linear2.forward(drop(h)));
    }

    Tensor drop(Tensor x) {
        return dropout == 0 ? x : new Dropout(dropout).forward(x);
    }

    /** The depth of a stack of such layers, or the error. */
    static int checkDepth(String stack, int depth) {
        if (depth < 1) {
            throw new IllegalArgumentException(stack + ": a depth of " + depth + " layers isn't one; use 1 or more");
        }
        return HeapArray.length(stack, depth, LAYER_BYTES);
    }
}
