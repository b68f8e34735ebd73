package dev.merapi.models.audio;

import dev.merapi.simd.Workers;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;

/**
 * The short-time Fourier transform {@code X[k, f] = sum over t of w[t] x[f hop + t] e^(-2 pi i k t / fft)} for k from 0
 * to fft / 2, and its inverse; what torch.stft and torch.istft compute with a periodic window.
 *
 * @param fft how many samples are transformed at once, a power of two
 * @param hop how many samples later the next frame begins
 * @param length of the window, at most {@code fft}; a shorter one stands in the middle of zeros
 * @param center whether frame f's middle is at sample f hop, the signal being mirrored beyond its ends; otherwise its
 *     beginning is there
 */
public record Stft(int fft, int hop, int length, Window window, boolean center) {
    private static final int GRAIN = 16;
    /** PyTorch's bound: where the windows' squares add up to less, a sample can't be told any more. */
    private static final double LEAST_COVER = 1e-11;

    /** Checks the numbers. */
    public Stft {
        Fft.checkSize(fft);
        if (hop < 1) {
            throw new IllegalArgumentException("a hop of " + hop + " samples never gets on; use 1 or more");
        }
        if (length < 1 || length > fft) {
            throw new IllegalArgumentException("a window of " + length + " samples must be of 1 to " + fft
                    + ", as many as are transformed; use a larger fft");
        }
    }

    /** A Hann window as long as the transform, centred: torch.stft with its window given. */
    public static Stft of(int fft, int hop) {
        return new Stft(fft, hop, fft, Window.HANN, true);
    }

    /** fft / 2 + 1, the number of frequencies. */
    public int bins() {
        return fft / 2 + 1;
    }

    /** The number of frames of n samples. */
    public int frames(int n) {
        if (center ? n <= fft / 2 : n < fft) {
            throw new ShapeException("stft: " + n + " samples are too few for frames of " + fft + "; give "
                    + (center ? "more than " + fft / 2 + ", so that they can be mirrored" : "at least " + fft)
                    + ", or pad them");
        }
        return (int) (1 + ((center ? n + 2L * (fft / 2) : n) - fft) / hop);
    }

    /** The spectrum of samples [n], of their dtype; to autograd it is a constant. */
    public Spectrum of(Tensor x) {
        if (x.rank() != 1 || !x.dtype().isFloating()) {
            throw new ShapeException("stft: samples must be float32 or float64 [n], but are " + x.spec());
        }
        int frames = frames(x.size());
        Shape shape = Shape.of(bins(), frames);
        double[] re = new double[shape.size()];
        double[] im = new double[shape.size()];
        double[] samples = x.toDoubleArray();
        double[] w = padded();
        Fft plan = new Fft(fft);
        long before = center ? fft / 2 : 0;
        Workers.forRange(frames, GRAIN, (from, to) -> {
            double[] frame = new double[fft];
            double[] r = new double[bins()];
            double[] i = new double[bins()];
            for (int f = from; f < to; f++) {
                for (int t = 0; t < fft; t++) {
                    frame[t] = w[t] * samples[mirrored((long) f * hop + t - before, samples.length)];
                }
                plan.real(frame, r, i);
                for (int k = 0; k < r.length; k++) {
                    re[k * frames + f] = r[k];
                    im[k * frames + f] = i[k];
                }
            }
        });
        return new Spectrum(tensor(shape, re, x.dtype()), tensor(shape, im, x.dtype()));
    }

    private static int mirrored(long t, int n) {
        return (int) (t < 0 ? -t : t >= n ? 2 * (n - 1L) - t : t);
    }

    private static Tensor tensor(Shape shape, double[] values, DType dtype) {
        return Tensor.of(shape, values).to(dtype);
    }

    /** The samples of a spectrum: all that its frames cover but for what {@code center} had mirrored. */
    public Tensor inverse(Spectrum spectrum) {
        check(spectrum);
        long covered = fft + (long) hop * (spectrum.frames() - 1);
        long n = covered - (center ? 2L * (fft / 2) : 0);
        if (n < 1 || n > Integer.MAX_VALUE - fft) {
            throw new ShapeException("istft: " + spectrum.frames() + " frames leave " + n
                    + " samples; give 2 frames or more, or name the length");
        }
        return inverse(spectrum, (int) n);
    }

    /**
     * The {@code n} samples whose spectrum in the sense of least squares is nearest: frames are transformed back,
     * multiplied by the window again, added, and divided by the sum of the windows' squares. What no frame reaches is
     * 0.
     *
     * <p>Source: D. W. Griffin and J. S. Lim, "Signal estimation from modified short-time Fourier transform", 1984, eq.
     * 6.
     */
    public Tensor inverse(Spectrum spectrum, int n) {
        check(spectrum);
        int before = center ? fft / 2 : 0;
        long covered = fft + (long) hop * (spectrum.frames() - 1) - before;
        double[] sum = new double[Shape.of(n).size()];
        double[] cover = new double[n];
        overlapAdd(spectrum, before, sum, cover);
        for (int t = 0; t < Math.min(n, covered); t++) {
            if (cover[t] < LEAST_COVER) {
                throw new IllegalArgumentException("istft: windows of " + length + " samples every " + hop
                        + " leave sample " + t + " uncovered; use a smaller hop, or center");
            }
            sum[t] /= cover[t];
        }
        return tensor(Shape.of(n), sum, spectrum.real().dtype());
    }

    private void overlapAdd(Spectrum spectrum, int before, double[] sum, double[] cover) {
        int frames = spectrum.frames();
        double[] re = spectrum.real().toDoubleArray();
        double[] im = spectrum.imaginary().toDoubleArray();
        double[] w = padded();
        double[] frame = new double[fft];
        double[] r = new double[bins()];
        double[] i = new double[bins()];
        Fft plan = new Fft(fft);
        for (int f = 0; f < frames; f++) {
            for (int k = 0; k < r.length; k++) {
                r[k] = re[k * frames + f];
                i[k] = im[k * frames + f];
            }
            plan.inverseReal(r, i, frame);
            long start = (long) f * hop - before;
            int from = Math.clamp(-start, 0, fft);
            int to = Math.clamp(sum.length - start, 0, fft);
            for (int t = from; t < to; t++) {
                sum[(int) start + t] += w[t] * frame[t];
                cover[(int) start + t] += w[t] * w[t];
            }
        }
    }

    private void check(Spectrum spectrum) {
        if (spectrum.bins() != bins() || spectrum.frames() < 1) {
            throw new ShapeException("istft: a spectrum " + spectrum.real().shape() + " isn't one of an FFT of " + fft
                    + "; it must be [" + bins() + ", frames]");
        }
    }

    private double[] padded() {
        double[] w = new double[fft];
        System.arraycopy(window.values(length, length), 0, w, (fft - length) / 2, length);
        return w;
    }
}
