package dev.merapi.tests.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.audio.MelBank;
import dev.merapi.models.audio.MelScale;
import dev.merapi.models.audio.MelSpectrogram;
import dev.merapi.models.audio.Mfcc;
import dev.merapi.models.audio.Stft;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Tensor;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

/** Mel filters, mel spectra and cepstra as torchaudio has them. */
class MelTest {
    private static final MelSpectrogram MEL = MelSpectrogram.of(8000, 256, 64, 20);

    @Test
    void filtersAreTorchaudios() {
        Goldens.assertClose("bank.htk", MelBank.of(8000, 256, 20).weights(), 2e-7);
        MelBank slaney = new MelBank(8000, 256, 24, 60, 3800, MelScale.SLANEY, true);
        Goldens.assertClose("bank.slaney", slaney.weights(), 2e-7);
    }

    /** 8 frequencies 500 Hz apart; two filters with corners at equal distances of 715.3 mel. */
    @Test
    void filtersByHand() {
        double[] c = new double[4];
        for (int i = 0; i < 4; i++) {
            c[i] = 700 * (Math.pow(1 + 4000.0 / 700, i / 3.0) - 1);
        }
        Tensor w = MelBank.of(8000, 16, 2).weights();
        assertEquals(500 / c[1], w.get(1, 0), 1e-12);
        assertEquals((c[2] - 1000) / (c[2] - c[1]), w.get(2, 0), 1e-12);
        assertEquals((1000 - c[1]) / (c[2] - c[1]), w.get(2, 1), 1e-12);
        assertEquals(2000 / (4000 - c[2]), w.get(4, 1), 1e-12);
        assertEquals(0, w.get(0, 0));
        assertEquals(0, w.get(8, 1), 1e-12);
    }

    @Property(tries = 100)
    void scalesAreUndone(@ForAll @DoubleRange(max = 20000) double hz) {
        for (MelScale scale : MelScale.values()) {
            assertEquals(hz, scale.toHz(scale.toMel(hz)), 1e-9 * (1 + hz));
        }
    }

    /** librosa.hz_to_mel of these frequencies: 15 at the knee, 42 at 6.4 times it; and HTK's 1000 mel near 1000 Hz. */
    @Test
    void scalesAtTheirMarks() {
        assertEquals(15, MelScale.SLANEY.toMel(1000), 1e-12);
        assertEquals(42, MelScale.SLANEY.toMel(6400), 1e-12);
        assertEquals(3, MelScale.SLANEY.toMel(200), 1e-12);
        assertEquals(999.9855, MelScale.HTK.toMel(1000), 1e-3);
    }

    @Test
    void spectraAndCepstraAreTorchaudios() {
        Tensor x = Goldens.get("x");
        Goldens.assertClose("mel", MEL.of(x), 1e-6);
        Goldens.assertClose("log", MEL.log(x), 1e-6);
        Goldens.assertClose("mfcc", new Mfcc(MEL, 13).of(x), 1e-6);
    }

    @Test
    void magnitudesComeBackFromMel() {
        Tensor x = Goldens.get("x").to(DType.FLOAT64);
        Tensor magnitudes = MEL.magnitudes(MEL.log(x));
        Tensor again = MEL.bank().of(magnitudes.square());
        Tensor mel = MEL.of(x);
        double error = again.sub(mel).norm().item() / mel.norm().item();
        assertTrue(error < 0.02, () -> "filtered again they are " + error + " off");
        assertTrue(magnitudes.min().item() >= 0);
        Tensor silence = MEL.magnitudes(MEL.log(Tensor.zeros(800)));
        assertArrayEquals(new float[129], silence.select(1, 3).toFloatArray(), 1e-3f);
    }

    @Test
    void mistakesAreTold() {
        told(
                "mel filter 0, from 0 to 68 Hz, falls between the frequencies of an fft of 16 at 8000 Hz; use fewer than 40"
                        + " filters, a larger fft or a higher low",
                () -> MelBank.of(8000, 16, 40).weights());
        told(
                "filters from 0.0 to 5000.0 Hz must lie between 0 and 4000.0 Hz, half the rate; set low and high",
                () -> new MelBank(8000, 256, 20, 0, 5000, MelScale.HTK, false));
        told(
                "mel filters for an fft of 256 take float32 or float64 [.., 129 bins, frames], but got float32 [128, 3]",
                () -> MEL.bank().of(Tensor.zeros(128, 3)));
        told(
                "filters for an fft of 256 don't fit spectra of one of 512; make both the same",
                () -> new MelSpectrogram(Stft.of(512, 64), MelBank.of(8000, 256, 20), 2));
        told("21 coefficients can't be had of 20 filters; ask for 1 to 20", () -> new Mfcc(MEL, 21));
    }

    private static void told(String sentence, Runnable mistake) {
        assertEquals(
                sentence,
                assertThrows(IllegalArgumentException.class, mistake::run).getMessage());
    }
}
