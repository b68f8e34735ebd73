package dev.merapi.models.audio;

import dev.merapi.tensor.DType;
import dev.merapi.tensor.HeapArray;
import dev.merapi.tensor.Scope;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;

/**
 * Triangular filters on a mel scale: {@code w[k, m] = max(0, min((f_k - c_m) / (c_(m+1) - c_m), (c_(m+2) - f_k) /
 * (c_(m+2) - c_(m+1))))}, where f_k = k rate / fft and the c are {@code mels + 2} frequencies at equal distances in mel
 * from {@code low} to {@code high}. With {@code slaneyNorm} each is multiplied by {@code 2 / (c_(m+2) - c_m)}, so that
 * all have the same area.
 *
 * @param rate of the samples
 * @param fft of the transform whose spectra are filtered
 * @param mels the number of filters
 * @param low in Hz
 * @param high in Hz, at most half the rate
 */
public record MelBank(int rate, int fft, int mels, double low, double high, MelScale scale, boolean slaneyNorm) {
    private static final int INVERSE_STEPS = 100;
    private static final double TINY = 1e-12;

    /** Checks the numbers. */
    public MelBank {
        Sound.checkRate(rate);
        if (fft < 2 || mels < 1) {
            throw new IllegalArgumentException(
                    "a bank of " + mels + " filters for an fft of " + fft + " is none; use 1 and 2 or more");
        }
        if (!(low >= 0 && low < high && high <= rate / 2.0)) {
            throw new IllegalArgumentException("filters from " + low + " to " + high + " Hz must lie between 0 and "
                    + rate / 2.0 + " Hz, half the rate; set low and high");
        }
    }

    /** torchaudio's default: from 0 to half the rate on HTK's scale, every filter 1 at its peak. */
    public static MelBank of(int rate, int fft, int mels) {
        return new MelBank(rate, fft, mels, 0, rate / 2.0, MelScale.HTK, false);
    }

    /** librosa's default: from 0 to half the rate on Slaney's scale, every filter of the same area. */
    public static MelBank slaney(int rate, int fft, int mels) {
        return new MelBank(rate, fft, mels, 0, rate / 2.0, MelScale.SLANEY, true);
    }

    /**
     * The filters: float64 [fft / 2 + 1, mels].
     *
     * @throws IllegalArgumentException if a filter is so narrow that no frequency of the transform is inside it
     */
    public Tensor weights() {
        double[] corners = corners();
        int bins = fft / 2 + 1;
        double[] w = new double[HeapArray.length("MelBank", Shape.of(bins, mels).size(), Double.BYTES)];
        for (int m = 0; m < mels; m++) {
            double a = corners[m];
            double b = corners[m + 1];
            double c = corners[m + 2];
            double sum = 0;
            for (int k = 0; k < bins; k++) {
                double f = (double) k * rate / fft;
                double y = Math.max(0, Math.min((f - a) / (b - a), (c - f) / (c - b)));
                w[k * mels + m] = slaneyNorm ? y * (2 / (c - a)) : y;
                sum += y;
            }
            if (sum == 0) {
                throw new IllegalArgumentException("mel filter " + m + ", from " + Math.round(a) + " to "
                        + Math.round(c) + " Hz, falls between the frequencies of an fft of " + fft + " at " + rate
                        + " Hz; use fewer than " + mels + " filters, a larger fft or a higher low");
            }
        }
        return Tensor.of(Shape.of(bins, mels), w);
    }

    private double[] corners() {
        double from = scale.toMel(low);
        double to = scale.toMel(high);
        double[] corners = new double[HeapArray.length("MelBank", mels + 2L, Double.BYTES)];
        for (int i = 0; i < corners.length; i++) {
            corners[i] = scale.toHz(from + (to - from) * i / (mels + 1));
        }
        return corners;
    }

    /** The filtered spectra [.., mels, frames] of magnitudes or powers [.., bins, frames]. */
    public Tensor of(Tensor spectra) {
        check(spectra, fft / 2 + 1, "bins");
        return weights().to(spectra.dtype()).t().matmul(spectra);
    }

    /**
     * Spectra without negative numbers [.., bins, frames] whose filtered ones are near {@code mel} [.., mels, frames], by a
     * hundred multiplicative steps {@code s = s (w mel) / (w w' s)}: what a filter can't tell apart is told apart
     * evenly.
     *
     * <p>Source: D. D. Lee and H. S. Seung, "Algorithms for non-negative matrix factorization", 2001.
     */
    public Tensor inverse(Tensor mel) {
        check(mel, mels, "mels");
        try (Scope scope = Scope.open()) {
            Tensor w = weights();
            Tensor wanted = w.matmul(mel.to(DType.FLOAT64).maximum(0));
            // Where no filter reaches, such as at 0 Hz, there's nothing to be heard.
            Tensor s = wanted;
            for (int i = 0; i < INVERSE_STEPS; i++) {
                s = s.mul(wanted).div(w.matmul(w.t().matmul(s)).add(TINY));
            }
            return scope.keep(s.to(mel.dtype()));
        }
    }

    private void check(Tensor x, int rows, String what) {
        if (x.rank() < 2 || x.size(-2) != rows || !x.dtype().isFloating()) {
            throw new ShapeException("mel filters for an fft of " + fft + " take float32 or float64 [.., " + rows + " "
                    + what + ", frames], but got " + x.spec());
        }
    }
}
