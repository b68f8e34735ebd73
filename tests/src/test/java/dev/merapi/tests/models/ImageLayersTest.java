package dev.merapi.tests.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.layer.Border;
import dev.merapi.models.layer.Conv1d;
import dev.merapi.models.layer.Conv2d;
import dev.merapi.models.layer.Conv3d;
import dev.merapi.models.layer.ConvTranspose1d;
import dev.merapi.models.layer.ConvTranspose2d;
import dev.merapi.models.layer.ConvTranspose3d;
import dev.merapi.models.layer.GlobalAvgPool;
import dev.merapi.models.layer.Relu;
import dev.merapi.models.layer.Sequential;
import dev.merapi.models.layer.State;
import dev.merapi.models.layer.Upsample;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Conv2d.Options;
import dev.merapi.tensor.op.Options3d;
import dev.merapi.tensor.op.PadMode;
import dev.merapi.tensor.op.TransposedOptions;
import dev.merapi.tensor.op.TransposedOptions3d;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** How layers for signals, images and volumes are made, named and misused; what they compute is in ImageGoldenTest. */
class ImageLayersTest {
    private static final RandomKey KEY = RandomKey.of(7);
    private static final Options PLAIN = Options.DEFAULT;
    private static final Options3d CUBIC = Options3d.DEFAULT;
    private static final TransposedOptions TRANSPOSED = new TransposedOptions(PLAIN.groups(2));

    private static void assertBound(double fanIn, Tensor parameter) {
        double bound = 1 / Math.sqrt(fanIn);
        double largest = parameter.abs().max().item();
        assertTrue(largest <= bound && largest > 0.8 * bound, () -> largest + " of " + bound);
    }

    @Test
    void upsamplingIsOfImages() {
        assertEquals(
                Shape.of(2, 3, 8, 10),
                new Upsample(2).forward(Tensor.ones(2, 3, 4, 5)).shape());
        var e = assertThrows(ShapeException.class, () -> new Upsample(2).forward(Tensor.ones(2, 3, 4)));
        assertEquals(
                "Upsample(2): the input [2, 3, 4] should be [n, c, h, w]; for signals and volumes take Tensor.interpolate",
                e.getMessage());
    }

    @Test
    void initializationIsPyTorchs() {
        Conv1d line = Conv1d.of(4, 16, 5, PLAIN.groups(2), KEY);
        assertEquals(Shape.of(16, 2, 5), line.weight().shape());
        assertBound(10, line.weight());
        assertBound(10, line.bias().orElseThrow());
        Conv3d volume = Conv3d.of(4, 16, 2, CUBIC.groups(2), KEY);
        assertEquals(Shape.of(16, 2, 2, 2, 2), volume.weight().shape());
        assertBound(16, volume.weight());
        assertBound(16, volume.bias().orElseThrow());
        // PyTorch counts a transposed weight's second axis.
        ConvTranspose2d image = ConvTranspose2d.of(8, 32, 3, TRANSPOSED, KEY);
        assertEquals(Shape.of(8, 16, 3, 3), image.weight().shape());
        assertBound(144, image.weight());
        assertBound(144, image.bias().orElseThrow());
        ConvTranspose1d signal = ConvTranspose1d.of(8, 32, 3, TRANSPOSED, KEY);
        assertBound(48, signal.weight());
        var cube = new TransposedOptions3d(CUBIC);
        assertBound(8 * 27, ConvTranspose3d.of(2, 8, 3, cube, KEY).weight());
    }

    @Test
    void namesArePyTorchs() {
        List<String> both = List.of("weight", "bias");
        assertEquals(both, names(Conv1d.of(1, 2, 3, KEY).same()));
        assertEquals(both, names(Conv2d.of(1, 2, 4, KEY).same().paddingMode(PadMode.REFLECT)));
        assertEquals(both, names(Conv3d.of(1, 2, 3, KEY)));
        assertEquals(List.of("weight"), names(ConvTranspose2d.withoutBias(2, 2, 3, TRANSPOSED, KEY)));
        assertEquals(List.of("weight"), names(ConvTranspose1d.withoutBias(2, 2, 3, TRANSPOSED, KEY)));
        assertEquals(List.of("weight"), names(Conv1d.withoutBias(1, 2, 3, PLAIN, KEY)));
        assertEquals(List.of("weight"), names(Conv3d.withoutBias(1, 2, 3, CUBIC, KEY)));
    }

    private static List<String> names(Object layer) {
        return List.copyOf(State.of(layer).parameters().keySet());
    }

