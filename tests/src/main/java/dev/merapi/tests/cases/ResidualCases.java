package dev.merapi.tests.cases;

import static dev.merapi.tests.cases.ConvolutionCases.shape;

import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Conv2d;
import dev.merapi.tests.Domain;
import dev.merapi.tests.ImageOracles;
import dev.merapi.tests.Input;
import dev.merapi.tests.OperatorCase;
import dev.merapi.tests.Oracle;
import dev.merapi.tests.Tolerance;
import dev.merapi.tests.Variant;
import java.util.List;

/** Convolutions that end a residual block: the shortcut is added to them, then relu applied. */
public final class ResidualCases {
    private static final Domain ANY = Domain.between(-2, 2);
    private static final Conv2d.Options PLAIN = Conv2d.Options.DEFAULT;

    private ResidualCases() {}

    /** The rows. */
    public static List<OperatorCase> all() {
        return List.of(
                row(
                                "conv2dAddRelu",
                                PLAIN,
                                small(shape(2, 5, 3, 4), shape(4, 5, 1, 1), shape(2, 4, 3, 4)),
                                large(shape(3, 70, 9, 7), shape(19, 70, 1, 1), shape(3, 19, 9, 7)),
                                large(shape(1, 530, 5, 7), shape(14, 530, 1, 1), shape(1, 14, 5, 7)))
                        .mistake(() -> residual(4, 6), "conv2d", "addend", "[1, 4, 6, 5]", "[1, 4, 5, 5]")
                        .mistake(() -> residual(3, 5), "conv2d", "addend", "[1, 3, 5, 5]", "[1, 4, 5, 5]"),
                row(
                        "conv2dAddRelu padded",
                        PLAIN.padding(1),
                        small(shape(2, 3, 5, 4), shape(4, 3, 3, 3), shape(2, 4, 5, 4)),
                        large(shape(2, 17, 13, 11), shape(18, 17, 3, 3), shape(2, 18, 13, 11))),
                row(
                        "conv2dAddRelu strided",
                        PLAIN.stride(2),
                        small(shape(1, 3, 7, 6), shape(4, 3, 1, 1), shape(1, 4, 4, 3)),
                        small(shape(1, 2, 7, 9), shape(3, 2, 3, 2), shape(1, 3, 3, 4))),
                row(
                        "conv2dAddRelu depthwise",
                        PLAIN.groups(3),
                        small(shape(1, 3, 5, 6), shape(3, 1, 3, 3), shape(1, 3, 3, 4))));
    }

    private static Tensor residual(int channels, int height) {
        Tensor addend = Tensor.ones(1, channels, height, 5);
        return Tensor.ones(1, 2, 5, 5).conv2dAddRelu(Tensor.ones(4, 2, 1, 1), Tensor.ones(4), addend, PLAIN);
    }

    private static OperatorCase row(String name, Conv2d.Options options, Variant... variants) {
        Oracle sums = in -> ImageOracles.conv2d(in.get(0), in.get(1), options)
                .zip(in.get(2).reshape(in.get(2).size(0), 1, 1), Double::sum)
                .zip(in.get(3), Double::sum);
        return OperatorCase.of(
                name,
                in -> in.get(0).conv2dAddRelu(in.get(1), in.get(2), in.get(3), options),
                in -> sums.of(in).map(v -> Math.max(v, 0)),
                Tolerance.sums(
                        in -> in.get(1).values().length / (double) in.get(1).size(0) + 2, sums),
                List.of(variants));
    }

    private static Variant small(int[] x, int[] weight, int[] y) {
        return new Variant(inputs(x, weight, y), false);
    }

    private static Variant large(int[] x, int[] weight, int[] y) {
        return new Variant(inputs(x, weight, y), true);
    }

    /** x, weight, a bias and an addend. */
    private static List<Input> inputs(int[] x, int[] weight, int[] y) {
        return List.of(new Input(ANY, x), new Input(ANY, weight), new Input(ANY, weight[0]), new Input(ANY, y));
    }
}
