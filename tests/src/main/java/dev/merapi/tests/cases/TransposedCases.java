package dev.merapi.tests.cases;

import static dev.merapi.tests.cases.ConvolutionCases.image;
import static dev.merapi.tests.cases.ConvolutionCases.inputs;
import static dev.merapi.tests.cases.ConvolutionCases.large;
import static dev.merapi.tests.cases.ConvolutionCases.row;
import static dev.merapi.tests.cases.ConvolutionCases.shape;
import static dev.merapi.tests.cases.ConvolutionCases.signal;

import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Conv2d;
import dev.merapi.tensor.op.Options3d;
import dev.merapi.tensor.op.TransposedOptions;
import dev.merapi.tensor.op.TransposedOptions3d;
import dev.merapi.tests.Array;
import dev.merapi.tests.ImageOracles;
import dev.merapi.tests.OperatorCase;
import dev.merapi.tests.Variant;
import dev.merapi.tests.VolumeOracles;
import java.util.ArrayList;
import java.util.List;

/** Transposed convolutions of signals, images and volumes. */
public final class TransposedCases {
    private static final Conv2d.Options PLAIN = Conv2d.Options.DEFAULT;
    private static final Options3d CUBIC = Options3d.DEFAULT;

    private TransposedCases() {}

    /** The rows. */
    public static List<OperatorCase> all() {
        List<OperatorCase> rows = new ArrayList<>();
        rows.addAll(signals());
        rows.addAll(images());
        rows.addAll(volumes());
        return List.copyOf(rows);
    }

    private static List<OperatorCase> signals() {
        Conv2d.Options moved = PLAIN.stride(2).padding(3).dilation(2).groups(2);
        return List.of(
                transposedSignal(
                                "convTranspose1d",
                                new TransposedOptions(PLAIN),
                                inputs(shape(2, 3, 5), shape(3, 4, 3), 4),
                                large(shape(9, 30, 70), shape(30, 17, 5), 17))
                        .mistake(
                                () -> Tensor.ones(1, 3, 5)
                                        .convTranspose1d(Tensor.ones(2, 3, 3), new TransposedOptions(PLAIN)),
                                "convTranspose1d",
                                "[1, 3, 5]",
                                "[2, 3, 3]"),
                transposedSignal(
                        "convTranspose1d moved",
                        new TransposedOptions(moved.padding(1), 0, 1),
                        inputs(shape(2, 4, 5), shape(4, 3, 3), 6),
                        large(shape(9, 30, 70), shape(30, 9, 5), 18)),
                transposedSignal(
                        "convTranspose1d same",
                        new TransposedOptions(PLAIN.stride(2)).same(5),
                        inputs(shape(2, 3, 4), shape(3, 2, 5), 2),
                        large(shape(9, 30, 70), shape(30, 17, 5), 17)));
    }

    private static OperatorCase transposedSignal(String name, TransposedOptions t, Variant... variants) {
        Conv2d.Options o = t.options();
        Conv2d.Options row = new Conv2d.Options(1, o.strideW(), 0, o.padW(), 1, o.dilationW(), o.groups());
        return row(
                name,
                in -> in.get(0).convTranspose1d(in.get(1), in.get(2), t),
                in -> {
                    int w = size(in, 2, o.strideW(), o.padW(), o.dilationW(), t.outputPadW());
                    return signal(ImageOracles.inputGradient(image(in.get(0)), image(in.get(1)), row, 1, w));
                },
                variants);
    }

    private static int size(List<Array> in, int axis, int stride, int pad, int dilation, int outputPad) {
        int kernel = in.get(1).size(axis);
        return (in.get(0).size(axis) - 1) * stride - 2 * pad + dilation * (kernel - 1) + 1 + outputPad;
    }

