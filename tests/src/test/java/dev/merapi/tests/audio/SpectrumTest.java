package dev.merapi.tests.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.audio.Framing;
import dev.merapi.models.audio.GriffinLim;
import dev.merapi.models.audio.Resampler;
import dev.merapi.models.audio.Sound;
import dev.merapi.models.audio.Spectrum;
import dev.merapi.models.audio.Stft;
import dev.merapi.models.audio.Window;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Spectra as torch.stft and torch.istft have them, other rates as torchaudio has them, and what holds for all signals.
 */
class SpectrumTest {
    /** Goldens and results are both float64 rounded to float32: they differ by an ulp here and there. */
    private static final double ULP = 2e-7;

    private static final Stft CENTRED = Stft.of(256, 64);

    @Test
    void spectraArePyTorchs() {
        Spectrum centred = CENTRED.of(Goldens.get("x"));
        Goldens.assertClose("centred.real", centred.real(), ULP);
        Goldens.assertClose("centred.imaginary", centred.imaginary(), ULP);
        Spectrum plain = new Stft(256, 100, 200, Window.HAMMING, false).of(Goldens.get("x"));
        Goldens.assertClose("plain.real", plain.real(), ULP);
        Goldens.assertClose("plain.imaginary", plain.imaginary(), ULP);
    }

    @Test
    void inverseIsPyTorchsAlsoOfWhatNoSoundHas() {
        Goldens.assertClose("sound", CENTRED.inverse(Goldens.spectrum("changed")), ULP);
        Goldens.assertClose("sound.700", CENTRED.inverse(Goldens.spectrum("changed"), 700), ULP);
    }

    @Property(tries = 40)
    void inverseUndoes(
            @ForAll @IntRange(min = 3, max = 9) int log,
            @ForAll @IntRange(min = 1, max = 2000) int n,
            @ForAll @IntRange(min = 1, max = 4) int overlap,
            @ForAll @IntRange(max = 1000) int seed) {
        int fft = 1 << log;
        int length = n + fft;
        Stft stft = new Stft(fft, Math.max(1, fft / 2 / overlap), fft, Window.HAMMING, true);
        Tensor x = RandomKey.of(seed).normal(length).to(DType.FLOAT64);
        assertArrayEquals(x.toDoubleArray(), stft.inverse(stft.of(x), length).toDoubleArray(), 1e-10);
    }

    @Test
    void aSpectrumOfFrames() {
        Tensor x = Goldens.get("x");
        Tensor frames = Framing.of(x, 256, 100);
        assertEquals(Shape.of(6, 256), frames.shape());
        assertArrayEquals(
                x.slice(0, 300, 556).toFloatArray(), frames.select(0, 3).toFloatArray());
        Spectrum spectrum = new Stft(256, 100, 256, Window.RECTANGULAR, false).of(x);
        assertEquals(frames.select(0, 3).sum().item(), spectrum.real().get(0, 3), 1e-4);
        assertEquals(
                "framing: 800 samples don't fill a frame of 801; pad them",
                assertThrows(ShapeException.class, () -> Framing.of(x, 801, 1)).getMessage());
    }

    /** torch.hann_window(4), torch.hamming_window(4), torch.hann_window(5, periodic=False). */
    @Test
    void windowsArePyTorchs() {
        assertArrayEquals(new double[] {0, 0.5, 1, 0.5}, Window.HANN.periodic(4).toDoubleArray(), 1e-15);
        assertArrayEquals(
                new double[] {0.08, 0.54, 1, 0.54}, Window.HAMMING.periodic(4).toDoubleArray(), 1e-15);
        assertArrayEquals(
                new double[] {0, 0.5, 1, 0.5, 0}, Window.HANN.symmetric(5).toDoubleArray(), 1e-15);
        assertArrayEquals(new double[] {1}, Window.HANN.symmetric(1).toDoubleArray());
    }

    @ParameterizedTest
    @ValueSource(ints = {16000, 11025, 3000})
    void otherRatesAreTorchaudios(int rate) {
        Goldens.assertClose("resampled." + rate, new Resampler(8000, rate).of(Goldens.get("x")), ULP);
    }

