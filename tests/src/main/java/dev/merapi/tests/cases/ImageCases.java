package dev.merapi.tests.cases;

import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.AvgPool2dGrad;
import dev.merapi.tensor.op.Conv2d;
import dev.merapi.tensor.op.Conv2dInputGrad;
import dev.merapi.tensor.op.Conv2dWeightGrad;
import dev.merapi.tensor.op.MaxPool2dGrad;
import dev.merapi.tensor.op.MaxPool2dIndex;
import dev.merapi.tensor.op.Window;
import dev.merapi.tests.Array;
import dev.merapi.tests.Domain;
import dev.merapi.tests.ImageOracles;
import dev.merapi.tests.Input;
import dev.merapi.tests.OperatorCase;
import dev.merapi.tests.Oracle;
import dev.merapi.tests.Shapes;
import dev.merapi.tests.Tolerance;
import dev.merapi.tests.Variant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Convolution, pooling and their gradients. */
public final class ImageCases {
    private static final Domain ANY = Domain.between(-3, 3);
    private static final Conv2d.Options PLAIN = Conv2d.Options.DEFAULT;
    private static final Window OVERLAPPING = Window.of(3).stride(2).padding(1);
    private static final Window OBLONG = Window.of(2, 3).stride(3, 1);

    private ImageCases() {}

    /** The rows. */
    public static List<OperatorCase> all() {
        List<OperatorCase> rows = new ArrayList<>();
        rows.add(convolution("conv2d", PLAIN, false, conv(2, 3, 5, 6, 4, 3, 2), conv(1, 1, 3, 17, 1, 3, 3), wide())
                .mistake(() -> Tensor.ones(1, 3, 5, 5).conv2d(Tensor.ones(2, 4, 3, 3)), "conv2d", "[1, 3, 5, 5]", "4")
                .mistake(() -> Tensor.ones(1, 3, 2, 2).conv2d(Tensor.ones(2, 3, 3, 3)), "conv2d", "3 x 3", "pad")
                .mistake(
                        () -> Tensor.ones(3, 5, 5).conv2d(Tensor.ones(2, 3, 3, 3)),
                        "conv2d",
                        "[3, 5, 5]",
                        "[n, c, h, w]")
                .mistake(
                        () -> Tensor.ones(1, 1, 3, 3).conv2d(Tensor.ones(2, 1, 1, 1), Tensor.ones(3), PLAIN),
                        "conv2d",
                        "bias",
                        "[3]",
                        "[2]")
                .mistake(() -> PLAIN.stride(0), "conv2d", "stride [0, 0]"));
        rows.add(convolution(
                "conv2d padded", PLAIN.padding(1), false, conv(2, 2, 4, 5, 3, 3, 3), conv(1, 2, 1, 1, 2, 3, 3)));
        rows.add(convolution("conv2d strided", PLAIN.stride(2, 3).padding(1, 2), false, conv(1, 2, 7, 8, 3, 3, 4)));
        rows.add(convolution("conv2d dilated", PLAIN.dilation(2).padding(2), false, conv(1, 2, 6, 5, 2, 3, 2)));
        rows.add(convolution("conv2d grouped", PLAIN.groups(2).padding(1), false, grouped(2, 4, 5, 5, 6, 2)));
        rows.add(convolution("conv2d depthwise", PLAIN.groups(3), false, grouped(1, 3, 5, 6, 3, 3)));
        rows.add(convolution("conv2d 1x1", PLAIN, false, conv(2, 5, 3, 3, 4, 1, 1)));
        rows.add(convolution("conv2dRelu", PLAIN.padding(1), true, conv(2, 3, 5, 4, 4, 3, 3)));
        rows.addAll(gradients("", PLAIN, 3, 2));
        rows.addAll(gradients(" strided", PLAIN.stride(2).padding(1), 3, 3));
        rows.addAll(gradients(" dilated", PLAIN.dilation(1, 2).padding(2, 1), 3, 3));
        rows.addAll(gradients(" grouped", PLAIN.groups(2), 3, 3));
        rows.addAll(pooling());
        return List.copyOf(rows);
    }

    private static Variant wide() {
        return new Variant(conv(3, 5, 19, 18, 17, 3, 3).inputs(), true);
    }

    private static Variant conv(int n, int c, int h, int w, int o, int kh, int kw) {
        return Variant.of(new Input(ANY, n, c, h, w), new Input(ANY, o, c, kh, kw), new Input(ANY, o));
    }