    private static List<OperatorCase> images() {
        return List.of(
                transposed(
                                "convTranspose2d",
                                new TransposedOptions(PLAIN),
                                inputs(shape(2, 3, 3, 4), shape(3, 2, 3, 2), 2),
                                inputs(shape(1, 1, 1, 1), shape(1, 1, 1, 1), 1),
                                large(shape(9, 17, 11, 12), shape(17, 5, 3, 3), 5))
                        .mistake(
                                () -> Tensor.ones(1, 3, 5, 5)
                                        .convTranspose2d(Tensor.ones(4, 2, 3, 3), new TransposedOptions(PLAIN)),
                                "convTranspose2d",
                                "[1, 3, 5, 5]",
                                "[4, 2, 3, 3]",
                                "o / groups")
                        .mistake(
                                () -> Tensor.ones(1, 1, 1, 1)
                                        .convTranspose2d(
                                                Tensor.ones(1, 1, 1, 1), new TransposedOptions(PLAIN.padding(1))),
                                "convTranspose2d",
                                "-1 x -1",
                                "pad less")
                        .mistake(() -> new TransposedOptions(PLAIN.stride(2), 2, 0), "output padding 2", "stride 2")
                        .mistake(() -> new TransposedOptions(PLAIN, -2, 0), "output padding -2", "at least -1")
                        .mistake(
                                () -> new TransposedOptions(PLAIN.stride(2), 1, 1).same(3, 3),
                                "output padding of 1",
                                "`same`",
                                "2 times",
                                "leave out one"),
                transposed(
                        "convTranspose2d strided",
                        new TransposedOptions(PLAIN.stride(2, 3).padding(1), 1, 2),
                        inputs(shape(2, 2, 3, 4), shape(2, 3, 3, 4), 3),
                        large(shape(9, 17, 11, 12), shape(17, 5, 3, 4), 5)),
                transposed(
                        "convTranspose2d dilated",
                        new TransposedOptions(PLAIN.dilation(3, 2).stride(2, 1).padding(1, 0), 2, 1),
                        inputs(shape(1, 2, 3, 4), shape(2, 3, 2, 3), 3),
                        large(shape(9, 17, 11, 12), shape(17, 5, 2, 3), 5)),
                transposed(
                        "convTranspose2d grouped",
                        new TransposedOptions(PLAIN.stride(2).padding(1).groups(2)),
                        inputs(shape(2, 4, 3, 3), shape(4, 3, 4, 4), 6),
                        large(shape(9, 18, 11, 12), shape(18, 3, 4, 4), 6)),
                transposed(
                        "convTranspose2d same",
                        new TransposedOptions(PLAIN.stride(2, 3).dilation(2, 1)).same(3, 2),
                        inputs(shape(2, 2, 3, 4), shape(2, 3, 3, 2), 3),
                        large(shape(9, 17, 11, 12), shape(17, 5, 3, 2), 5)));
    }

    private static OperatorCase transposed(String name, TransposedOptions t, Variant... variants) {
        Conv2d.Options o = t.options();
        return row(
                name,
                in -> in.get(0).convTranspose2d(in.get(1), in.get(2), t),
                in -> {
                    int h = size(in, 2, o.strideH(), o.padH(), o.dilationH(), t.outputPadH());
                    int w = size(in, 3, o.strideW(), o.padW(), o.dilationW(), t.outputPadW());
                    return ImageOracles.inputGradient(in.get(0), in.get(1), o, h, w);
                },
                variants);
    }

    private static List<OperatorCase> volumes() {
        Options3d moved = new Options3d(
                2, 1, 1, PLAIN.stride(1, 2).padding(1, 2).dilation(2, 1).groups(2));
        return List.of(
                transposedVolume(
                                "convTranspose3d",
                                new TransposedOptions3d(CUBIC),
                                inputs(shape(2, 2, 2, 3, 2), shape(2, 3, 2, 2, 3), 3),
                                large(shape(3, 5, 5, 6, 7), shape(5, 9, 3, 3, 3), 9))
                        .mistake(
                                () -> Tensor.ones(1, 1, 1, 1, 1)
                                        .convTranspose3d(
                                                Tensor.ones(1, 1, 1, 1, 1), new TransposedOptions3d(CUBIC.padding(1))),
                                "convTranspose3d",
                                "pad less"),
                transposedVolume(
                        "convTranspose3d moved",
                        new TransposedOptions3d(moved, 1, 0, 1),
                        inputs(shape(1, 4, 3, 3, 3), shape(4, 1, 3, 2, 3), 2),
                        large(shape(3, 6, 5, 6, 7), shape(6, 4, 3, 2, 3), 8)),
                transposedVolume(
                        "convTranspose3d deep",
                        new TransposedOptions3d(new Options3d(1, 0, 2, PLAIN), 1, 0, 0),
                        inputs(shape(1, 2, 2, 2, 2), shape(2, 2, 2, 2, 2), 2),
                        large(shape(3, 5, 5, 6, 7), shape(5, 9, 2, 2, 2), 9)),
                transposedVolume(
                        "convTranspose3d same",
                        new TransposedOptions3d(CUBIC.stride(2, 2, 1)).same(3, 1, 2),
                        inputs(shape(1, 2, 2, 3, 2), shape(2, 2, 3, 1, 2), 2),
                        large(shape(3, 5, 5, 6, 7), shape(5, 9, 3, 1, 2), 9)));
    }

    private static OperatorCase transposedVolume(String name, TransposedOptions3d t, Variant... variants) {
        Options3d o = t.options();
        Conv2d.Options p = o.plane();
        return row(
                name,
                in -> in.get(0).convTranspose3d(in.get(1), in.get(2), t),
                in -> {
                    int d = size(in, 2, o.strideD(), o.padD(), o.dilationD(), t.outputPadD());
                    int h = size(in, 3, p.strideH(), p.padH(), p.dilationH(), t.outputPadH());
                    int w = size(in, 4, p.strideW(), p.padW(), p.dilationW(), t.outputPadW());
                    return VolumeOracles.transposed(in.get(0), in.get(1), o, d, h, w);
                },
                variants);
    }
}
