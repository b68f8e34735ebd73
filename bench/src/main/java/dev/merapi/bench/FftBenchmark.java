package dev.merapi.bench;

import dev.merapi.simd.Fft;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** The Fourier transform, in float64: what a frame of a spectrum costs. */
public class FftBenchmark extends KernelBenchmark {
    /** Points. */
    @Param({"256", "512", "4096"})
    public int n;

    private Fft fft;
    private double[] x;
    private double[] re;
    private double[] im;
    private double[] bins;
    private double[] more;

    /** Normal numbers. */
    @Setup
    public void numbers() {
        fft = new Fft(n);
        x = normal(1, n).toDoubleArray();
        re = normal(2, n).toDoubleArray();
        im = normal(3, n).toDoubleArray();
        bins = new double[n / 2 + 1];
        more = new double[n / 2 + 1];
    }

    /** There and back in place, so that the numbers stay what they are. */
    @Benchmark
    public double forwardAndInverse() {
        fft.forward(re, im);
        fft.inverse(re, im);
        return re[0];
    }

    /** n / 2 + 1 frequencies of real numbers. */
    @Benchmark
    public double real() {
        fft.real(x, bins, more);
        return bins[0];
    }
}
