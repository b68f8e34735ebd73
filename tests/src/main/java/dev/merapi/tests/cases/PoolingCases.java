package dev.merapi.tests.cases;

import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Interpolation;
import dev.merapi.tensor.op.Window;
import dev.merapi.tensor.op.Window3d;
import dev.merapi.tests.Array;
import dev.merapi.tests.Domain;
import dev.merapi.tests.OperatorCase;
import dev.merapi.tests.Oracle;
import dev.merapi.tests.Shapes;
import dev.merapi.tests.Tolerance;
import dev.merapi.tests.Variant;
import dev.merapi.tests.VolumeOracles;
import java.util.List;
import java.util.stream.Stream;

/** Pooling beyond plain windows of images. */
public final class PoolingCases {
    private static final Domain ANY = Domain.between(-3, 3);
    private static final Window OVERLAPPING = Window.of(3).stride(2).padding(1);

    private PoolingCases() {}

    /** The rows. */
    public static List<OperatorCase> all() {
        return Stream.of(adaptive(), windows(), volumes()).flatMap(List::stream).toList();
    }

    private static List<OperatorCase> adaptive() {
        List<Variant> images = Shapes.of(
                Domain.distinct(), new int[] {9, 30, 15, 17}, new int[] {2, 5, 7}, new int[] {1, 2, 6, 4}, new int[] {
                    2, 2
                });
        return List.of(
                OperatorCase.of(
                                "adaptiveMaxPool2d",
                                in -> in.getFirst().adaptiveMaxPool2d(3, 4),
                                in -> adaptiveMax(in.getFirst(), 3, 4),
                                Tolerance.exact(),
                                images)
                        .mistake(() -> Tensor.ones(3).adaptiveMaxPool2d(1, 1), "adaptiveMaxPool2d", "[3]", "[1, 1]"),
                OperatorCase.of(
                                "adaptiveAvgPool2d",
                                in -> in.getFirst().adaptiveAvgPool2d(2, 1),
                                in -> VolumeOracles.interpolate(
                                        VolumeOracles.interpolate(
                                                in.getFirst(), in.getFirst().rank() - 1, 1, Interpolation.AREA),
                                        in.getFirst().rank() - 2,
                                        2,
                                        Interpolation.AREA),
                                Tolerance.of(
                                        in -> 80,
                                        (in, r) -> r.map(v -> in.getFirst().values().length / 64.0 + 1),
                                        "values are at most n / 256, and a mean has two chains of at most 17"),
                                images)
                        .mistake(() -> Tensor.ones(3).adaptiveAvgPool2d(1, 2), "adaptiveAvgPool2d", "[3]", "[h, w]")
                        .mistake(() -> Tensor.ones(3, 4).adaptiveAvgPool2d(0, 4), "[3, 4]", "resized to 0"));
    }

    private static Array adaptiveMax(Array x, int oh, int ow) {
        int h = x.size(-2);
        int w = x.size(-1);
        int[] dims = x.dims().clone();
        int at = dims.length - 2;
        dims[at] = oh;
        dims[at + 1] = ow;
        return Array.make(dims, i -> {
            double most = Double.NEGATIVE_INFINITY;
            int[] index = i.clone();
            for (int r = i[at] * h / oh; r < Math.ceilDiv((i[at] + 1) * h, oh); r++) {
                for (int s = i[at + 1] * w / ow; s < Math.ceilDiv((i[at + 1] + 1) * w, ow); s++) {
                    index[at] = r;
                    index[at + 1] = s;
                    most = Math.max(most, x.get(index));
                }
            }
            return most;
        });
    }

    private static Array max(Array x, int axis, int kernel, int stride, int pad) {
        return VolumeOracles.pool(x, axis, kernel, stride, pad, Double.NEGATIVE_INFINITY, Math::max, 1);
    }

    private static Array mean(Array x, int axis, int kernel, int stride, int pad, boolean inside) {
        return VolumeOracles.pool(x, axis, kernel, stride, pad, 0, Double::sum, inside ? 0 : kernel);
    }

