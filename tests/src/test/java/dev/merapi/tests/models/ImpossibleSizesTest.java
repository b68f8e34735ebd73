package dev.merapi.tests.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.merapi.models.audio.MelBank;
import dev.merapi.models.audio.Window;
import dev.merapi.models.data.Graph;
import dev.merapi.models.data.Shapes;
import dev.merapi.models.data.Splits;
import dev.merapi.models.layer.Alibi;
import dev.merapi.models.layer.Fan;
import dev.merapi.models.layer.Init;
import dev.merapi.models.layer.Lstm;
import dev.merapi.models.layer.MaxOut;
import dev.merapi.models.layer.MultiHeadAttention;
import dev.merapi.models.layer.RecurrentOptions;
import dev.merapi.models.layer.RotaryPositions;
import dev.merapi.models.layer.SinusoidalPositions;
import dev.merapi.models.metric.ConfusionMatrix;
import dev.merapi.models.text.Sequences;
import dev.merapi.models.text.WordPairs;
import dev.merapi.models.vision.Anchors;
import dev.merapi.models.zoo.Dcgan;
import dev.merapi.models.zoo.SpeechRecognizer;
import dev.merapi.models.zoo.Ssd;
import dev.merapi.models.zoo.Tacotron;
import dev.merapi.models.zoo.Vgg;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Contiguous;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Sizes that overflow, or are below 0, are told in a sentence before any memory is asked for. */
class ImpossibleSizesTest {
    private static final int HUGE = Integer.MAX_VALUE;
    private static final RandomKey KEY = RandomKey.of(1);
    private static final String ENDS = " elements is impossible; sizes go from 0 to 2^31 - 1";
    private static final String MANY = " has more than 2^31 - 1 elements; split it";

    private static void told(String sentence, Executable f) {
        assertEquals(sentence, assertThrows(ShapeException.class, f).getMessage());
    }

    @Test
    void computedSizes() {
        Tensor long1 = Tensor.zeros(1).expand(HUGE);
        told("concat: an axis of 4294967294" + ENDS, () -> Tensor.concat(0, long1, long1));
        told("pad: an axis of 4294967297" + ENDS, () -> Tensor.zeros(3).pad(new int[] {HUGE}, new int[] {HUGE}, 0));
        told("arange: an axis of -1" + ENDS, () -> Tensor.arange(-1));
        told("permutation: an axis of -1" + ENDS, () -> KEY.permutation(-1));
        told("MaxOut: an axis of 3221225472" + ENDS, () -> MaxOut.of(3, 1 << 30, 3, KEY));
        told("a recurrent cell of 536870912 units: an axis of 2147483648" + ENDS, () -> Lstm.of(3, 1 << 29, KEY));
        told("Alibi: an axis of -3" + ENDS, () -> Alibi.slopes(-3));
        told(
                "a recurrent cell of 1073741824 units: an axis of 4294967296" + ENDS,
                () -> Lstm.of(3, 1 << 30, RecurrentOptions.DEFAULT.inBothDirections(), KEY));
    }

    @Test
    void tables() {
        told("shape [65536, 65536]" + MANY, () -> SinusoidalPositions.of(1 << 16, 1 << 16));
        told("shape [65536, 65536]" + MANY, () -> RotaryPositions.of(1 << 16, 1 << 17));
        told("shape [1, 65536, 1, 65536]" + MANY, () -> Alibi.mask(1 << 16, 1 << 16));
        told("shape [65536, 65536]" + MANY, () -> new ConfusionMatrix(1 << 16));
        told("shape [2, 2147483647]" + MANY, () -> Sequences.padSequences(List.of(new int[1], new int[1]), HUGE));
        told("shape [2, 65536, 65536, 3]" + MANY, () -> Fan.of(2, 1 << 16, 1 << 16, 3));
        told("shape [2, 65536, 65536, 3]" + MANY, () -> Init.orthogonal(KEY, 1, 2, 1 << 16, 1 << 16, 3));
        told(
                "MultiHeadAttention: 3 heads don't divide queries of width 0 and keys of width 0; choose a divisor of both",
                () -> MultiHeadAttention.of(0, 3, KEY));
    }

