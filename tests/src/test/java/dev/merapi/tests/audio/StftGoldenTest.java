package dev.merapi.tests.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.autograd.Autograd;
import dev.merapi.autograd.Gradients;
import dev.merapi.models.audio.GriffinLim;
import dev.merapi.models.audio.MelBank;
import dev.merapi.models.audio.MelScale;
import dev.merapi.models.audio.MelSpectrogram;
import dev.merapi.models.audio.Mfcc;
import dev.merapi.models.audio.Spectrum;
import dev.merapi.models.audio.Stft;
import dev.merapi.models.audio.Window;
import dev.merapi.models.io.Safetensors;
import dev.merapi.simd.Workers;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.PadMode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Spectra of many signals at once, of any length of transform, with their gradients, as PyTorch has them. */
class StftGoldenTest {
    private static final Map<String, Tensor> GOLDENS = Safetensors.read(
                    Path.of("src/test/resources/goldens/stft.safetensors"))
            .tensors();

    /** Goldens are float64 rounded to float32, of the same float32 inputs taken wide. */
    private static final double ULP = 2e-7;

    private static final Stft EVEN = new Stft(400, 160, 320, Window.HANN, true);
    private static final MelSpectrogram MEL =
            new MelSpectrogram(EVEN, new MelBank(8000, 400, 20, 0, 4000, MelScale.HTK, false), 2);

    private static Tensor wide(String name) {
        return GOLDENS.get(name).to(DType.FLOAT64);
    }

    private static void assertGolden(String name, Tensor actual) {
        Tensor expected = GOLDENS.get(name);
        assertEquals(expected.shape(), actual.shape(), name);
        double largest = expected.abs().max().item();
        assertArrayEquals(
                expected.to(DType.FLOAT64).toDoubleArray(),
                actual.to(DType.FLOAT64).toDoubleArray(),
                ULP * largest,
                name);
    }

    private static void assertSpectrum(String name, Stft stft) {
        Spectrum both = stft.of(wide("x"));
        assertGolden(name + ".real", both.real().select(0, 1));
        assertGolden(name + ".imaginary", both.imaginary().select(0, 1));
    }

    @Test
    void anyLengthOfTransform() {
        assertSpectrum("even", EVEN);
        assertSpectrum("odd", new Stft(225, 60, 225, Window.HAMMING, true, PadMode.ZEROS));
        assertSpectrum("prime", new Stft(262, 100, 200, Window.HANN, false));
        assertSpectrum("edge", new Stft(120, 50, 120, Window.HANN, true, PadMode.REPLICATE));
    }

    @Test
    void allFrequenciesOfAFrameThatKeepsItsEnergy() {
        for (int fft : new int[] {400, 225}) {
            String name = fft == 400 ? "all.even" : "all.odd";
            Stft stft = Stft.of(fft, 75).normalized(true).onesided(false);
            assertEquals(fft, stft.bins());
            assertSpectrum(name, stft);
            Spectrum z = stft.of(wide("x"));
            Spectrum bent = new Spectrum(z.real().square(), z.imaginary());
            assertGolden(name + ".back", stft.inverse(bent, wide("x").size(1)));
        }
    }

    @Test
    void cepstraAndTheirGradients() {
        Tensor x = wide("x");
        Mfcc mfcc = new Mfcc(MEL, 13);
        assertGolden("mel", MEL.of(x));
        assertGolden("cepstra", mfcc.of(x));
        Autograd.ValueAndGrad found =
                Autograd.valueAndGrad(List.of(x), () -> mfcc.of(x).square().mean());
        assertGolden("loss", found.value());
        assertGolden("dx", found.gradients().of(x));
        assertGolden("hv", Autograd.hvp(y -> mfcc.of(y).square().mean(), x, wide("v")));
    }

    @Test
    void silenceHasAGradientOfNothing() {
        Tensor x = wide("x").slice(1, 0, 200).pad(new int[2], new int[] {0, 500}, 0);
        Tensor dx =
                Autograd.grad(List.of(x), () -> EVEN.of(x).magnitude().sum()).of(x);
        assertGolden("quiet.dx", dx);
    }

    @Test
    void theWayBack() {
        Stft stft = new Stft(400, 100, 320, Window.HANN, true);
        Tensor re = wide("re");
        Tensor im = wide("im");
        assertGolden("sound", stft.inverse(new Spectrum(re, im), 450));
        Gradients gradients = Autograd.grad(
                List.of(re, im),
                () -> stft.inverse(new Spectrum(re, im), 450).pow(3).sum());
        assertGolden("dre", gradients.of(re));
        assertGolden("dim", gradients.of(im));
        Tensor more = Stft.of(400, 100).inverse(new Spectrum(re, im), 900);
        assertEquals(Shape.of(2, 900), more.shape());
        assertEquals(0, more.slice(-1, 600, 900).abs().max().item());
    }

    /** A signal among others has the bits that it has alone, whoever computes it. */
    @Test
    @Tag("bits")
    void aSignalDoesNotSeeTheOthers() {
        Tensor many = RandomKey.of(5).normal(2, 3, 900);
        Tensor all = Workers.withThreads(3, () -> MEL.log(many));
        assertEquals(Shape.of(2, 3, 20, 6), all.shape());
        Tensor alone = Workers.withThreads(1, () -> MEL.log(many.select(0, 1).select(0, 2)));
        assertTrue(alone.equalBits(all.select(0, 1).select(0, 2)));
        Tensor magnitude = EVEN.of(many).magnitude();
        GriffinLim lim = new GriffinLim(EVEN, 2, 0.5);
        Spectrum phases = new Spectrum(magnitude.onesLike(), magnitude.zerosLike());
        Tensor sounds = lim.refine(magnitude, phases);
        Spectrum one = new Spectrum(
                magnitude.onesLike().select(0, 1), magnitude.zerosLike().select(0, 1));
        assertTrue(lim.refine(magnitude.select(0, 1), one).equalBits(sounds.select(0, 1)));
        assertTrue(MEL.magnitudes(all).isFinite().all().item() == 1);
    }

    @Test
    void mistakesAreTold() {
        told(
                "stft: 200 samples are too few for frames of 400; give more than 200, so that they can be mirrored, or pad"
                        + " them",
                () -> EVEN.of(Tensor.zeros(3, 200)));
        told(
                "stft: 0 samples are too few for frames of 400; give at least 1, or pad them",
                () -> new Stft(400, 160, 320, Window.HANN, true, PadMode.ZEROS).of(Tensor.zeros(3, 0)));
        told(
                "istft: a spectrum [2, 200, 5] isn't one of an FFT of 400; it must be [.., 201, frames]",
                () -> EVEN.inverse(new Spectrum(Tensor.zeros(2, 200, 5), Tensor.zeros(2, 200, 5))));
        told(
                "istft: a length of -1 samples is below 0; name 0 or more",
                () -> EVEN.inverse(new Spectrum(Tensor.zeros(201, 5), Tensor.zeros(201, 5)), -1));
        assertEquals(
                "filters of 201 frequencies don't fit spectra of all 400; make them of an stft that is onesided",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> new MelSpectrogram(EVEN.onesided(false), MEL.bank(), 2))
                        .getMessage());
        assertEquals(
                "an fft of 0 samples transforms nothing; use 1 or more",
                assertThrows(IllegalArgumentException.class, () -> Stft.of(0, 1))
                        .getMessage());
    }

    private static void told(String sentence, Runnable mistake) {
        assertEquals(sentence, assertThrows(ShapeException.class, mistake::run).getMessage());
    }
}
