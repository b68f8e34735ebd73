package dev.merapi.tests.cases;

import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.GroupNormGrad;
import dev.merapi.tensor.op.GroupNormSums;
import dev.merapi.tensor.op.RmsNormGrad;
import dev.merapi.tests.Array;
import dev.merapi.tests.Domain;
import dev.merapi.tests.Input;
import dev.merapi.tests.OperatorCase;
import dev.merapi.tests.Oracles;
import dev.merapi.tests.Tolerance;
import dev.merapi.tests.Variant;
import java.util.List;

/** RMS norm and its gradient, and the normalizations that are composed of other operators. */
public final class RowCases {
    private static final Domain ANY = Domain.between(-3, 3);
    private static final double EPS = 1e-2;
    private static final String WHY = "sums of n terms, |g| <= 9, |x| scale <= sqrt(n)";

    private RowCases() {}

    /** The rows. */
    public static List<OperatorCase> all() {
        return List.of(
                OperatorCase.of(
                                "rmsNorm",
                                in -> in.get(0).rmsNorm(in.get(1), EPS),
                                in -> unit(in.get(0)).zip(in.get(1), (u, w) -> u * w),
                                rows(1),
                                List.of(norm(2, 5), norm(3, 17), norm(1, 64), norm(4, 1), large(norm(300, 129))))
                        .mistake(
                                () -> Tensor.ones(2, 5).rmsNorm(Tensor.ones(4), EPS),
                                "rmsNorm",
                                "[2, 5]",
                                "[5]",
                                "[4]"),
                OperatorCase.of(
                        "rmsNorm without weight",
                        in -> in.get(0).rmsNorm(EPS),
                        in -> unit(in.get(0)),
                        rows(1),
                        List.of(Variant.of(new Input(ANY, 3, 7)), Variant.of(new Input(ANY, 2, 2, 33)))),
                OperatorCase.of(
                        "rmsNormGrad",
                        in -> Tensor.apply(new RmsNormGrad(EPS), in),
                        in -> gradient(in.get(0).zip(in.get(2), (g, w) -> g * w), in.get(1)),
                        rows(1 / Math.sqrt(EPS)),
                        List.of(grad(2, 5), grad(3, 17), grad(1, 64), large(grad(300, 129)))),
                OperatorCase.of(
                                "groupNorm",
                                in -> in.get(0).groupNorm(2, in.get(1), in.get(2), EPS),
                                in -> {
                                    Array x = in.get(0);
                                    int size = x.values().length / x.size(0) / 2;
                                    return Oracles.standardize(x.reshape(x.size(0) * 2, size), EPS)
                                            .reshape(x.dims())
                                            .zip(ChannelCases.channel(in.get(1), x), (u, w) -> u * w)
                                            .zip(ChannelCases.channel(in.get(2), x), Double::sum);
                                },
                                Tolerance.of(
                                        in -> 3.0 * in.getFirst().values().length + 16,
                                        (in, y) -> y.map(v -> Math.abs(v) + 3 + 9 / Math.sqrt(EPS)),
                                        "sums of n terms, times a weight of at most 3"),
                                List.of(group(2, 4, 3), group(3, 2, 2, 5), group(2, 6), large(group(5, 8, 31, 9))))
                        .mistake(() -> Tensor.ones(2, 5).groupNorm(2, EPS), "groupNorm", "2 groups", "[2, 5]"),
                groupSums(),
                groupGrad(),
                response("localResponseNorm", 5, 0.75),
                response("localResponseNorm even", 2, 1.5));
    }

    private static Tensor groupMoments(Tensor x) {
        return x.detach().reshape(1, x.size(0) * 2, x.size() / x.size(0) / 2).channelMoments();
    }

    private static Tensor groupSums(Tensor dy, Tensor x) {
        return Tensor.apply(new GroupNormSums(2, EPS), List.of(dy, x, groupMoments(x)));
    }

    private static Array grouped(Array x) {
        return x.reshape(x.size(0) * 2, x.values().length / x.size(0) / 2);
    }

    private static Tolerance groups() {
        return Tolerance.of(
                in -> 8.0 * in.getFirst().values().length / in.getFirst().size(0) + 40,
                (in, y) -> y.map(v -> Math.abs(v) + 27 / Math.sqrt(EPS)),
                "sums of n terms of at most |dy| |weight| (|x| + mean |x|) rstd");
    }