    private static Variant grouped(int n, int c, int h, int w, int o, int groups) {
        return Variant.of(new Input(ANY, n, c, h, w), new Input(ANY, o, c / groups, 3, 3), new Input(ANY, o));
    }

    private static OperatorCase convolution(String name, Conv2d.Options options, boolean relu, Variant... variants) {
        Oracle sums = in -> ImageOracles.conv2d(in.get(0), in.get(1), options)
                .zip(in.get(2).reshape(in.get(2).size(0), 1, 1), Double::sum);
        Oracle oracle = relu ? in -> sums.of(in).map(v -> Math.max(v, 0)) : sums;
        return OperatorCase.of(
                name,
                in -> relu
                        ? in.get(0).conv2dRelu(in.get(1), in.get(2), options)
                        : in.get(0).conv2d(in.get(1), in.get(2), options),
                oracle,
                Tolerance.sums(
                        in -> in.get(1).values().length / (double) in.get(1).size(0) + 1, sums),
                List.of(variants));
    }

    /** The two gradients of a convolution of 6 x 7 images by kernels of kh x kw, as operators of their own. */
    private static List<OperatorCase> gradients(String name, Conv2d.Options options, int kh, int kw) {
        Oracle input = in -> ImageOracles.inputGradient(in.get(0), in.get(1), options, 6, 7);
        Oracle weight = in -> ImageOracles.weightGradient(in.get(0), in.get(1), options, kh, kw);
        return List.of(
                OperatorCase.of(
                        "conv2dInputGrad" + name,
                        in -> in.get(0).apply(new Conv2dInputGrad(options, 6, 7), in.get(1)),
                        input,
                        Tolerance.sums(in -> in.get(1).values().length, input),
                        List.of(
                                back(options, 2, 4, 6, kh, kw, false),
                                back(options, 1, 2, 2, kh, kw, false),
                                back(options, 24, 8, 10, kh, kw, true))),
                OperatorCase.of(
                        "conv2dWeightGrad" + name,
                        in -> in.get(0).apply(new Conv2dWeightGrad(options, kh, kw), in.get(1)),
                        weight,
                        Tolerance.sums(
                                in -> in.get(1).values().length
                                        / (double) in.get(1).size(1),
                                weight),
                        List.of(
                                weights(options, 2, 4, 6, kh, kw, false),
                                weights(options, 1, 2, 2, kh, kw, false),
                                weights(options, 24, 8, 10, kh, kw, true))));
    }

    private static int[] out(Conv2d.Options o, int n, int channels, int kh, int kw) {
        int reachH = o.dilationH() * (kh - 1) + 1;
        int reachW = o.dilationW() * (kw - 1) + 1;
        int oh = (6 + 2 * o.padH() - reachH) / o.strideH() + 1;
        int ow = (7 + 2 * o.padW() - reachW) / o.strideW() + 1;
        return new int[] {n, channels, oh, ow};
    }

    /** dy and weight. */
    private static Variant back(Conv2d.Options options, int n, int c, int o, int kh, int kw, boolean large) {
        Input dy = new Input(ANY, out(options, n, o, kh, kw));
        return new Variant(List.of(dy, new Input(ANY, o, c / options.groups(), kh, kw)), large);
    }

    /** x and dy. */
    private static Variant weights(Conv2d.Options options, int n, int c, int o, int kh, int kw, boolean large) {
        Input dy = new Input(ANY, out(options, n, o, kh, kw));
        return new Variant(List.of(new Input(ANY, n, c, 6, 7), dy), large);
    }

    private static List<OperatorCase> pooling() {
        List<OperatorCase> rows = new ArrayList<>();
        rows.add(pool("maxPool2d", Window.of(2))
                .mistake(() -> Tensor.ones(2, 2).maxPool2d(3), "maxPool2d", "3 x 3", "[2, 2]")
                .mistake(() -> Tensor.ones(3).maxPool2d(1), "maxPool2d", "[3]")
                .mistake(() -> Window.of(2).padding(2), "window", "padding [2, 2]", "[2, 2]"));
        rows.add(pool("maxPool2d overlapping", OVERLAPPING));
        rows.add(poolRelu("maxPool2dRelu", Window.of(2)));
        rows.add(poolRelu("maxPool2dRelu overlapping", OVERLAPPING));
        rows.add(pool("maxPool2d oblong", OBLONG));
        rows.add(average("avgPool2d", Window.of(2))
                .mistake(() -> Tensor.ones(2, 2).avgPool2d(3), "avgPool2d", "3 x 3"));
        rows.add(average("avgPool2d overlapping", OVERLAPPING));
        rows.add(average("avgPool2d oblong", OBLONG));
        for (Window w : List.of(Window.of(2), OVERLAPPING, OBLONG)) {
            rows.addAll(poolGradients(w));
        }
        return rows;
    }

