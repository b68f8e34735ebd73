package dev.merapi.tests.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.merapi.simd.Fft;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.RandomKey;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The FFT beside its defining sum, and the laws that it must keep. */
class FftTest {
    private static final long BITS = 2319506766933052183L;

    private static double[] random(int n, long seed) {
        return RandomKey.of(seed).normal(n).to(DType.FLOAT64).toDoubleArray();
    }

    @Property(tries = 60)
    void isTheDefiningSum(@ForAll @IntRange(min = 1, max = 300) int n, @ForAll @IntRange(max = 1000) int seed) {
        double[] re = random(n, seed);
        double[] im = random(n, seed + 1L);
        double[] sumRe = new double[n];
        double[] sumIm = new double[n];
        for (int k = 0; k < n; k++) {
            for (int t = 0; t < n; t++) {
                double angle = 2 * Math.PI * ((long) k * t % n) / n;
                sumRe[k] += re[t] * Math.cos(angle) + im[t] * Math.sin(angle);
                sumIm[k] += im[t] * Math.cos(angle) - re[t] * Math.sin(angle);
            }
        }
        new Fft(n).forward(re, im);
        assertArrayEquals(sumRe, re, 1e-12 * n);
        assertArrayEquals(sumIm, im, 1e-12 * n);
    }

    @Property(tries = 60)
    void inverseUndoesAndPowerStays(
            @ForAll @IntRange(min = 1, max = 4200) int n, @ForAll @IntRange(max = 1000) int seed) {
        double[] re = random(n, seed);
        double[] im = random(n, seed + 1L);
        double[] r = re.clone();
        double[] i = im.clone();
        Fft fft = new Fft(n);
        fft.forward(r, i);
        // Parseval: the sum of |x|^2 is that of |X|^2 / n.
        assertEquals(1, power(r, i) / n / power(re, im), 1e-13);
        fft.inverse(r, i);
        assertArrayEquals(re, r, 1e-13);
        assertArrayEquals(im, i, 1e-13);
    }

    private static double power(double[] re, double[] im) {
        double sum = 0;
        for (int i = 0; i < re.length; i++) {
            sum += re[i] * re[i] + im[i] * im[i];
        }
        return sum;
    }

    @Property(tries = 60)
    void realIsTheComplexOnesHalf(
            @ForAll @IntRange(min = 1, max = 4200) int n, @ForAll @IntRange(max = 1000) int seed) {
        double[] x = random(n, seed);
        double[] re = x.clone();
        double[] im = new double[n];
        Fft fft = new Fft(n);
        fft.forward(re, im);
        double[] r = new double[n / 2 + 1];
        double[] i = new double[n / 2 + 1];
        fft.real(x, r, i);
        for (int k = 0; k <= n / 2; k++) {
            assertEquals(re[k], r[k], 1e-11, "real part " + k);
            assertEquals(im[k], i[k], 1e-11, "imaginary part " + k);
        }
        double[] back = new double[n];
        fft.inverseReal(r, i, back);
        assertArrayEquals(x, back, 1e-13);
    }

    /** The bits are part of the promise: they follow from IEEE arithmetic and StrictMath alone. */
    @Test
    @Tag("bits")
    void bitsAreTheSameEverywhere() {
        double[] x = new double[64];
        for (int t = 0; t < x.length; t++) {
            x[t] = (7 * t % 11 - 5) / 4.0;
        }
        double[] re = new double[33];
        double[] im = new double[33];
        new Fft(64).real(x, re, im);
        long bits = 0;
        for (int k = 0; k < 33; k++) {
            bits = 31 * (31 * bits + Double.doubleToLongBits(re[k])) + Double.doubleToLongBits(im[k]);
        }
        assertEquals(BITS, bits);
    }

    @Test
    void mistakesAreTold() {
        var e = assertThrows(IllegalArgumentException.class, () -> new Fft(0));
        assertEquals("an FFT of 0 values can't be; take 1 to 67108864", e.getMessage());
        var room = assertThrows(
                IllegalArgumentException.class, () -> new Fft(8).real(new double[8], new double[4], new double[5]));
        assertEquals("an array of 4 has no room for 5 real parts; make it larger", room.getMessage());
    }

    /** Plans are kept by size; a size that another one pushed out is made anew. */
    @Test
    void plansAreKept() {
        assertSame(Fft.of(400), Fft.of(400));
        for (int n = 1; n < 200; n++) {
            assertEquals(n, Fft.of(n).size());
        }
    }
}
