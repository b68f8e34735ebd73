package dev.merapi.tests.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.layer.Conv1d;
import dev.merapi.models.layer.Conv2d;
import dev.merapi.models.layer.Conv3d;
import dev.merapi.models.layer.ConvTranspose1d;
import dev.merapi.models.layer.ConvTranspose2d;
import dev.merapi.models.layer.ConvTranspose3d;
import dev.merapi.models.layer.Layer;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Conv2d.Options;
import dev.merapi.tensor.op.Options3d;
import dev.merapi.tensor.op.PadMode;
import dev.merapi.tensor.op.TransposedOptions;
import dev.merapi.tensor.op.TransposedOptions3d;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Transposed convolutions with Keras's {@code padding="same"} and {@code "valid"}, and the others with {@code "valid"}. */
class SamePaddingTest {
    private static final RandomKey KEY = RandomKey.of(9);
    private static final Options PLAIN = Options.DEFAULT;

    /** Stride, dilation and kernel of one axis, where others have 1, and what is cut off at its ends. */
    private record Axis(int stride, int dilation, int kernel) {
        int excess() {
            return dilation * (kernel - 1) + 1 - stride;
        }

        int front() {
            return Math.max(0, excess()) / 2;
        }

        /** y of so many axes, the last of which is this, from the whole result without bias. */
        Tensor cut(Tensor whole, int length, Tensor bias) {
            int axis = whole.rank() - 1;
            int[] dims = new int[axis];
            Arrays.fill(dims, 1);
            dims[0] = bias.size();
            int[] behind = new int[whole.rank()];
            behind[axis] = Math.max(0, -excess());
            return whole.pad(new int[whole.rank()], behind, 0)
                    .slice(axis, front(), front() + length * stride)
                    .add(bias.reshape(dims));
        }
    }

    private static Options options(Axis a) {
        return PLAIN.stride(1, a.stride()).dilation(1, a.dilation());
    }

    private static Options3d volume(Axis a) {
        return new Options3d(1, 0, 1, options(a));
    }

    /** For odd and even lengths y is the whole result with its ends cut off, and has x's length times the stride. */
    @ParameterizedTest
    @CsvSource({"1, 1", "1, 2", "2, 1", "2, 2", "3, 1", "3, 2"})
    void transposedSameIsTheWholeWithoutItsEnds(int stride, int dilation) {
        Tensor bias = KEY.fold("bias").normal(3);
        for (int kernel = 1; kernel <= 5; kernel++) {
            Axis a = new Axis(stride, dilation, kernel);
            for (int length : new int[] {1, 4, 7}) {
                Tensor w = KEY.fold("w").normal(2, 3, kernel);
                Tensor x = KEY.fold("x").normal(2, 2, length);
                var t = new TransposedOptions(options(a));
                Layer signal = new ConvTranspose1d(w, Optional.of(bias), t).same();
                assertCut(a, length, x.convTranspose1d(w, t), bias, signal.forward(x));

                Tensor plane = x.unsqueeze(2);
                Tensor rows = w.unsqueeze(2);
                Layer image = new ConvTranspose2d(rows, Optional.of(bias), t).same();
                assertCut(a, length, plane.convTranspose2d(rows, t), bias, image.forward(plane));

                Tensor cube = plane.unsqueeze(2);
                Tensor slabs = rows.unsqueeze(2);
                var t3 = new TransposedOptions3d(volume(a));
                Layer volume = new ConvTranspose3d(slabs, Optional.of(bias), t3).same();
                assertCut(a, length, cube.convTranspose3d(slabs, t3), bias, volume.forward(cube));
            }
        }
    }

    private static void assertCut(Axis a, int length, Tensor whole, Tensor bias, Tensor y) {
        assertEquals(length * a.stride(), y.size(-1), a::toString);
        assertTrue(a.cut(whole, length, bias).equalBits(y), a::toString);
    }

