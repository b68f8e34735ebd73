package dev.merapi.tests.cases;

import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Conv2d;
import dev.merapi.tensor.op.Fold;
import dev.merapi.tensor.op.Options3d;
import dev.merapi.tensor.op.Unfold;
import dev.merapi.tests.Array;
import dev.merapi.tests.Domain;
import dev.merapi.tests.ImageOracles;
import dev.merapi.tests.Input;
import dev.merapi.tests.OperatorCase;
import dev.merapi.tests.Oracle;
import dev.merapi.tests.Shapes;
import dev.merapi.tests.Tolerance;
import dev.merapi.tests.Variant;
import dev.merapi.tests.VolumeOracles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** Convolutions of signals and volumes, and the windows that they are made of. */
public final class ConvolutionCases {
    private static final Domain ANY = Domain.between(-2, 2);
    private static final Conv2d.Options PLAIN = Conv2d.Options.DEFAULT;
    private static final Options3d CUBIC = Options3d.DEFAULT;

    private ConvolutionCases() {}

    /** The rows. */
    public static List<OperatorCase> all() {
        List<OperatorCase> rows = new ArrayList<>();
        rows.addAll(signals());
        rows.addAll(volumes());
        rows.addAll(windows());
        return List.copyOf(rows);
    }

    /** A convolution of x and weight, to which the bias of each channel is added. */
    static OperatorCase row(String name, Function<List<Tensor>, Tensor> function, Oracle product, Variant... variants) {
        Oracle sums = in -> {
            Array y = product.of(in);
            int[] channels = new int[y.rank() - 1];
            Arrays.fill(channels, 1);
            channels[0] = y.size(1);
            return y.zip(in.get(2).reshape(channels), Double::sum);
        };
        return OperatorCase.of(
                name, function, sums, Tolerance.sums(in -> in.get(1).values().length + 1.0, sums), List.of(variants));
    }

    /** x, weight and a bias for o outputs. */
    static Variant inputs(int[] x, int[] weight, int o) {
        return Variant.of(new Input(ANY, x), new Input(ANY, weight), new Input(ANY, o));
    }

    /** The same, large enough to be shared by threads. */
    static Variant large(int[] x, int[] weight, int o) {
        return new Variant(inputs(x, weight, o).inputs(), true);
    }

    private static List<OperatorCase> signals() {
        Conv2d.Options moved = PLAIN.stride(2).padding(3).dilation(2).groups(2);
        return List.of(
                signal(
                                "conv1d",
                                PLAIN,
                                false,
                                inputs(shape(2, 3, 9), shape(4, 3, 3), 4),
                                large(shape(9, 30, 70), shape(17, 30, 5), 17))
                        .mistake(
                                () -> Tensor.ones(2, 3, 9).conv1d(Tensor.ones(4, 2, 3), PLAIN),
                                "conv1d",
                                "[2, 3, 9]",
                                "[4, 2, 3]")
                        .mistake(
                                () -> Tensor.ones(2, 9).conv1d(Tensor.ones(4, 2, 3), PLAIN),
                                "conv1d",
                                "[2, 9]",
                                "[n, c, l]")
                        .mistake(
                                () -> Tensor.ones(1, 1, 2).conv1d(Tensor.ones(1, 1, 3), PLAIN),
                                "conv1d",
                                "over 3",
                                "[1, 1, 2]")
                        .mistake(
                                () -> Tensor.ones(1, 1, 3).conv1d(Tensor.ones(2, 1, 1), Tensor.ones(3), PLAIN),
                                "conv1d",
                                "bias",
                                "[3]",
                                "[2]"),
                signal(
                        "conv1d moved",
                        moved,
                        false,
                        inputs(shape(2, 4, 8), shape(6, 2, 3), 6),
                        large(shape(9, 30, 140), shape(18, 15, 5), 18)),
                signal(
                        "conv1dRelu",
                        PLAIN.padding(1),
                        true,
                        inputs(shape(2, 3, 6), shape(4, 3, 3), 4),
                        large(shape(9, 30, 70), shape(17, 30, 5), 17)));
    }

    private static OperatorCase signal(String name, Conv2d.Options o, boolean relu, Variant... variants) {
        Conv2d.Options row = new Conv2d.Options(1, o.strideW(), 0, o.padW(), 1, o.dilationW(), o.groups());
        OperatorCase plain = row(
                name,
                in -> relu
                        ? in.get(0).conv1dRelu(in.get(1), in.get(2), o)
                        : in.get(0).conv1d(in.get(1), in.get(2), o),
                in -> signal(ImageOracles.conv2d(image(in.get(0)), image(in.get(1)), row)),
                variants);
        Oracle oracle = relu ? in -> plain.oracle().of(in).map(v -> Math.max(v, 0)) : plain.oracle();
        return OperatorCase.of(name, plain.function(), oracle, plain.tolerance(), plain.variants());
    }

    /** [n, c, l] as [n, c, 1, l]. */
    static Array image(Array x) {
        return x.reshape(x.size(0), x.size(1), 1, x.size(2));
    }

