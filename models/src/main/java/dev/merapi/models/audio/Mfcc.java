package dev.merapi.models.audio;

import dev.merapi.tensor.HeapArray;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;

/**
 * Mel-frequency cepstral coefficients {@code c[k] = s_k sum over m of log mel[m] cos(pi / mels (m + 1/2) k)}, the
 * orthonormal cosine transform (DCT-II): s_0 = sqrt(1 / mels), otherwise sqrt(2 / mels). What torchaudio computes with
 * log_mels.
 *
 * <p>Source: S. B. Davis and P. Mermelstein, "Comparison of parametric representations for monosyllabic word
 * recognition", 1980.
 */
public record Mfcc(MelSpectrogram mel, int coefficients) {
    /** Checks their number. */
    public Mfcc {
        if (coefficients < 1 || coefficients > mel.bank().mels()) {
            throw new IllegalArgumentException(coefficients + " coefficients can't be had of "
                    + mel.bank().mels() + " filters; ask for 1 to " + mel.bank().mels());
        }
    }

    /** [.., coefficients, frames] of samples [.., n]. */
    public Tensor of(Tensor x) {
        Tensor log = mel.log(x);
        return transform(coefficients, mel.bank().mels()).to(log.dtype()).matmul(log);
    }

    /** The first rows of the orthonormal DCT-II: float64 [coefficients, n]. */
    static Tensor transform(int coefficients, int n) {
        double[] rows =
                new double[HeapArray.length("Mfcc", Shape.of(coefficients, n).size(), Double.BYTES)];
        for (int k = 0; k < coefficients; k++) {
            double scale = StrictMath.sqrt((k == 0 ? 1.0 : 2.0) / n);
            for (int m = 0; m < n; m++) {
                rows[k * n + m] = scale * StrictMath.cos(Math.PI / n * (m + 0.5) * k);
            }
        }
        return Tensor.of(Shape.of(coefficients, n), rows);
    }
}
