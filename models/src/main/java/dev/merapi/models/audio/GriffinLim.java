package dev.merapi.models.audio;

import dev.merapi.tensor.DType;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Scope;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;

/**
 * Sound of which only magnitudes are known: phases p are guessed, and then again and again those of the spectrum that
 * the sound of {@code magnitude p} really has are taken: {@code r_i = stft(istft(magnitude p_i))}, {@code p_(i+1) = u /
 * |u|} for {@code u = r_i - momentum / (1 + momentum) r_(i-1)}. As torchaudio's.
 *
 * <p>Source: D. W. Griffin and J. S. Lim, 1984; with momentum N. Perraudin et al., "A fast Griffin-Lim algorithm",
 * 2013.
 *
 * @param momentum from 0 to below 1
 */
public record GriffinLim(Stft stft, int iterations, double momentum) {
    private static final double TINY = 1e-16;

    /** Checks the numbers. */
    public GriffinLim {
        if (iterations < 0 || !(momentum >= 0 && momentum < 1)) {
            throw new IllegalArgumentException("Griffin-Lim with " + iterations + " iterations and momentum " + momentum
                    + " doesn't converge; use 0 or more, and 0 to below 1");
        }
    }

    /** torchaudio's default: 32 iterations with momentum 0.99. */
    public static GriffinLim of(Stft stft) {
        return new GriffinLim(stft, 32, 0.99);
    }

    /** Samples [.., n] with magnitudes [.., bins, frames], from the random phases that the key gives. */
    public Tensor of(Tensor magnitude, RandomKey key) {
        try (Scope scope = Scope.open()) {
            double[] turns =
                    key.uniform(magnitude.shape().dims()).to(DType.FLOAT64).toDoubleArray();
            double[] re = new double[turns.length];
            double[] im = new double[turns.length];
            for (int i = 0; i < turns.length; i++) {
                re[i] = StrictMath.cos(2 * Math.PI * turns[i]);
                im[i] = StrictMath.sin(2 * Math.PI * turns[i]);
            }
            Shape shape = magnitude.shape();
            return scope.keep(refine(magnitude, new Spectrum(Tensor.of(shape, re), Tensor.of(shape, im))));
        }
    }

    /** The same from given phases, complex numbers of magnitude 1. */
    public Tensor refine(Tensor magnitude, Spectrum phases) {
        if (magnitude.rank() < 2 || !magnitude.shape().equals(phases.real().shape())) {
            throw new ShapeException("Griffin-Lim: magnitudes " + magnitude.spec() + " and phases "
                    + phases.real().spec() + " must both be [.., bins, frames]");
        }
        try (Scope scope = Scope.open()) {
            Tensor wide = magnitude.to(DType.FLOAT64);
            Spectrum phase = wide(phases);
            Spectrum before = phase.times(wide.zerosLike());
            for (int i = 0; i < iterations; i++) {
                Spectrum rebuilt = stft.of(stft.inverse(phase.times(wide)));
                phase = unit(rebuilt, before, momentum / (1 + momentum));
                before = rebuilt;
            }
            return scope.keep(stft.inverse(phase.times(wide)).to(magnitude.dtype()));
        }
    }

    private static Spectrum wide(Spectrum s) {
        return new Spectrum(s.real().to(DType.FLOAT64), s.imaginary().to(DType.FLOAT64));
    }

    private static Spectrum unit(Spectrum rebuilt, Spectrum before, double share) {
        Spectrum u = new Spectrum(
                rebuilt.real().sub(before.real().mul(share)),
                rebuilt.imaginary().sub(before.imaginary().mul(share)));
        return u.times(u.magnitude().add(TINY).reciprocal());
    }
}
