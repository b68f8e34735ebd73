package dev.merapi.tests.tensor;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.autograd.Autograd;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Conv2d;
import dev.merapi.tensor.op.Options3d;
import dev.merapi.tensor.op.TransposedOptions;
import dev.merapi.tensor.op.TransposedOptions3d;
import dev.merapi.tensor.op.Window;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Strides, paddings, dilations and windows so large that their sums would overflow are told in a sentence. */
class HugeOptionsTest {
    private static final int MOST = 1 << 20;
    private static final Conv2d.Options PLAIN = Conv2d.Options.DEFAULT;

    private static void refused(Executable f, String... words) {
        String message = assertThrows(ShapeException.class, f).getMessage();
        for (String word : words) {
            assertTrue(message.contains(word), message);
        }
    }

    private static Tensor image(int size) {
        return Tensor.zeros(1, 1, size, size);
    }

    @Test
    void optionsHaveALimit() {
        for (int huge : new int[] {MOST + 1, 1 << 30, 1431655766, Integer.MAX_VALUE}) {
            refused(() -> PLAIN.stride(huge), "conv2d: stride", "1048576");
            refused(() -> PLAIN.dilation(huge), "conv2d", "dilation", "1048576");
            refused(() -> PLAIN.padding(huge), "conv2d: padding", "1048576");
            refused(() -> Options3d.DEFAULT.stride(huge, 1, 1), "conv3d", "stride " + huge, "1048576");
            refused(() -> Window.of(huge), "window: kernel", "1048576");
            refused(() -> Window.of(2).stride(huge), "window", "stride", "1048576");
            refused(() -> Window.of(3).dilation(huge), "window: dilation", "1048576");
        }
    }

    @Test
    void kernelsThatReachBeyondDontFit() {
        Tensor x = image(5);
        refused(() -> x.conv2d(image(3), PLAIN.dilation(MOST)), "2097153 x 2097153", "doesn't fit");
        refused(() -> x.conv2d(image(4097), PLAIN.dilation(MOST)), "4294967297", "doesn't fit");
        Tensor signal = Tensor.zeros(1, 1, 5);
        Tensor kernel = Tensor.zeros(1, 1, 2049);
        refused(() -> signal.conv1d(kernel, PLAIN.dilation(MOST)), "conv1d", "2147483649", "doesn't fit");
        refused(() -> Window.of(1 << 13).dilation(1 << 8), "dilation [256, 256]", "8192");
        refused(() -> x.maxPool2d(Window.of(MOST)), "doesn't fit");
    }

    @Test
    void resultsBeyondAllSizesAreTold() {
        var far = new TransposedOptions(PLAIN.stride(MOST));
        refused(() -> far.of(List.of(image(2049), image(1))), "convTranspose2d", "2147483649", "smaller stride");
        refused(() -> far.of(List.of(image(5), image(1))), "2^31 - 1 elements");
        var deep = new TransposedOptions3d(Options3d.DEFAULT.stride(MOST, 1, 1));
        refused(
                () -> deep.of(List.of(Tensor.zeros(1, 1, 2049, 1, 1), Tensor.zeros(1, 1, 1, 1, 1))),
                "convTranspose3d",
                "depth of 2147483649");
        refused(() -> image(5).conv2d(image(1), PLAIN.padding(MOST)), "2^31 - 1 elements");
    }

    /** Each way of the convolution, forward and back, and both pools. */
    @ParameterizedTest
    @CsvSource({"1, 1, 1", "1, 4, 3", "3, 8, 3", "16, 16, 3", "16, 16, 1", "3, 8, 5"})
    void theLargestStrideGivesTheFirstResult(int channels, int outputs, int kernel) {
        RandomKey key = RandomKey.of(5);
        for (int groups : channels == 16 ? new int[] {1, 16} : new int[] {1}) {
            for (int padding : new int[] {0, 1}) {
                Tensor x = key.normal(2, channels, 9, 9);
                Tensor w = key.normal(outputs, channels / groups, kernel, kernel);
                Conv2d.Options far = PLAIN.stride(MOST).padding(padding).groups(groups);
                Conv2d.Options near = far.stride(9 + 2 * padding);
                assertSame(x, w, near, far);
            }
        }
        Tensor x = key.normal(2, channels, 9, 9);
        assertPools(x, Window.of(2).stride(MOST), Window.of(2).stride(9));
    }

    private static void assertSame(Tensor x, Tensor w, Conv2d.Options near, Conv2d.Options far) {
        var expected = Autograd.record(List.of(x, w), () -> x.conv2d(w, near));
        var actual = Autograd.record(List.of(x, w), () -> x.conv2d(w, far));
        assertTrue(expected.value().equalBits(actual.value()));
        Tensor dy = expected.value().onesLike();
        var gradients = expected.apply(dy);
        var others = actual.apply(dy);
        assertTrue(gradients.of(x).equalBits(others.of(x)));
        assertTrue(gradients.of(w).equalBits(others.of(w)));
    }

    private static void assertPools(Tensor x, Window far, Window near) {
        assertTrue(x.maxPool2d(far).equalBits(x.maxPool2d(near)));
        assertTrue(x.avgPool2d(far).equalBits(x.avgPool2d(near)));
        var gradient = Autograd.record(List.of(x), () -> x.maxPool2d(far)).apply(x.maxPool2d(far));
        var other = Autograd.record(List.of(x), () -> x.maxPool2d(near)).apply(x.maxPool2d(near));
        assertTrue(gradient.of(x).equalBits(other.of(x)));
    }
}
