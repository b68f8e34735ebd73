package dev.merapi.tests.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.audio.Fsdd;
import dev.merapi.models.audio.Fsdd.Recording;
import dev.merapi.models.audio.JoinedDigits;
import dev.merapi.models.audio.MelSpectrogram;
import dev.merapi.models.audio.Sound;
import dev.merapi.models.audio.SpeechFeatures;
import dev.merapi.models.augment.RandomCrop;
import dev.merapi.models.data.AugmentedInputs;
import dev.merapi.models.data.Batch;
import dev.merapi.models.data.Dataset;
import dev.merapi.models.data.TensorDataset;
import dev.merapi.models.io.Json;
import dev.merapi.models.io.JsonException;
import dev.merapi.models.loss.Ctc;
import dev.merapi.models.text.Alphabet;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** From sounds and texts to what networks of speech see. */
class SpeechDataTest {
    private static final RandomKey KEY = RandomKey.of(11);
    private static final SpeechFeatures FEATURES = SpeechFeatures.of(8000, 256, 80, 40);

    @Test
    void featuresAreLogMelAboveTheFloorOfTheLoudestSample() {
        Tensor x = KEY.normal(2000).mul(0.01);
        Tensor y = FEATURES.of(x);
        Tensor mel = MelSpectrogram.of(8000, 256, 80, 40).of(x.div(x.abs().max().item()));
        Tensor wanted = mel.maximum(1e-3).div(1e-3).log().div(5);
        assertArrayEquals(wanted.toFloatArray(), y.toFloatArray());
        assertArrayEquals(y.toFloatArray(), FEATURES.of(x.mul(8)).toFloatArray(), 1e-5f, "loudness doesn't matter");
        assertEquals(0, FEATURES.of(Tensor.zeros(2000)).abs().max().item(), "silence is 0");
        assertEquals(Shape.of(40, 4), FEATURES.of(Tensor.zeros(100)).shape(), "a short sound has silence behind");
        assertEquals(Shape.of(40, 4), FEATURES.of(Tensor.zeros(0)).shape());
    }

    @Test
    void fixedNumberOfFramesCutsOrFillsBothSides() {
        Tensor x = KEY.normal(800);
        Tensor y = FEATURES.of(x);
        Tensor wide = FEATURES.of(x, 16);
        assertEquals(11, y.size(1));
        assertArrayEquals(y.toFloatArray(), wide.slice(1, 2, 13).toFloatArray());
        assertEquals(
                0,
                wide.slice(1, 0, 2).abs().sum().item()
                        + wide.slice(1, 13, 16).abs().sum().item());
        assertArrayEquals(y.slice(1, 3, 8).toFloatArray(), FEATURES.of(x, 5).toFloatArray());
    }

    @Test
    void featuresCanBeHeardAgain() {
        Tensor y = FEATURES.of(KEY.normal(4000));
        Tensor power = FEATURES.magnitudes(y).square();
        Tensor again = FEATURES.mel().bank().of(power).div(1e-3).log().div(5);
        double off = again.sub(y).abs().mean().item();
        assertTrue(off < 0.01, "off by " + off + ", where the inverse has come near, not there");
        assertEquals(FEATURES, SpeechFeatures.of(FEATURES.toJson()));
        String wrong = assertThrows(
                        JsonException.class,
                        () -> SpeechFeatures.of(Json.parse("{\"rate\": 8000, \"fft\": 1, \"hop\": 80, \"mels\": 40}")))
                .getMessage();
        assertTrue(wrong.startsWith("the features of speech can't be: "), wrong);
    }

    private static Fsdd digits() {
        List<Recording> all = new ArrayList<>();
        for (String speaker : List.of("ann", "bob")) {
            for (int i = 0; i < 30; i++) {
                Tensor samples = KEY.fold(speaker).fold(i).normal(600 + 40 * i);
                all.add(new Recording(i % 10, speaker, i / 10, Sound.mono(samples, 8000)));
            }
        }
        return new Fsdd(all);
    }

    @Test
    void fsddCanBeCut() {
        Fsdd all = digits();
        assertEquals(20, all.takes(1, 2).recordings().size());
        assertEquals(10, all.limit(10).recordings().size());
        assertEquals(2, all.limit(10).speakers().size());
        assertEquals(all, all.limit(1000));
        assertEquals("7_ann_0.wav", all.recordings().get(7).file());
    }