    private static List<Variant> images(Domain domain) {
        return Shapes.of(
                domain, new int[] {9, 3, 33, 35}, new int[] {1, 2, 5, 6}, new int[] {3, 17, 4}, new int[] {4, 4});
    }

    private static OperatorCase pool(String name, Window w) {
        return OperatorCase.of(
                name,
                in -> in.getFirst().maxPool2d(w),
                in -> ImageOracles.maxPool2d(in.getFirst(), w),
                Tolerance.exact(),
                images(Domain.distinct()));
    }

    /** Not for 4 x 4, where 0, the kink of relu, wins a window. */
    private static OperatorCase poolRelu(String name, Window w) {
        return OperatorCase.of(
                name,
                in -> in.getFirst().maxPool2dRelu(w),
                in -> ImageOracles.maxPool2d(in.getFirst(), w).map(v -> Math.max(v, 0)),
                Tolerance.exact(),
                Shapes.of(Domain.distinct(), new int[] {9, 3, 33, 35}, new int[] {1, 2, 5, 6}, new int[] {3, 17, 4}));
    }

    private static OperatorCase average(String name, Window w) {
        Oracle oracle = in -> ImageOracles.avgPool2d(in.getFirst(), w);
        return OperatorCase.of(
                name,
                in -> in.getFirst().avgPool2d(w),
                oracle,
                Tolerance.sums(in -> w.kernelH() * w.kernelW() + 1.0, oracle),
                images(ANY));
    }

    /** Pooling's gradients for images of 6 x 7, and where the winners are. */
    private static List<OperatorCase> poolGradients(Window w) {
        String name = w.padH() > 0 ? " overlapping" : w.kernelH() == w.kernelW() ? "" : " oblong";
        int[] y = ImageOracles.pooled(new int[] {6, 7}, w);
        Oracle spread = in -> ImageOracles.avgPool2dGrad(in.getFirst(), w, 6, 7);
        Oracle won = in -> ImageOracles.maxPool2dGrad(in.get(0), in.get(1), w);
        double windows = w.kernelH() * w.kernelW() + 1.0;
        return List.of(
                OperatorCase.of(
                        "avgPool2dGrad" + name,
                        in -> in.getFirst().apply(new AvgPool2dGrad(w, 6, 7)),
                        spread,
                        Tolerance.sums(in -> windows, spread),
                        List.of(
                                Variant.of(new Input(ANY, 2, y[0], y[1])),
                                Variant.large(new Input(ANY, 500, y[0], y[1])))),
                OperatorCase.of(
                        "maxPool2dGrad" + name,
                        in -> in.get(0).apply(new MaxPool2dGrad(w), in.get(1)),
                        won,
                        Tolerance.of(
                                in -> windows,
                                (in, dx) -> ImageOracles.maxPool2dGrad(in.get(0).map(Math::abs), in.get(1), w),
                                "an element wins a few windows, whose dy are summed"),
                        List.of(
                                Variant.of(new Input(ANY, 2, y[0], y[1]), new Input(Domain.distinct(), 2, 6, 7)),
                                Variant.large(
                                        new Input(ANY, 500, y[0], y[1]), new Input(Domain.distinct(), 500, 6, 7)))),
                new OperatorCase(
                        "maxPool2dIndex" + name,
                        in -> in.getFirst().apply(new MaxPool2dIndex(w)),
                        in -> places(in.getFirst(), w),
                        Tolerance.exact(),
                        0,
                        images(Domain.whole(-2, 2)),
                        List.of()));
    }

    private static Array places(Array x, Window w) {
        int[] winners = ImageOracles.winners(x, w);
        int plane = x.size(-2) * x.size(-1);
        return new Array(
                ImageOracles.pooled(x.dims(), w),
                Arrays.stream(winners).mapToDouble(i -> i % plane).toArray());
    }
}