    private static List<OperatorCase> windows() {
        List<Variant> distinct = Shapes.of(
                Domain.distinct(), new int[] {90, 33, 34}, new int[] {2, 5, 6}, new int[] {3, 4}, new int[] {7, 7});
        List<Variant> any =
                Shapes.of(ANY, new int[] {90, 33, 34}, new int[] {2, 5, 6}, new int[] {3, 4}, new int[] {7, 7});
        Oracle inside = in -> mean(mean(in.getFirst(), -1, 3, 2, 1, true), -2, 3, 2, 1, true);
        Oracle means = in -> mean(in.getFirst(), -1, 3, 2, 1, false);
        return List.of(
                OperatorCase.of(
                                "maxPool2dCeil",
                                in -> in.getFirst().maxPool2dCeil(Window.of(2).stride(3, 2)),
                                in -> ceil(ceil(in.getFirst(), -1, 2), -2, 3),
                                Tolerance.exact(),
                                distinct)
                        .mistake(() -> Tensor.ones(3).maxPool2dCeil(Window.of(2)), "maxPool2dCeil", "[3]", "[h, w]"),
                OperatorCase.of(
                                "avgPool2dInside",
                                in -> in.getFirst().avgPool2dInside(OVERLAPPING),
                                inside,
                                Tolerance.sums(in -> 12, inside),
                                any)
                        .mistake(() -> Tensor.ones(3).avgPool2dInside(Window.of(2)), "avgPool2d", "[3]", "[h, w]")
                        .mistake(() -> Tensor.ones(2, 3).avgPool2dInside(Window.of(4)), "4 x 4", "[2, 3]"),
                OperatorCase.of(
                                "maxPool1d",
                                in -> in.getFirst().maxPool1d(OVERLAPPING),
                                in -> max(in.getFirst(), -1, 3, 2, 1),
                                Tolerance.exact(),
                                distinct)
                        .mistake(() -> Tensor.ones().maxPool1d(OVERLAPPING), "maxPool1d", "[]", "signal [l]")
                        .mistake(() -> Tensor.ones(2, 3).maxPool1d(Window.of(4)), "1 x 4", "[2, 1, 3]"),
                OperatorCase.of(
                                "avgPool1d",
                                in -> in.getFirst().avgPool1d(OVERLAPPING),
                                means,
                                Tolerance.sums(in -> 4, means),
                                any)
                        .mistake(() -> Tensor.ones().avgPool1d(OVERLAPPING), "avgPool1d", "[]", "signal [l]")
                        .mistake(() -> Tensor.ones(2, 3).avgPool1d(Window.of(4)), "1 x 4", "[2, 1, 3]"));
    }

    /** Windows of 2 that begin inside an axis; the last may end behind it. */
    private static Array ceil(Array x, int axis, int stride) {
        int[] dims = x.dims().clone();
        int at = axis + dims.length;
        int n = dims[at];
        dims[at] = Math.min(Math.ceilDiv(n - 2, stride) + 1, Math.ceilDiv(n, stride));
        return Array.make(dims, i -> {
            int[] index = i.clone();
            index[at] = i[at] * stride;
            double first = x.get(index);
            index[at]++;
            return index[at] < n ? Math.max(first, x.get(index)) : first;
        });
    }

    private static List<OperatorCase> volumes() {
        Window3d cubes = Window3d.of(2);
        Window3d moved = new Window3d(3, 2, 1, OVERLAPPING);
        int[] large = {9, 5, 9, 17, 18};
        List<Variant> distinct = Shapes.of(Domain.distinct(), large, new int[] {2, 3, 4, 5}, new int[] {2, 3, 2});
        List<Variant> any = Shapes.of(ANY, large, new int[] {2, 3, 4, 5}, new int[] {2, 3, 2});
        Oracle means =
                in -> mean(mean(mean(in.getFirst(), -1, 3, 2, 1, false), -2, 3, 2, 1, false), -3, 3, 2, 1, false);
        Oracle inside = in -> mean(mean(mean(in.getFirst(), -1, 3, 2, 1, true), -2, 3, 2, 1, true), -3, 3, 2, 1, true);
        return List.of(
                OperatorCase.of(
                                "maxPool3d",
                                in -> in.getFirst().maxPool3d(cubes),
                                in -> max(max(max(in.getFirst(), -1, 2, 2, 0), -2, 2, 2, 0), -3, 2, 2, 0),
                                Tolerance.exact(),
                                distinct)
                        .mistake(() -> Tensor.ones(2, 2).maxPool3d(cubes), "pool3d", "[2, 2]", "[.., d, h, w]")
                        .mistake(() -> Tensor.ones(1, 2, 2).maxPool3d(cubes), "pool3d", "depth 2", "[1, 2, 2]"),
                OperatorCase.of(
                        "maxPool3d moved",
                        in -> in.getFirst().maxPool3d(moved),
                        in -> max(max(max(in.getFirst(), -1, 3, 2, 1), -2, 3, 2, 1), -3, 3, 2, 1),
                        Tolerance.exact(),
                        distinct),
                OperatorCase.of(
                        "avgPool3d", in -> in.getFirst().avgPool3d(moved), means, Tolerance.sums(in -> 30, means), any),
                OperatorCase.of(
                        "avgPool3d inside",
                        in -> moved.averageInside(in.getFirst()),
                        inside,
                        Tolerance.sums(in -> 30, inside),
                        any));
    }
}
