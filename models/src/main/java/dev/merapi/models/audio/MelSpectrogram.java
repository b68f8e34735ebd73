package dev.merapi.models.audio;

import dev.merapi.tensor.Tensor;

/**
 * {@code filters' |stft(x)|^power}: how loud each pitch is at each moment.
 *
 * @param power 2 for the power that torchaudio filters by default, 1 for magnitudes, which Tacotron takes
 */
public record MelSpectrogram(Stft stft, MelBank bank, int power) {
    /** Added before the logarithm, as torchaudio does: silence becomes -13.8, not minus infinity. */
    private static final double FLOOR = 1e-6;

    /** Checks that both are of one transform. */
    public MelSpectrogram {
        if (stft.fft() != bank.fft()) {
            throw new IllegalArgumentException("filters for an fft of " + bank.fft() + " don't fit spectra of one of "
                    + stft.fft() + "; make both the same");
        }
        if (!stft.onesided()) {
            throw new IllegalArgumentException(
                    "filters of " + (stft.fft() / 2 + 1) + " frequencies don't fit spectra of all " + stft.fft()
                            + "; make them of an stft that is onesided");
        }
        if (power != 1 && power != 2) {
            throw new IllegalArgumentException("a power of " + power + " is neither 1, magnitudes, nor 2, power");
        }
    }

    /** torchaudio's default: centred Hann windows, HTK's scale without norm, power. */
    public static MelSpectrogram of(int rate, int fft, int hop, int mels) {
        return new MelSpectrogram(Stft.of(fft, hop), MelBank.of(rate, fft, mels), 2);
    }

    /** [.., mels, frames] of samples [.., n]. */
    public Tensor of(Tensor x) {
        Spectrum spectrum = stft.of(x);
        return bank.of(power == 2 ? spectrum.power() : spectrum.magnitude());
    }

    /** {@code ln(of(x) + 1e-6)}: [.., mels, frames] of samples [.., n]. */
    public Tensor log(Tensor x) {
        return of(x).add(FLOOR).log();
    }

    /** Magnitudes [.., bins, frames] that {@link #log} would make these numbers [.., mels, frames] of. */
    public Tensor magnitudes(Tensor log) {
        Tensor filtered = bank.inverse(log.exp().sub(FLOOR));
        return power == 2 ? filtered.sqrt() : filtered;
    }
}
