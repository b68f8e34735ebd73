package dev.merapi.models.layer;

import dev.merapi.tensor.Tensor;

/**
 * y = x Phi(x), Phi the normal distribution function. Source: Hendrycks, Gimpel, "Gaussian error linear units", 2016.
 *
 * @param tanh whether Phi is approximated by a hyperbolic tangent, as in GPT-2; by default it isn't
 */
public record Gelu(boolean tanh) implements Layer {
    /** By the error function. */
    public Gelu() {
        this(false);
    }

    @Override
    public Tensor forward(Tensor x) {
        return tanh ? x.geluTanh() : x.gelu();
    }
}