    @Test
    void reluIsFusedWithTheSameBits() {
        Tensor x = KEY.fold("x").normal(2, 3, 9);
        for (Conv1d layer : List.of(Conv1d.of(3, 5, 4, KEY).same(), Conv1d.withoutBias(3, 5, 3, PLAIN, KEY))) {
            Tensor y = Sequential.of(layer, new Relu()).forward(x);
            assertTrue(y.equalBits(layer.forward(x).relu()));
        }
        Tensor image = KEY.fold("image").normal(2, 3, 5, 6);
        Conv2d reflecting = Conv2d.of(3, 4, 3, PLAIN.padding(1), KEY).paddingMode(PadMode.REFLECT);
        assertTrue(reflecting
                .forwardRelu(image)
                .equalBits(reflecting.forward(image).relu()));
    }

    @Test
    void sameKeepsTheSize() {
        for (int kernel = 1; kernel <= 5; kernel++) {
            Conv2d layer = Conv2d.of(2, 3, kernel, PLAIN.dilation(2, 1), KEY).same();
            assertEquals(
                    Shape.of(1, 3, 6, 7), layer.forward(Tensor.ones(1, 2, 6, 7)).shape());
            Conv3d volume = Conv3d.of(2, 3, kernel, KEY).same();
            assertEquals(
                    Shape.of(1, 3, 6, 7, 5),
                    volume.forward(Tensor.ones(1, 2, 6, 7, 5)).shape());
        }
    }

    /** In both orders: the mode belongs to the padding, however much of it there is. */
    @Test
    void sameKeepsThePaddingsMode() {
        for (PadMode mode : new PadMode[] {PadMode.REFLECT, PadMode.CIRCULAR, PadMode.ZEROS}) {
            for (int kernel = 2; kernel <= 3; kernel++) {
                Conv1d signal = Conv1d.of(2, 3, kernel, KEY);
                Tensor l = KEY.fold("l").normal(1, 2, 6);
                Tensor signals = signal.same().paddingMode(mode).forward(l);
                assertTrue(signals.equalBits(signal.paddingMode(mode).same().forward(l)));
                Conv2d image = Conv2d.of(2, 3, kernel, KEY);
                Tensor hw = KEY.fold("hw").normal(1, 2, 6, 5);
                Tensor images = image.same().paddingMode(mode).forward(hw);
                assertTrue(images.equalBits(image.paddingMode(mode).same().forward(hw)));
                Conv3d volume = Conv3d.of(2, 3, kernel, KEY);
                Tensor dhw = KEY.fold("dhw").normal(1, 2, 6, 5, 4);
                Tensor volumes = volume.same().paddingMode(mode).forward(dhw);
                assertTrue(volumes.equalBits(volume.paddingMode(mode).same().forward(dhw)));
                assertEquals(
                        mode == PadMode.ZEROS, images.equalBits(image.same().forward(hw)), mode + " is seen");
            }
        }
    }

    private static void assertFails(String message, Executable use) {
        assertEquals(message, assertThrows(ShapeException.class, use).getMessage());
    }

    @Test
    void mistakesAreExplained() {
        assertFails(
                "Conv1d(3 -> 8): the input [2, 9] should be [n, 3, length]; reshape it",
                () -> Conv1d.of(3, 8, 3, KEY).forward(Tensor.zeros(2, 9)));
        assertFails(
                "ConvTranspose2d(4 -> 8): the input [2, 3, 5, 5] should be [n, 4, height, width];"
                        + " give the layer the channels of what comes before",
                () -> ConvTranspose2d.of(4, 8, 3, TRANSPOSED, KEY).forward(Tensor.zeros(2, 3, 5, 5)));
        assertFails(
                "Conv3d needs a weight [out, in / groups, depth, height, width] and a bias [out], but got [2, 3] and [3]",
                () -> new Conv3d(Tensor.zeros(2, 3), Optional.of(Tensor.zeros(3)), CUBIC));
        assertFails(
                "ConvTranspose1d(3 -> 4): 2 groups don't divide both numbers of channels; choose a common divisor",
                () -> ConvTranspose1d.of(3, 4, 3, TRANSPOSED, KEY));
        assertFails(
                "Conv2d: a stride of [2, 2] can't keep the image's size; take stride 1, or a padding in numbers",
                () -> Conv2d.of(1, 1, 3, PLAIN.stride(2), KEY).same());
        assertFails(
                "conv2d: a kernel that reaches over 4 x 4 with stride [1, 1] keeps no image's size; take an odd reach and"
                        + " stride 1, or pad the image by hand",
                () -> PLAIN.same(4));
        assertFails(
                "GlobalAvgPool: the input [2, 3] has no axes behind [n, c]; it's pooled already",
                () -> new GlobalAvgPool().forward(Tensor.zeros(2, 3)));
        assertFails(
                "Border[1, 1]: the input [3] has fewer axes than the border's 2; unsqueeze it",
                () -> Border.of(1, PadMode.REFLECT).forward(Tensor.zeros(3)));
        assertFails(
                "a border needs a number in front of and behind each axis, but got [1] and [1, 2]",
                () -> new Border(Shape.of(1), Shape.of(1, 2), PadMode.ZEROS));
    }
}
