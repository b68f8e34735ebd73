package dev.merapi.tests.audio;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.merapi.models.audio.GriffinLim;
import dev.merapi.models.audio.MelBank;
import dev.merapi.models.audio.MelSpectrogram;
import dev.merapi.models.audio.Mfcc;
import dev.merapi.models.audio.Resampler;
import dev.merapi.models.audio.Stft;
import dev.merapi.simd.Workers;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import dev.merapi.tests.Digest;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole way from a sound to features and back has the same bits at any width and for any number of threads. */
@Tag("bits")
class AudioBitsTest {
    private static final String BITS = "8609c01737749557";

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void areTheSameEverywhere(int threads) {
        assertEquals(BITS, Workers.withThreads(threads, AudioBitsTest::digest));
    }

    private static String digest() {
        Tensor x = new Resampler(8000, 11025).of(Goldens.get("x"));
        Stft stft = Stft.of(256, 64);
        MelSpectrogram slaney = new MelSpectrogram(stft, MelBank.slaney(11025, 256, 20), 1);
        Tensor log = slaney.log(x);
        Tensor sound = new GriffinLim(stft, 3, 0.99).of(slaney.magnitudes(log), RandomKey.of(1));
        Tensor cepstra = new Mfcc(MelSpectrogram.of(11025, 256, 64, 20), 13).of(x);
        return Digest.of(List.of(x, log, sound, cepstra));
    }
}