    @Test
    void joinedDigitsFollowFromKeyAndNumber() {
        JoinedDigits strings = new JoinedDigits(digits(), FEATURES, f -> Math.ceilDiv(f, 2), 12, KEY);
        Batch all = strings.batch(new int[] {0, 1, 2, 3});
        Batch one = strings.batch(new int[] {2});
        long frames = one.more().getFirst().toLongArray()[0];
        assertEquals(frames, all.more().getFirst().toLongArray()[2]);
        assertArrayEquals(
                one.inputs().toFloatArray(),
                all.inputs().slice(0, 2, 3).slice(1, 0, (int) frames).toFloatArray());
        assertEquals(
                0,
                all.inputs()
                        .select(0, 2)
                        .slice(0, (int) frames, all.inputs().size(1))
                        .sum()
                        .item());
        List<Integer> said = strings.spoken(2).digits();
        long[] target = one.targets().toLongArray();
        assertEquals(Math.ceilDiv(frames, 2), target[0]);
        for (int i = 0; i < said.size(); i++) {
            assertEquals(said.get(i) + 1, target[1 + i]);
        }
        assertEquals(said.size(), strings.spoken(2).text().length());
        for (int i = 0; i < strings.size(); i++) {
            int length = strings.spoken(i).digits().size();
            assertTrue(length >= 3 && length <= 5, "string " + i + " has " + length);
        }
        Tensor first = strings.trainingBatch(new int[] {2}, KEY.fold(0)).inputs();
        Tensor second = strings.trainingBatch(new int[] {2}, KEY.fold(1)).inputs();
        assertNotEquals(
                Arrays.toString(first.toFloatArray()),
                Arrays.toString(second.toFloatArray()),
                "each epoch has its own");
    }

    @Test
    void augmentedInputsChangeInTrainingAlone() {
        Tensor x = KEY.uniform(3, 1, 6, 6);
        Dataset data = new AugmentedInputs(new TensorDataset(x, Tensor.of(0L, 1L, 2L)), new RandomCrop(2));
        int[] all = {0, 1, 2};
        assertArrayEquals(x.toFloatArray(), data.batch(all).inputs().toFloatArray());
        Batch seen = data.trainingBatch(all, KEY.fold(1));
        assertNotEquals(
                Arrays.toString(x.toFloatArray()), Arrays.toString(seen.inputs().toFloatArray()));
        assertArrayEquals(
                seen.inputs().slice(0, 1, 2).toFloatArray(),
                data.trainingBatch(new int[] {1}, KEY.fold(1)).inputs().toFloatArray());
        assertArrayEquals(new long[] {0, 1, 2}, seen.targets().toLongArray());
    }

    @Test
    void alphabetNumbersCharactersFromOne() {
        Alphabet letters = Alphabet.of(List.of("zero", "one"));
        assertEquals("enorz", letters.characters());
        assertEquals(6, letters.symbols());
        assertArrayEquals(new int[] {3, 2, 1}, letters.encode("one"));
        assertEquals("one", letters.decode(List.of(0, 3, 0, 2, 1)));
        assertEquals(
                "the alphabet 'enorz' lacks 't', which is character 0 of 'ten'; take an alphabet of all texts, or write"
                        + " the text otherwise",
                message(IllegalArgumentException.class, () -> letters.encode("ten")));
        assertTrue(message(IllegalArgumentException.class, () -> new Alphabet("aba"))
                .contains("has one twice"));
        assertTrue(message(IndexOutOfBoundsException.class, () -> letters.decode(List.of(6)))
                .contains("symbol 6"));
    }

    @Test
    void targetsOfCtcMustFitTheirFrames() {
        Tensor targets = Ctc.targets(List.of(new int[] {4, 4}, new int[] {1, 2, 3}), new int[] {3, 9});
        assertArrayEquals(new long[] {3, 4, 4, -1, 9, 1, 2, 3}, targets.toLongArray());
        String tight = message(
                ShapeException.class, () -> Ctc.targets(List.of(new int[] {1}, new int[] {4, 4}), new int[] {1, 2}));
        assertTrue(
                tight.startsWith("Ctc: sample 1 has 2 labels, 1 of them equal to the one before, so it needs 3 frames,"
                        + " but it has 2;"),
                tight);
    }

    private static String message(Class<? extends RuntimeException> type, Executable call) {
        return assertThrows(type, call).getMessage();
    }
}