    private static OperatorCase groupSums() {
        return OperatorCase.of(
                "groupNormSums",
                in -> groupSums(in.get(0), in.get(1)),
                in -> {
                    Array dy = in.get(0);
                    int n = dy.size(0);
                    int c = dy.size(1);
                    int size = dy.values().length / n / c;
                    Array u = Oracles.standardize(grouped(in.get(1)), EPS).reshape(n * c, size);
                    Array g = dy.reshape(n * c, size);
                    Array sums = Oracles.sums(g, 1);
                    Array dots = Oracles.sums(g.zip(u, (a, b) -> a * b), 1);
                    return Array.make(new int[] {2, n, c}, i -> (i[0] == 0 ? sums : dots).values()[i[1] * c + i[2]]);
                },
                groups(),
                List.of(twins(2, 4, 3), twins(3, 2, 2, 5), twins(2, 6), large(twins(5, 8, 31, 9))));
    }

    private static OperatorCase groupGrad() {
        return OperatorCase.of(
                "groupNormGrad",
                in -> Tensor.apply(
                        new GroupNormGrad(2, EPS),
                        List.of(
                                in.get(0),
                                in.get(1),
                                in.get(2),
                                groupMoments(in.get(1)),
                                groupSums(in.get(0), in.get(1)).detach())),
                in -> {
                    Array x = grouped(in.get(1));
                    Array g = grouped(in.get(0).zip(ChannelCases.channel(in.get(2), in.get(0)), (a, w) -> a * w));
                    Array u = Oracles.standardize(x, EPS);
                    Array dots = Oracles.means(g.zip(u, (a, b) -> a * b));
                    return g.zip(Oracles.means(g), (a, m) -> a - m)
                            .zip(u.zip(dots, (a, m) -> a * m), (a, b) -> a - b)
                            .zip(Oracles.rstd(x, EPS), (a, r) -> a * r)
                            .reshape(in.get(0).dims());
                },
                groups(),
                List.of(groupTwins(2, 4, 3), groupTwins(3, 2, 2, 5), groupTwins(2, 6), large(groupTwins(5, 8, 31, 9))));
    }

    private static Variant twins(int... dims) {
        return Variant.of(new Input(ANY, dims), new Input(ANY, dims));
    }

    private static Variant groupTwins(int... dims) {
        return Variant.of(new Input(ANY, dims), new Input(ANY, dims), new Input(ANY, dims[1]));
    }

    private static OperatorCase response(String name, int size, double beta) {
        return OperatorCase.of(
                        name,
                        in -> in.getFirst().localResponseNorm(size, 0.5, beta, 2),
                        in -> {
                            Array x = in.getFirst();
                            return Array.make(x.dims(), i -> {
                                double sum = 0;
                                int[] at = i.clone();
                                for (int c = i[1] - size / 2; c <= i[1] + (size - 1) / 2; c++) {
                                    at[1] = c;
                                    sum += c >= 0 && c < x.size(1) ? x.get(at) * x.get(at) : 0;
                                }
                                return x.get(i) / Math.pow(2 + 0.5 * sum / size, beta);
                            });
                        },
                        Tolerance.of(
                                in -> 2 * size + 16.0, (in, y) -> y.map(Math::abs), "a sum, some roundings, a power"),
                        List.of(
                                Variant.of(new Input(ANY, 2, 3)),
                                Variant.of(new Input(ANY, 2, 7, 3)),
                                Variant.of(new Input(ANY, 1, 4, 2, 3)),
                                Variant.large(new Input(ANY, 3, 33, 17, 19))))
                .mistake(() -> Tensor.ones(2, 3).localResponseNorm(0, 1, 1, 1), "localResponseNorm", "[2, 3]");
    }

    private static Variant large(Variant v) {
        return new Variant(v.inputs(), true);
    }

    private static Variant norm(int rows, int cols) {
        return Variant.of(new Input(ANY, rows, cols), new Input(ANY, cols));
    }

    private static Variant grad(int rows, int cols) {
        return Variant.of(new Input(ANY, rows, cols), new Input(ANY, rows, cols), new Input(ANY, cols));
    }

    private static Variant group(int... dims) {
        return Variant.of(new Input(ANY, dims), new Input(ANY, dims[1]), new Input(ANY, dims[1]));
    }

    private static Tolerance rows(double factor) {
        return Tolerance.of(
                in -> 4.0 * in.getFirst().size(-1) + 20,
                (in, y) -> {
                    double most = 9 * Math.sqrt(in.getFirst().size(-1)) * factor;
                    return y.map(v -> Math.abs(v) + most);
                },
                WHY);
    }

    private static Array scale(Array x) {
        return Oracles.means(x.map(v -> v * v)).map(v -> 1 / Math.sqrt(v + EPS));
    }

    private static Array unit(Array x) {
        return x.zip(scale(x), (v, s) -> v * s);
    }

    private static Array gradient(Array g, Array x) {
        Array u = unit(x);
        Array dots = Oracles.means(g.zip(u, (a, b) -> a * b));
        return g.zip(u.zip(dots, (a, m) -> a * m), (a, b) -> a - b).zip(scale(x), (a, s) -> a * s);
    }
}