    /** [n, c, 1, l] as [n, c, l]. */
    static Array signal(Array y) {
        return y.reshape(y.size(0), y.size(1), y.size(3));
    }

    private static List<OperatorCase> volumes() {
        Options3d moved = new Options3d(
                2, 1, 1, PLAIN.stride(1, 2).padding(1, 2).dilation(2, 1).groups(2));
        Options3d deep = new Options3d(1, 0, 2, PLAIN.padding(1));
        return List.of(
                volume(
                                "conv3d",
                                CUBIC,
                                inputs(shape(2, 2, 3, 4, 3), shape(3, 2, 2, 2, 3), 3),
                                large(shape(3, 5, 9, 11, 12), shape(17, 5, 3, 3, 3), 17))
                        .mistake(
                                () -> Tensor.ones(1, 3, 5, 5, 5).conv3d(Tensor.ones(4, 2, 3, 3, 3), CUBIC),
                                "conv3d",
                                "[1, 3, 5, 5, 5]",
                                "[4, 2, 3, 3, 3]")
                        .mistake(
                                () -> Tensor.ones(1, 3, 5, 5).conv3d(Tensor.ones(4, 3, 3, 3), CUBIC),
                                "conv3d",
                                "[n, c, d, h, w]")
                        .mistake(
                                () -> Tensor.ones(1, 1, 2, 5, 5).conv3d(Tensor.ones(1, 1, 3, 1, 1), CUBIC),
                                "conv3d",
                                "over 3",
                                "axis 2")
                        .mistake(() -> new Options3d(0, 0, 1, PLAIN), "conv3d", "stride 0"),
                volume(
                        "conv3d moved",
                        moved,
                        inputs(shape(1, 4, 4, 4, 5), shape(4, 2, 3, 2, 3), 4),
                        large(shape(3, 6, 9, 11, 12), shape(18, 3, 3, 2, 3), 18)),
                volume(
                        "conv3d deep",
                        deep,
                        inputs(shape(1, 2, 5, 3, 3), shape(2, 2, 3, 3, 3), 2),
                        large(shape(3, 5, 9, 11, 12), shape(17, 5, 3, 3, 3), 17)));
    }

    private static OperatorCase volume(String name, Options3d o, Variant... variants) {
        return row(
                name,
                in -> in.get(0).conv3d(in.get(1), in.get(2), o),
                in -> VolumeOracles.conv3d(in.get(0), in.get(1), o),
                variants);
    }

    private static List<OperatorCase> windows() {
        Unfold dilated = new Unfold(1, 3, 2, 2);
        Fold fold = new Fold(dilated, 9);
        return List.of(
                OperatorCase.of(
                                "unfold",
                                in -> in.getFirst().unfold(-1, 4, 2),
                                in -> unfolded(
                                        in.getFirst(), new Unfold(in.getFirst().rank() - 1, 4, 2, 1)),
                                Tolerance.exact(),
                                Shapes.of(ANY, shape(300, 129), shape(2, 9), shape(3, 2, 4), shape(0, 5)))
                        .mistake(() -> Tensor.ones(2, 3).unfold(1, 4, 1), "unfold", "4", "[2, 3]", "size is 3"),
                OperatorCase.of(
                                "unfold dilated",
                                in -> in.getFirst().apply(dilated),
                                in -> unfolded(in.getFirst(), dilated),
                                Tolerance.exact(),
                                Shapes.of(ANY, shape(17, 33, 65), shape(2, 9), shape(2, 10, 3)))
                        .mistake(() -> Tensor.ones(2, 4).apply(dilated), "unfold", "[2, 4]", "size is 4"),
                OperatorCase.of(
                                "fold",
                                in -> in.getFirst().apply(fold),
                                in -> folded(in.getFirst(), fold),
                                Tolerance.sums(in -> 3, in -> folded(in.getFirst(), fold)),
                                Shapes.of(ANY, shape(300, 3, 65, 3), shape(2, 3, 3), shape(2, 3, 5, 3)))
                        .mistake(() -> Tensor.ones(2, 4, 3).apply(fold), "fold", "[2, 4, 3]", "3 windows"));
    }

    private static Array unfolded(Array x, Unfold u) {
        int last = x.rank();
        int[] dims = Arrays.copyOf(x.dims(), last + 1);
        dims[u.axis()] = (dims[u.axis()] - u.dilation() * (u.size() - 1) - 1) / u.step() + 1;
        dims[last] = u.size();
        return Array.make(dims, i -> x.get(source(i, u)));
    }

    private static Array folded(Array x, Fold fold) {
        int[] dims = Arrays.copyOf(x.dims(), x.rank() - 1);
        dims[fold.windows().axis()] = fold.n();
        Array y = Array.make(dims, i -> 0);
        Array.make(x.dims(), i -> y.values()[y.position(source(i, fold.windows()))] += x.get(i));
        return y;
    }

    private static int[] source(int[] window, Unfold u) {
        int[] at = Arrays.copyOf(window, window.length - 1);
        at[u.axis()] = at[u.axis()] * u.step() + window[window.length - 1] * u.dilation();
        return at;
    }

    /** A shape. */
    static int[] shape(int... dims) {
        return dims;
    }
}
