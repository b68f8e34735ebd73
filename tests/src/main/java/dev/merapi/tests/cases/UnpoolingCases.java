package dev.merapi.tests.cases;

import dev.merapi.tensor.DType;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Window;
import dev.merapi.tensor.op.Window3d;
import dev.merapi.tests.Array;
import dev.merapi.tests.Domain;
import dev.merapi.tests.Input;
import dev.merapi.tests.OperatorCase;
import dev.merapi.tests.Shapes;
import dev.merapi.tests.Tolerance;
import dev.merapi.tests.Variant;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Where in a signal or a volume the maxima of windows were, and the way back from them. */
public final class UnpoolingCases {
    /** Kernel, stride, padding and dilation along an axis. */
    private record Steps(int kernel, int stride, int pad, int dilation) {
        int windows(int n, boolean ceil) {
            int room = n + 2 * pad - dilation * (kernel - 1) - 1;
            int more = ceil ? Math.ceilDiv(room, stride) : room / stride;
            return more * stride >= n + pad ? more : more + 1;
        }
    }

    private static final List<Steps> ROW_STEPS = List.of(new Steps(3, 2, 1, 2));
    private static final List<Steps> CUBOID_STEPS =
            List.of(new Steps(2, 1, 1, 2), new Steps(3, 2, 1, 1), new Steps(2, 3, 0, 1));
    private static final Window ROW = Window.of(3).stride(2).padding(1).dilation(2);
    private static final Window3d CUBOID =
            Window3d.of(2, 3, 2).stride(1, 2, 3).padding(1, 1, 0).dilation(2, 1, 1);

    private UnpoolingCases() {}

    /** The rows. */
    public static List<OperatorCase> all() {
        return List.of(
                indices("maxPool1dIndices", x -> x.maxPool1dIndices(ROW), ROW_STEPS, false, signals())
                        .mistake(() -> Tensor.ones(2).maxPool1dIndices(ROW), "1 x 5", "[1, 2]", "shrink"),
                indices("maxPool3dIndices", x -> x.maxPool3dIndices(CUBOID), CUBOID_STEPS, false, volumes())
                        .mistake(() -> Tensor.ones(1, 9, 9).maxPool3dIndices(Window3d.of(2)), "depth 2", "[1, 9, 9]"),
                indices("maxPool3dIndices ceil", CUBOID::indicesCeil, CUBOID_STEPS, true, volumes())
                        .mistake(() -> CUBOID.indicesCeil(Tensor.ones(2, 2)), "pool3d", "[2, 2]", "[.., d, h, w]"),
                unpool("maxUnpool1d", (x, i) -> x.maxUnpool1d(i, 7), 7)
                        .mistake(
                                () -> Tensor.ones(2).maxUnpool1d(Tensor.of(0L, 7), 7),
                                "maxUnpool1d",
                                "index 7",
                                "element 1",
                                "[7]"),
                unpool("maxUnpool2d", (x, i) -> x.maxUnpool2d(i, 3, 4), 3, 4)
                        .mistake(
                                () -> Tensor.ones(2, 2)
                                        .maxUnpool2d(Tensor.zeros(2, 3).to(DType.INT64), 3, 4),
                                "maxUnpool2d",
                                "[2, 2]",
                                "[2, 3]",
                                "maxPool2dIndices")
                        .mistake(
                                () -> Tensor.ones(1, 2)
                                        .maxUnpool2d(Tensor.of(0L, 12).reshape(1, 2), 3, 4),
                                "index 12",
                                "element 1",
                                "[3, 4]"),
                unpool("maxUnpool3d", (x, i) -> x.maxUnpool3d(i, 2, 3, 4), 2, 3, 4)
                        .mistake(
                                () -> Tensor.ones(2, 2)
                                        .maxUnpool3d(Tensor.zeros(2, 2).to(DType.INT64), 2, 3, 4),
                                "maxUnpool3d",
                                "[2, 2]",
                                "[.., o, o, o]",
                                "maxPool3dIndices"));
    }

