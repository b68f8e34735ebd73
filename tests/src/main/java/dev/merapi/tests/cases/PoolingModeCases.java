package dev.merapi.tests.cases;

import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Interpolation;
import dev.merapi.tensor.op.Overhang;
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
import java.util.function.Function;
import java.util.stream.Stream;

/** Adaptive pooling of signals and volumes, and windows that may end behind x. */
public final class PoolingModeCases {
    private static final Domain ANY = Domain.between(-3, 3);
    private static final Window PADDED = Window.of(3).stride(2).padding(1);
    private static final Overhang OVER = PADDED.ceil();
    private static final Overhang FAR = Window.of(2).stride(3).ceil();
    private static final Window3d CUBOID =
            new Window3d(2, 3, 1, Window.of(3, 2).stride(2, 3).padding(1, 0));

    private PoolingModeCases() {}

    /** The rows. */
    public static List<OperatorCase> all() {
        return Stream.of(signals(), volumes(), windows()).flatMap(List::stream).toList();
    }

    private static List<Variant> signal(Domain domain) {
        return Shapes.of(domain, new int[] {90, 7, 33}, new int[] {2, 3, 7}, new int[] {4, 4}, new int[] {2});
    }

    private static List<Variant> volume(Domain domain) {
        return Shapes.of(domain, new int[] {9, 5, 9, 17, 18}, new int[] {2, 3, 4, 5}, new int[] {2, 3, 2});
    }

    private static List<OperatorCase> signals() {
        return List.of(
                OperatorCase.of(
                                "adaptiveMaxPool1d",
                                in -> in.getFirst().adaptiveMaxPool1d(3),
                                in -> adaptiveMax(in.getFirst(), -1, 3),
                                Tolerance.exact(),
                                signal(Domain.distinct()))
                        .mistake(() -> Tensor.ones(2, 0).adaptiveMaxPool1d(3), "adaptiveMaxPool1d", "[2, 0]", "[3]"),
                OperatorCase.of(
                        "adaptiveAvgPool1d",
                        in -> in.getFirst().adaptiveAvgPool1d(3),
                        in -> area(in.getFirst(), -1, 3),
                        Tolerance.of(in -> 40, (in, y) -> y.map(_ -> 3), "a mean of at most 17 values up to 3"),
                        signal(ANY)));
    }

    private static List<OperatorCase> volumes() {
        return List.of(
                OperatorCase.of(
                                "adaptiveMaxPool3d",
                                in -> in.getFirst().adaptiveMaxPool3d(2, 3, 1),
                                in -> adaptiveMax(adaptiveMax(adaptiveMax(in.getFirst(), -1, 1), -2, 3), -3, 2),
                                Tolerance.exact(),
                                volume(Domain.distinct()))
                        .mistake(
                                () -> Tensor.ones(2, 3).adaptiveMaxPool3d(1, 1, 1),
                                "adaptiveMaxPool3d",
                                "[2, 3]",
                                "[1, 1, 1]"),
                OperatorCase.of(
                        "adaptiveAvgPool3d",
                        in -> in.getFirst().adaptiveAvgPool3d(2, 3, 1),
                        in -> area(area(area(in.getFirst(), -1, 1), -2, 3), -3, 2),
                        Tolerance.of(in -> 120, (in, y) -> y.map(_ -> 3), "three means of at most 18 values up to 3"),
                        volume(ANY)));
    }