    /** TensorFlow's definition: the transpose of the strided convolution of padding same, {@code <conv(x), y> = <x, convT(y)>}. */
    @ParameterizedTest
    @CsvSource({"1, 1", "1, 2", "2, 1", "2, 2", "3, 1", "3, 2"})
    void transposedSameIsTheTransposeOfSame(int stride, int dilation) {
        for (int kernel = 1; kernel <= 5; kernel++) {
            Axis a = new Axis(stride, dilation, kernel);
            Options both = PLAIN.stride(stride).dilation(dilation);
            Tensor w = KEY.fold("w").normal(2, 3, kernel, kernel).to(DType.FLOAT64);
            Tensor x = KEY.fold("x").normal(2, 3, 4 * stride, 3 * stride).to(DType.FLOAT64);
            Tensor y = KEY.fold("y").normal(2, 2, 4, 3).to(DType.FLOAT64);
            int front = a.front();
            int behind = Math.max(0, a.excess()) - front;
            Tensor padded = x.pad(new int[] {0, 0, front, front}, new int[] {0, 0, behind, behind}, 0);
            double expected = padded.conv2d(w, both).mul(y).sum().item();
            Layer layer = new ConvTranspose2d(w, Optional.empty(), new TransposedOptions(both)).same();
            assertEquals(expected, layer.forward(y).mul(x).sum().item(), 1e-10, a::toString);
        }
    }

    /** Each axis by its own stride, dilation and kernel. */
    @Test
    void axesDiffer() {
        var t = new TransposedOptions(PLAIN.stride(2, 3).dilation(2, 1));
        Layer image = ConvTranspose2d.of(2, 3, 4, 1, t, KEY).same();
        assertEquals(
                Shape.of(1, 3, 10, 12), image.forward(Tensor.ones(1, 2, 5, 4)).shape());
        var t3 = new TransposedOptions3d(Options3d.DEFAULT.stride(3, 1, 2).dilation(1, 2, 1));
        Layer volume = ConvTranspose3d.of(2, 3, 2, 2, 4, t3, KEY).same();
        assertEquals(
                Shape.of(1, 3, 9, 5, 8),
                volume.forward(Tensor.ones(1, 2, 3, 5, 4)).shape());
    }

    /** Whatever padding there was, also one by {@code same}, and twice is as once. */
    @Test
    void validIsWithoutPadding() {
        Tensor l = KEY.fold("l").normal(1, 2, 6);
        Tensor hw = KEY.fold("hw").normal(1, 2, 6, 7);
        Tensor dhw = KEY.fold("dhw").normal(1, 2, 5, 6, 7);
        Conv1d signal = Conv1d.of(2, 3, 4, KEY);
        assertSame(signal, signal.same().paddingMode(PadMode.REFLECT).valid(), l);
        Conv2d image = Conv2d.of(2, 3, 3, KEY);
        assertSame(image, image.same().valid(), hw);
        assertSame(
                image.same().paddingMode(PadMode.REFLECT),
                image.paddingMode(PadMode.REFLECT).valid().same(),
                hw);
        Conv3d volume = Conv3d.of(2, 3, 3, KEY);
        assertSame(volume, volume.same().valid(), dhw);
        var t = new TransposedOptions(PLAIN.stride(2));
        ConvTranspose1d longer = ConvTranspose1d.of(2, 3, 5, t, KEY);
        assertSame(longer, longer.same().valid(), l);
        assertSame(longer.same(), longer.same().same(), l);
        ConvTranspose2d larger = ConvTranspose2d.of(2, 3, 5, t, KEY);
        assertSame(larger, larger.same().valid(), hw);
        ConvTranspose3d deeper = ConvTranspose3d.of(2, 3, 2, new TransposedOptions3d(Options3d.DEFAULT), KEY);
        assertSame(deeper, deeper.same().valid(), dhw);
    }

    private static void assertSame(Layer expected, Layer actual, Tensor x) {
        assertTrue(expected.forward(x).equalBits(actual.forward(x)), actual::toString);
    }

    @Test
    void mistakesAreExplained() {
        var t = new TransposedOptions(PLAIN.stride(2), 1, 1);
        var e = assertThrows(
                ShapeException.class, () -> ConvTranspose2d.of(1, 1, 3, t, KEY).same());
        assertEquals(
                "convTranspose: an output padding of 1 clashes with the padding `same`, which makes y 2 times as long as x;"
                        + " leave out one of them",
                e.getMessage());
        var far = new TransposedOptions(PLAIN.dilation(1 << 20));
        e = assertThrows(
                ShapeException.class,
                () -> ConvTranspose1d.of(1, 1, 9, far, KEY).same());
        assertTrue(e.getMessage().startsWith("conv2d: padding [0, 1048577] must be"), e.getMessage());
    }
}