    @Test
    void widthsOfArchitectures() {
        told("Vgg: an axis of 17179869176" + ENDS, () -> Vgg.vgg11Cifar(HUGE, 10, 8, KEY));
        told("Dcgan: an axis of 2147483648" + ENDS, () -> Dcgan.Generator.of(8, 1 << 29, 3, 32, KEY));
        told("Dcgan: an axis of 2147483648" + ENDS, () -> Dcgan.Discriminator.of(1 << 29, 3, 32, KEY));
        told("SpeechRecognizer: an axis of 4294967296" + ENDS, () -> SpeechRecognizer.of(HUGE, 8, 4, 3, KEY));
        told("Ssd: an axis of 2147483648" + ENDS, () -> Ssd.of(HUGE, 1, List.of(level()), KEY));
        told(
                "Tacotron: an axis of 4294967296" + ENDS,
                () -> Tacotron.of(new Tacotron.Config(9, 4, 4, 1 << 30, 0), KEY));
    }

    private static Anchors.Level level() {
        return new Anchors.Level(8, List.of(new Anchors.Size(1, 1)));
    }

    @Test
    void arrays() {
        String impossible = ": an array of 2147483647 elements is impossible; Java's have up to 2^31 - 3";
        told("permutation" + impossible, () -> KEY.permutation(HUGE));
        told("Alibi" + impossible, () -> Alibi.slopes(HUGE));
        told("toArray" + impossible, () -> Tensor.zeros(1).expand(HUGE).toByteArray());
        told("Splits" + impossible, () -> Splits.of(HUGE, 0.1, 0.1, KEY));
        told("WordPairs" + impossible, () -> WordPairs.of(new int[] {0, 1}, HUGE, new WordPairs.Options(4, 1, 0.5), 1));
        told("a window" + impossible, () -> Window.HANN.periodic(HUGE));
        told(
                "MelBank: an axis of 2147483649" + ENDS,
                () -> MelBank.of(8000, 512, HUGE).weights());
        told("Graph" + impossible, () -> Graph.normalized(HUGE, List.of()));
        told("shape [1, 3, 65536, 65536]" + MANY, () -> new Shapes(1, 1 << 16, KEY).batch(new int[] {0}));
    }

    @Test
    void axesOfShapes() {
        Shape shape = Shape.of(2, 3);
        told(
                "insert: no axis can be put in before axis 3 of shape [2, 3]; name one from 0 to 2",
                () -> shape.insert(3, 1));
        told(
                "slice: axes 2 to 1 don't exist in shape [2, 3]; name a first and an end from 0 to 2, in this order",
                () -> shape.slice(2, 1));
        told(
                "slice: axes 0 to 3 don't exist in shape [2, 3]; name a first and an end from 0 to 2, in this order",
                () -> shape.slice(0, 3));
    }

    @Test
    void copiesOfOtherShapes() {
        Tensor y = Tensor.zeros(2, 3);
        told(
                "rows: shape [4] doesn't broadcast to [2, 3]; every axis from the last must be equal, or 1 (reshape,"
                        + " unsqueeze)",
                () -> Contiguous.copy(Tensor.zeros(4), y));
        told(
                "rows: shape [1, 2, 3] doesn't broadcast to [2, 3]; every axis from the last must be equal, or 1"
                        + " (reshape, unsqueeze)",
                () -> Contiguous.copy(Tensor.zeros(1, 2, 3), y));
        told(
                "copy: int64 [3] and float32 [2, 3] should be of one dtype; convert one with to(...)",
                () -> Contiguous.copy(Tensor.arange(3), y));
    }

    /** What is outside counts as 0, however wide the window. */
    @Test
    void aWindowMuchWiderThanTheChannels() {
        Tensor x = KEY.normal(2, 3, 4);
        assertArrayEquals(
                x.localResponseNorm(7, 7, 0.75, 1).toFloatArray(),
                x.localResponseNorm(1 << 30, 1 << 30, 0.75, 1).toFloatArray());
    }
}
