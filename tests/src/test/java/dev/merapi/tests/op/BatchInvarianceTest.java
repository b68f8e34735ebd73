package dev.merapi.tests.op;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.tensor.DType;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Conv2d;
import dev.merapi.tensor.op.Interpolation;
import dev.merapi.tensor.op.Options3d;
import dev.merapi.tensor.op.PadMode;
import dev.merapi.tensor.op.TransposedOptions;
import dev.merapi.tensor.op.Window;
import dev.merapi.tests.Domain;
import dev.merapi.tests.Tensors;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A sample alone and the same sample among others give the same bits. */
@Tag("bits")
class BatchInvarianceTest {
    private static final int BATCH = 37;

    static Stream<Arguments> operators() {
        Conv2d.Options padded = Conv2d.Options.DEFAULT.padding(1);
        TransposedOptions doubling = new TransposedOptions(padded.stride(2));
        return Stream.of(
                of("linear", x -> x.linear(random(1, 67, 33), random(2, 33)), 67),
                of("linear deep", x -> x.linearRelu(random(1, 1100, 17), random(2, 17)), 1100),
                of("linear wide", x -> x.linear(random(1, 5, 300)), 5),
                of("matmul by one matrix", x -> x.matmul(random(1, 33, 65)), 9, 33),
                of("matmul with itself", x -> x.matmul(x.transpose(1, 2)), 17, 33),
                of("conv2d", x -> x.conv2d(random(1, 8, 3, 3, 3), random(2, 8), padded), 3, 9, 10),
                of("conv2d strided", x -> x.conv2d(random(1, 33, 2, 5, 5), padded.stride(2)), 2, 12, 12),
                of("conv1d", x -> x.conv1d(random(1, 33, 20, 5), random(2, 33), padded), 20, 47),
                of("conv3d", x -> x.conv3d(random(1, 9, 3, 3, 3, 3), Options3d.DEFAULT.padding(1)), 3, 5, 9, 10),
                of("convTranspose2d", x -> x.convTranspose2d(random(1, 17, 5, 4, 4), doubling), 17, 7, 8),
                of("interpolate", x -> x.interpolate(Interpolation.LINEAR, 14, 19), 3, 9, 10),
                of("padEdge", x -> x.pad(new int[4], new int[] {0, 0, 2, 3}, PadMode.REFLECT), 3, 9, 10),
                of("maxPool2d", x -> x.maxPool2d(2), 3, 9, 10),
                of("avgPool2d", x -> x.avgPool2d(Window.of(3).stride(2).padding(1)), 3, 9, 10),
                of("softmax", x -> x.softmax(-1), 129),
                of("logSoftmax", x -> x.logSoftmax(-1), 10),
                of("standardize", x -> x.standardize(1e-5), 77),
                of("sum", x -> x.sum(1), 5000),
                of("sum of columns", x -> x.sum(1), 300, 33),
                of("mean of an image", x -> x.mean(2, 3), 3, 9, 10),
                of("gelu", Tensor::gelu, 31));
    }

    private static Arguments of(String name, UnaryOperator<Tensor> f, int... dims) {
        return Arguments.of(name, f, dims);
    }

    private static Tensor random(int seed, int... dims) {
        return Tensors.random(RandomKey.of(seed), DType.FLOAT32, Domain.between(-1, 1), dims);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operators")
    void samplesDontSeeEachOther(String name, UnaryOperator<Tensor> f, int... dims) {
        int[] batch = new int[dims.length + 1];
        batch[0] = BATCH;
        System.arraycopy(dims, 0, batch, 1, dims.length);
        Tensor x = random(7, batch);
        Tensor all = f.apply(x);
        for (int size : new int[] {1, 2, 5, 16}) {
            for (int from : new int[] {0, 8, BATCH - size}) {
                Tensor part = f.apply(x.slice(0, from, from + size));
                assertTrue(
                        part.equalBits(all.slice(0, from, from + size)),
                        () -> name + ": samples " + from + " to " + (from + size) + " differ from the same among "
                                + BATCH);
            }
        }
    }
}