    /** A tone that both rates can carry stays that tone. */
    @Property(tries = 30)
    void aToneStaysATone(
            @ForAll @IntRange(min = 4000, max = 48000) int from, @ForAll @IntRange(min = 4000, max = 48000) int to) {
        double hz = 500;
        Tensor y = new Resampler(from, to).of(tone(hz, from, from / 4));
        assertEquals(Math.ceilDiv((long) (from / 4) * to, from), y.size());
        int edge = to / 50;
        double[] expected = tone(hz, to, y.size()).toDoubleArray();
        double[] actual = y.toDoubleArray();
        for (int i = edge; i < y.size() - edge; i++) {
            assertEquals(expected[i], actual[i], 0.01, "sample " + i);
        }
    }

    private static Tensor tone(double hz, int rate, int n) {
        double[] x = new double[n];
        for (int t = 0; t < n; t++) {
            x[t] = Math.sin(2 * Math.PI * hz * t / rate);
        }
        return Tensor.of(x);
    }

    @Test
    void soundsSayWhatWasDone() {
        Tensor left = Goldens.get("x");
        Sound stereo = new Sound(Tensor.stack(0, left, left), 8000);
        assertEquals(0.1, stereo.seconds());
        Sound.Heard heard = stereo.monoAt(16000);
        assertEquals(" (mixed from 2 channels) (resampled from 8000 to 16000 Hz)", heard.conversion());
        Goldens.assertClose("resampled.16000", heard.samples(), ULP);
        assertEquals("", Sound.mono(left, 8000).monoAt(8000).conversion());
        assertThrows(ShapeException.class, () -> new Sound(left, 8000));
        assertEquals(
                "a rate of 0 samples a second must be from 1 to 1000000",
                assertThrows(IllegalArgumentException.class, () -> Sound.mono(left, 0))
                        .getMessage());
    }

    @Test
    void phasesAreGuessedAsTorchaudioDoes() {
        Stft stft = Stft.of(256, 100);
        Tensor guessed = new GriffinLim(stft, 4, 0.99).refine(Goldens.get("magnitude"), Goldens.spectrum("phase"));
        // Where |u| is tiny its phase hangs on the last bits; four rounds carry that on.
        Goldens.assertClose("guessed", guessed, 1e-5);
    }

    @Test
    void guessedPhasesGiveTheMagnitudes() {
        Tensor magnitude = CENTRED.of(Goldens.get("x")).magnitude();
        GriffinLim few = new GriffinLim(CENTRED, 2, 0.99);
        GriffinLim many = GriffinLim.of(CENTRED);
        RandomKey key = RandomKey.of(3);
        double before = error(few.of(magnitude, key), magnitude);
        double after = error(many.of(magnitude, key), magnitude);
        assertTrue(after < 0.7 * before, () -> "the error fell from " + before + " to " + after + " only");
        assertTrue(many.of(magnitude, key).equalBits(many.of(magnitude, key)));
    }

    private static double error(Tensor sound, Tensor magnitude) {
        return CENTRED.of(sound).magnitude().sub(magnitude).norm().item()
                / magnitude.norm().item();
    }

    @Test
    void mistakesAreTold() {
        told(
                "stft: 128 samples are too few for frames of 256; give more than 128, so that they can be mirrored, or pad"
                        + " them",
                () -> CENTRED.of(Tensor.zeros(128)));
        told(
                "stft: samples must be float32 or float64 [.., n], but are int64 [128]",
                () -> CENTRED.of(Tensor.arange(128)));
        told(
                "istft: a spectrum [128, 4] isn't one of an FFT of 256; it must be [.., 129, frames]",
                () -> CENTRED.inverse(new Spectrum(Tensor.zeros(128, 4), Tensor.zeros(128, 4))));
        told(
                "a window of 300 samples must be of 1 to 256, as many as are transformed; use a larger fft",
                () -> new Stft(256, 64, 300, Window.HANN, true));
        told("a hop of 0 samples never gets on; use 1 or more", () -> Stft.of(256, 0));
        told(
                "istft: windows of 256 samples every 300 leave sample 0 uncovered; use a smaller hop, or center",
                () -> new Stft(256, 300, 256, Window.HANN, false)
                        .inverse(new Spectrum(Tensor.zeros(129, 2), Tensor.zeros(129, 2))));
        told(
                "Griffin-Lim with 3 iterations and momentum 1.0 doesn't converge; use 0 or more, and 0 to below 1",
                () -> new GriffinLim(CENTRED, 3, 1));
    }

    private static void told(String sentence, Runnable mistake) {
        assertEquals(
                sentence,
                assertThrows(IllegalArgumentException.class, mistake::run).getMessage());
    }
}
