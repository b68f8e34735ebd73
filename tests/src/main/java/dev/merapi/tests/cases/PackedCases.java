package dev.merapi.tests.cases;

import static dev.merapi.tests.cases.ConvolutionCases.inputs;
import static dev.merapi.tests.cases.ConvolutionCases.large;
import static dev.merapi.tests.cases.ConvolutionCases.shape;

import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Conv2d;
import dev.merapi.tests.Array;
import dev.merapi.tests.Domain;
import dev.merapi.tests.ImageOracles;
import dev.merapi.tests.Input;
import dev.merapi.tests.OperatorCase;
import dev.merapi.tests.Oracle;
import dev.merapi.tests.Tolerance;
import dev.merapi.tests.Variant;
import java.util.List;

/** Packed weights of convolutions, [o / 32, c, kh, kw, 32]. */
public final class PackedCases {
    private static final int BLOCK = 32;
    private static final Domain ANY = Domain.between(-2, 2);
    private static final Conv2d.Options PLAIN = Conv2d.Options.DEFAULT;

    private PackedCases() {}

    /** The rows. */
    public static List<OperatorCase> all() {
        return List.of(
                OperatorCase.of(
                                "packConv2d",
                                in -> in.getFirst().packConv2d(),
                                in -> pack(in.getFirst()),
                                Tolerance.exact(),
                                List.of(
                                        Variant.of(new Input(ANY, 32, 2, 1, 2)),
                                        new Variant(List.of(new Input(ANY, 96, 37, 3, 3)), true)))
                        .mistake(() -> Tensor.ones(48, 2, 3, 3).packConv2d(), "packConv2d", "[48, 2, 3, 3]", "32")
                        .mistake(() -> Tensor.ones(32, 2, 3).packConv2d(), "packConv2d", "[32, 2, 3]"),
                row(
                                "conv2d packed",
                                PLAIN,
                                inputs(shape(2, 3, 2, 2), shape(1, 3, 1, 1, 32), 32),
                                large(shape(3, 70, 9, 7), shape(2, 70, 1, 1, 32), 64),
                                large(shape(1, 1030, 5, 7), shape(3, 1030, 1, 1, 32), 96))
                        .mistake(
                                () -> Tensor.ones(1, 4, 5, 5).conv2d(Tensor.ones(1, 2, 1, 1, 32), PLAIN.groups(2)),
                                "conv2d",
                                "packed",
                                "[1, 2, 1, 1, 32]")
                        .mistake(
                                () -> Tensor.ones(1, 3, 5, 5).conv2d(Tensor.ones(1, 2, 1, 1, 32), PLAIN),
                                "conv2d",
                                "[1, 3, 5, 5]",
                                "[32, 2, 1, 1]")
                        .mistake(
                                () -> Tensor.ones(1, 2, 5, 5).conv2d(Tensor.ones(1, 2, 1, 1, 16), PLAIN),
                                "conv2d",
                                "[1, 2, 1, 1, 16]"),
                row(
                        "conv2d packed, padded",
                        PLAIN.padding(1),
                        inputs(shape(1, 2, 3, 2), shape(1, 2, 3, 3, 32), 32),
                        large(shape(2, 145, 13, 11), shape(2, 145, 3, 3, 32), 64)),
                row(
                        "conv2d packed, strided",
                        PLAIN.stride(2, 1).padding(2, 0).dilation(1, 2),
                        inputs(shape(1, 2, 3, 5), shape(1, 2, 2, 3, 32), 32),
                        large(shape(2, 17, 13, 40), shape(2, 17, 2, 3, 32), 64)));
    }

    private static OperatorCase row(String name, Conv2d.Options options, Variant... variants) {
        Oracle product = in -> ImageOracles.conv2d(in.get(0), unpack(in.get(1)), options);
        return ConvolutionCases.row(name, in -> in.get(0).conv2d(in.get(1), in.get(2), options), product, variants);
    }

    private static Array pack(Array w) {
        return Array.make(
                new int[] {w.size(0) / BLOCK, w.size(1), w.size(2), w.size(3), BLOCK},
                i -> w.get(i[0] * BLOCK + i[4], i[1], i[2], i[3]));
    }

    private static Array unpack(Array w) {
        return Array.make(
                new int[] {w.size(0) * BLOCK, w.size(1), w.size(2), w.size(3)},
                i -> w.get(i[0] / BLOCK, i[1], i[2], i[3], i[0] % BLOCK));
    }
}