    private static List<OperatorCase> windows() {
        List<Variant> images = Shapes.of(ANY, new int[] {90, 33, 34}, new int[] {2, 5, 6}, new int[] {4, 2});
        Oracle padded = in -> mean(mean(in.getFirst(), -1, 3, 2, 1, 1), -2, 3, 2, 1, 1);
        Oracle inside = in -> mean(mean(in.getFirst(), -1, 3, 2, 1, 0), -2, 3, 2, 1, 0);
        Oracle far = in -> mean(mean(in.getFirst(), -1, 2, 3, 0, 0), -2, 2, 3, 0, 0);
        Oracle cuboids = in -> mean(mean(mean(in.getFirst(), -1, 2, 3, 0, 0), -2, 3, 2, 1, 1), -3, 2, 3, 1, 1);
        Oracle insides = in -> mean(mean(mean(in.getFirst(), -1, 2, 3, 0, 0), -2, 3, 2, 1, 0), -3, 2, 3, 1, 0);
        Oracle maxima = in -> max(max(max(in.getFirst(), -1, 2, 3, 0), -2, 3, 2, 1), -3, 2, 3, 1);
        return List.of(
                mean("avgPool2d ceil", in -> OVER.average(in.getFirst()), padded, images),
                mean("avgPool2dInside ceil", in -> OVER.averageInside(in.getFirst()), inside, images),
                mean("avgPool2d ceil far", in -> FAR.average(in.getFirst()), far, images),
                mean("avgPool3d ceil", in -> CUBOID.averageCeil(in.getFirst()), cuboids, volume(ANY)),
                mean("avgPool3d inside ceil", in -> CUBOID.averageInsideCeil(in.getFirst()), insides, volume(ANY)),
                OperatorCase.of(
                                "maxPool3d ceil",
                                in -> CUBOID.maxCeil(in.getFirst()),
                                maxima,
                                Tolerance.exact(),
                                volume(Domain.distinct()))
                        .mistake(() -> OVER.max(Tensor.ones(3)), "pooling", "[3]", "[h, w]")
                        .mistake(() -> CUBOID.maxCeil(Tensor.ones(2, 2)), "pool3d", "[2, 2]", "[.., d, h, w]"));
    }

    private static OperatorCase mean(
            String name, Function<List<Tensor>, Tensor> f, Oracle oracle, List<Variant> variants) {
        Oracle sizes = in -> oracle.of(List.of(in.getFirst().map(Math::abs)));
        return OperatorCase.of(name, f, oracle, Tolerance.sums(in -> 40, sizes), variants);
    }

    private static Array adaptiveMax(Array x, int axis, int out) {
        int at = axis + x.rank();
        int n = x.size(at);
        int[] dims = x.dims().clone();
        dims[at] = out;
        return Array.make(dims, i -> {
            int[] index = i.clone();
            double most = Double.NEGATIVE_INFINITY;
            for (int k = i[at] * n / out; k < Math.ceilDiv((i[at] + 1) * n, out); k++) {
                index[at] = k;
                most = Math.max(most, x.get(index));
            }
            return most;
        });
    }

    private static Array area(Array x, int axis, int out) {
        return VolumeOracles.interpolate(x, axis + x.rank(), out, Interpolation.AREA);
    }

    private static Array max(Array x, int axis, int kernel, int stride, int pad) {
        return pool(x, axis, kernel, stride, pad, pad, true);
    }

    private static Array mean(Array x, int axis, int kernel, int stride, int pad, int counted) {
        return pool(x, axis, kernel, stride, pad, counted, false);
    }

    /** Every window that begins before n; its maximum, or its sum over how much of it lies before n + counted. */
    private static Array pool(Array x, int axis, int kernel, int stride, int pad, int counted, boolean max) {
        int at = axis + x.rank();
        int n = x.size(at);
        int[] dims = x.dims().clone();
        int windows = Math.max(0, Math.ceilDiv(n + 2 * pad - kernel, stride)) + 1;
        while ((windows - 1) * stride >= n + pad) {
            windows--;
        }
        dims[at] = windows;
        return Array.make(dims, i -> {
            int[] index = i.clone();
            int from = i[at] * stride - pad;
            double most = Double.NEGATIVE_INFINITY;
            double sum = 0;
            for (int k = Math.max(0, from); k < Math.min(n, from + kernel); k++) {
                index[at] = k;
                most = Math.max(most, x.get(index));
                sum += x.get(index);
            }
            return max ? most : sum / (Math.min(n + counted, from + kernel) - Math.max(-counted, from));
        });
    }
}