    private static List<Variant> signals() {
        return Shapes.of(
                Domain.whole(-2, 2), new int[] {80, 9, 17}, new int[] {2, 7}, new int[] {3}, new int[] {1, 2, 12});
    }

    private static List<Variant> volumes() {
        return Shapes.of(Domain.whole(-2, 2), new int[] {9, 5, 9, 17, 18}, new int[] {2, 3, 4, 5}, new int[] {2, 3, 3});
    }

    private static OperatorCase indices(
            String name, UnaryOperator<Tensor> f, List<Steps> steps, boolean ceil, List<Variant> variants) {
        return new OperatorCase(
                name,
                in -> f.apply(in.getFirst()),
                in -> winners(in.getFirst(), steps, ceil),
                Tolerance.exact(),
                0,
                variants,
                List.of());
    }

    /** The place of the first largest element of each window over the last axes. */
    private static Array winners(Array x, List<Steps> steps, boolean ceil) {
        int axes = steps.size();
        int first = x.rank() - axes;
        int[] dims = x.dims().clone();
        int taps = 1;
        for (int a = 0; a < axes; a++) {
            dims[first + a] = steps.get(a).windows(x.size(first + a), ceil);
            taps *= steps.get(a).kernel();
        }
        int all = taps;
        return Array.make(dims, i -> {
            int winner = -1;
            double most = 0;
            for (int tap = 0; tap < all; tap++) {
                int[] at = tapped(i, steps, tap);
                if (inside(x, at) && (winner < 0 || x.get(at) > most)) {
                    winner = x.position(at) % volume(x, first);
                    most = x.get(at);
                }
            }
            return winner;
        });
    }

    /** Where tap number so many, in row-major order, of window i looks. */
    private static int[] tapped(int[] i, List<Steps> steps, int tap) {
        int[] at = i.clone();
        int rest = tap;
        for (int a = steps.size() - 1; a >= 0; a--) {
            Steps s = steps.get(a);
            int axis = i.length - steps.size() + a;
            at[axis] = i[axis] * s.stride() - s.pad() + rest % s.kernel() * s.dilation();
            rest /= s.kernel();
        }
        return at;
    }

    private static boolean inside(Array x, int[] at) {
        return IntStream.range(0, at.length).allMatch(a -> at[a] >= 0 && at[a] < x.size(a));
    }

    private static int volume(Array x, int first) {
        return IntStream.range(first, x.rank()).map(x::size).reduce(1, (a, b) -> a * b);
    }

    /** Elements that go back to places in signals, images or volumes of this size. */
    private static OperatorCase unpool(String name, BinaryOperator<Tensor> f, int... whole) {
        int places = IntStream.of(whole).reduce(1, (a, b) -> a * b);
        return OperatorCase.of(
                name,
                in -> f.apply(in.getFirst(), in.getLast()),
                in -> back(in.getFirst(), in.getLast(), whole),
                Tolerance.exact(),
                List.of(
                        variant(places, false, 2, 2, 3, 2),
                        variant(places, false, 1, 1, 1),
                        variant(places, true, 300, 3, 2, 4)));
    }

    private static Variant variant(int places, boolean large, int... dims) {
        return new Variant(
                List.of(new Input(Domain.between(-3, 3), dims), new Input(Domain.index(places), dims)), large);
    }

    private static Array back(Array x, Array index, int[] whole) {
        int first = x.rank() - whole.length;
        int[] dims = x.dims().clone();
        System.arraycopy(whole, 0, dims, first, whole.length);
        Array y = Array.make(dims, i -> 0);
        for (int i = 0; i < x.values().length; i++) {
            y.values()[i / volume(x, first) * volume(y, first) + (int) index.values()[i]] = x.values()[i];
        }
        return y;
    }
}
