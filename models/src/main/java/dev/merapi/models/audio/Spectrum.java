package dev.merapi.models.audio;

import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;

/**
 * Complex numbers by frequency and time, as {@link Stft} makes them.
 *
 * @param real [bins, frames]
 * @param imaginary [bins, frames]
 */
public record Spectrum(Tensor real, Tensor imaginary) {
    /** Checks that both parts fit together. */
    public Spectrum {
        if (real.rank() != 2 || !real.dtype().isFloating() || !real.spec().equals(imaginary.spec())) {
            throw new ShapeException("a spectrum's parts must both be float32 or float64 [bins, frames], but are "
                    + real.spec() + " and " + imaginary.spec());
        }
    }

    /** The number of frequencies. */
    public int bins() {
        return real.size(0);
    }

    /** The number of moments. */
    public int frames() {
        return real.size(1);
    }

    /** |z|^2 [bins, frames]. */
    public Tensor power() {
        return real.square().add(imaginary.square());
    }

    /** |z| [bins, frames]. */
    public Tensor magnitude() {
        return power().sqrt();
    }

    Spectrum times(Tensor factor) {
        return new Spectrum(real.mul(factor), imaginary.mul(factor));
    }
}
