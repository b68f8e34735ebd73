package dev.merapi.models.audio;

import dev.merapi.tensor.DType;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.PadMode;

/**
 * The short-time Fourier transform {@code X[k, f] = sum over t of w[t] x[f hop + t] e^(-2 pi i k t / fft)} for k from 0
 * to fft / 2, and its inverse, of one signal or many at once; what torch.stft and torch.istft compute with a periodic
 * window. Both can be differentiated, any number of times.
 *
 * @param fft how many samples are transformed at once; fastest for products of small primes, such as 512 or 400
 * @param hop how many samples later the next frame begins
 * @param length of the window, at most {@code fft}; a shorter one stands in the middle of zeros
 * @param center whether frame f's middle is at sample f hop, the signal being continued beyond its ends; otherwise its
 *     beginning is there
 * @param padding how it's continued; PyTorch's pad_mode
 * @param normalized whether X is divided by the square root of {@code fft}, which keeps a frame's energy
 * @param onesided whether k ends at fft / 2; otherwise it ends at fft - 1, where {@code X[fft - k]} is the conjugate of {@code
 *     X[k]}, and the inverse doesn't look at what is beyond fft / 2
 */
public record Stft(
        int fft,
        int hop,
        int length,
        Window window,
        boolean center,
        PadMode padding,
        boolean normalized,
        boolean onesided) {
    /** PyTorch's bound: where the windows' squares add up to less, a sample can't be told any more. */
    private static final double LEAST_COVER = 1e-11;

    /** Checks the numbers. */
    public Stft {
        if (fft < 1) {
            throw new IllegalArgumentException("an fft of " + fft + " samples transforms nothing; use 1 or more");
        }
        if (hop < 1) {
            throw new IllegalArgumentException("a hop of " + hop + " samples never gets on; use 1 or more");
        }
        if (length < 1 || length > fft) {
            throw new IllegalArgumentException("a window of " + length + " samples must be of 1 to " + fft
                    + ", as many as are transformed; use a larger fft");
        }
    }

    /** Not normalized, onesided. */
    public Stft(int fft, int hop, int length, Window window, boolean center, PadMode padding) {
        this(fft, hop, length, window, center, padding, false, true);
    }

    /** Mirrored beyond its ends, if centred. */
    public Stft(int fft, int hop, int length, Window window, boolean center) {
        this(fft, hop, length, window, center, PadMode.REFLECT);
    }

    /** A Hann window as long as the transform, centred: torch.stft with its window given. */
    public static Stft of(int fft, int hop) {
        return new Stft(fft, hop, fft, Window.HANN, true);
    }

    /** This transform, normalized or not. */
    public Stft normalized(boolean yes) {
        return new Stft(fft, hop, length, window, center, padding, yes, onesided);
    }

    /** This transform, onesided or not. */
    public Stft onesided(boolean yes) {
        return new Stft(fft, hop, length, window, center, padding, normalized, yes);
    }

    /** The number of frequencies: fft / 2 + 1, or fft if not {@code onesided}. */
    public int bins() {
        return onesided ? half() : fft;
    }

    private int half() {
        return fft / 2 + 1;
    }

    /** The number of frames of n samples. */
    public int frames(int n) {
        boolean mirrored = center && padding == PadMode.REFLECT;
        int least = mirrored ? fft / 2 + 1 : center ? 1 : fft;
        if (n < least) {
            throw new ShapeException("stft: " + n + " samples are too few for frames of " + fft + "; give "
                    + (mirrored ? "more than " + fft / 2 + ", so that they can be mirrored" : "at least " + least)
                    + ", or pad them");
        }
        return (int) (1 + (n + 2L * before() - fft) / hop);
    }

    /** Samples in front of the first. */
    private int before() {
        return center ? fft / 2 : 0;
    }

    /** The spectra [.., bins, frames] of samples [.., n], of their dtype, computed in float64. */
    public Spectrum of(Tensor x) {
        if (x.rank() < 1 || !x.dtype().isFloating()) {
            throw new ShapeException("stft: samples must be float32 or float64 [.., n], but are " + x.spec());
        }
        frames(x.size(-1));
        Tensor wide = continued(x).to(DType.FLOAT64);
        Tensor y = wide.unfold(-1, fft, hop).mul(Tensor.of(padded())).rfft();
        y = normalized ? y.div(Math.sqrt(fft)) : y;
        return new Spectrum(part(y, 0, x.dtype()), part(y, 1, x.dtype()));
    }

    private Tensor continued(Tensor x) {
        if (before() == 0) {
            return x;
        }
        int[] ends = new int[x.rank()];
        ends[x.rank() - 1] = before();
        return x.pad(ends, ends, padding);
    }

    /** The real parts (i = 0) or the imaginary ones. */
    private Tensor part(Tensor y, int i, DType dtype) {
        Tensor part = y.select(-2, i).transpose(-2, -1).to(dtype);
        if (onesided) {
            return part.contiguous();
        }
        Tensor mirrored = part.slice(-2, 1, (fft + 1) / 2).flip(-2);
        return Tensor.concat(-2, part, i == 0 ? mirrored : mirrored.neg());
    }

    /** The samples [.., n] of spectra: all that their frames cover but for what {@code center} had added. */
    public Tensor inverse(Spectrum spectrum) {
        check(spectrum);
        long n = covered(spectrum) - 2L * before();
        if (n < 1 || n > Integer.MAX_VALUE - fft) {
            throw new ShapeException("istft: " + spectrum.frames() + " frames leave " + n
                    + " samples; give 2 frames or more, or name the length");
        }
        return inverse(spectrum, (int) n);
    }

    /**
     * The {@code n} samples [.., n] whose spectrum in the sense of least squares is nearest: frames are transformed
     * back, multiplied by the window again, added, and divided by the sum of the windows' squares. What no frame reaches
     * is 0.
     *
     * <p>Source: D. W. Griffin and J. S. Lim, "Signal estimation from modified short-time Fourier transform", 1984, eq.
     * 6.
     */
    public Tensor inverse(Spectrum spectrum, int n) {
        check(spectrum);
        if (n < 0) {
            throw new ShapeException("istft: a length of " + n + " samples is below 0; name 0 or more");
        }
        int reached = Math.clamp(covered(spectrum) - before(), 0, n);
        double[] cover = cover(spectrum.frames(), reached);
        Tensor parts = Tensor.stack(-2, turned(spectrum.real()), turned(spectrum.imaginary()));
        Tensor frames = parts.irfft(fft).mul(Tensor.of(padded()));
        frames = normalized ? frames.mul(Math.sqrt(fft)) : frames;
        Tensor sum = frames.overlapAdd(hop, Math.toIntExact(covered(spectrum)));
        Tensor y = sum.slice(-1, before(), before() + reached).div(Tensor.of(cover));
        int[] front = new int[y.rank()];
        int[] behind = new int[y.rank()];
        behind[y.rank() - 1] = n - reached;
        return (reached < n ? y.pad(front, behind, 0) : y).to(spectrum.real().dtype());
    }

    private Tensor turned(Tensor part) {
        return part.slice(-2, 0, half()).to(DType.FLOAT64).transpose(-2, -1);
    }

    private long covered(Spectrum spectrum) {
        return fft + (long) hop * (spectrum.frames() - 1);
    }

    /** The sums of the windows' squares over each of n samples, in the order of frames. */
    private double[] cover(int frames, int n) {
        double[] w = padded();
        double[] cover = new double[n];
        for (int f = 0; f < frames; f++) {
            long start = (long) f * hop - before();
            int from = Math.clamp(-start, 0, fft);
            int to = Math.clamp(n - start, 0, fft);
            for (int t = from; t < to; t++) {
                cover[(int) start + t] += w[t] * w[t];
            }
        }
        for (int t = 0; t < n; t++) {
            if (cover[t] < LEAST_COVER) {
                throw new IllegalArgumentException("istft: windows of " + length + " samples every " + hop
                        + " leave sample " + t + " uncovered; use a smaller hop, or center");
            }
        }
        return cover;
    }

    private void check(Spectrum spectrum) {
        if (spectrum.bins() != bins() || spectrum.frames() < 1) {
            throw new ShapeException("istft: a spectrum " + spectrum.real().shape() + " isn't one of an FFT of " + fft
                    + "; it must be [.., " + bins() + ", frames]");
        }
    }

    private double[] padded() {
        double[] w = new double[fft];
        System.arraycopy(window.values(length, length), 0, w, (fft - length) / 2, length);
        return w;
    }
}
