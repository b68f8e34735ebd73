package dev.merapi.models.audio;

import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;

/**
 * Complex numbers by frequency and time, as {@link Stft} makes them, of one signal or many.
 *
 * @param real [.., bins, frames]
 * @param imaginary [.., bins, frames]
 */
public record Spectrum(Tensor real, Tensor imaginary) {
    /** Checks that both parts fit together. */
    public Spectrum {
        if (real.rank() < 2 || !real.dtype().isFloating() || !real.spec().equals(imaginary.spec())) {
            throw new ShapeException("a spectrum's parts must both be float32 or float64 [.., bins, frames], but are "
                    + real.spec() + " and " + imaginary.spec());
        }
    }

    /** The number of frequencies. */
    public int bins() {
        return real.size(-2);
    }

    /** The number of moments. */
    public int frames() {
        return real.size(-1);
    }

    /** |z|^2 [.., bins, frames]. */
    public Tensor power() {
        return real.square().add(imaginary.square());
    }

    /** |z| [.., bins, frames]; its gradient at 0 is 0, as PyTorch's. */
    public Tensor magnitude() {
        Tensor power = power();
        Tensor heard = power.gt(0);
        // A square root's slope at 0 is infinite, and times 0 no number.
        return heard.where(heard.where(power, power.onesLike()).sqrt(), power);
    }

    Spectrum times(Tensor factor) {
        return new Spectrum(real.mul(factor), imaginary.mul(factor));
    }
}
