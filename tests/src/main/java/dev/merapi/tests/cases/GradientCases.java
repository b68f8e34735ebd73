package dev.merapi.tests.cases;

import dev.merapi.tensor.Op;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.GeluGrad;
import dev.merapi.tensor.op.GeluTanhGrad;
import dev.merapi.tensor.op.LayerNormGrad;
import dev.merapi.tensor.op.LogSoftmaxGrad;
import dev.merapi.tensor.op.ReluGrad;
import dev.merapi.tensor.op.SigmoidGrad;
import dev.merapi.tensor.op.SiluGrad;
import dev.merapi.tensor.op.SoftmaxGrad;
import dev.merapi.tensor.op.StandardizeGrad;
import dev.merapi.tensor.op.TanhGrad;
import dev.merapi.tests.Array;
import dev.merapi.tests.Domain;
import dev.merapi.tests.Input;
import dev.merapi.tests.OperatorCase;
import dev.merapi.tests.Oracle;
import dev.merapi.tests.Oracles;
import dev.merapi.tests.Shapes;
import dev.merapi.tests.Tolerance;
import dev.merapi.tests.Variant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/** Fused gradients, which are operators too. */
public final class GradientCases {
    private static final Domain ANY = Domain.between(-3, 3);
    private static final Domain SHARE = Domain.between(0.0625, 0.9375);
    private static final double EPS = 1e-5;

    private GradientCases() {}

    /** The rows. */
    public static List<OperatorCase> all() {
        List<OperatorCase> rows = new ArrayList<>();
        rows.addAll(pointwise());
        rows.addAll(normalizations());
        return List.copyOf(rows);
    }

    private static List<OperatorCase> pointwise() {
        return List.of(
                of("reluGrad", new ReluGrad(), Domain.away(), x -> x > 0 ? 1 : 0, Tolerance.exact()),
                of("sigmoidGrad", new SigmoidGrad(), SHARE, y -> y * (1 - y), Tolerance.ulps(2)),
                of("tanhGrad", new TanhGrad(), SHARE, y -> 1 - y * y, sized("1 - y^2 cancels near 1", 3)),
                of(
                        "siluGrad",
                        new SiluGrad(),
                        ANY,
                        GradientCases::silu,
                        sized("3.1 ulp, 2^-22.1 absolute below -1", 5)),
                of("geluGrad", new GeluGrad(), ANY, GradientCases::gelu, sized("6.8 ulp, 2^-22.4 absolute", 8)),
                of(
                        "geluTanhGrad",
                        new GeluTanhGrad(),
                        ANY,
                        GradientCases::geluTanh,
                        sized("3.4 ulp, 2^-22.1 absolute", 5)));
    }

    private static Tolerance sized(String why, double ulps) {
        return Tolerance.of(
                in -> 2 * ulps,
                (in, z) ->
                        Array.make(z.dims(), i -> 1.25 * Math.abs(in.getFirst().broadcast(i))),
                why);
    }

    private static double silu(double x) {
        double s = Oracles.sigmoid(x);
        return s + x * s * (1 - s);
    }

    private static double gelu(double x) {
        return Oracles.normal(x) + x * Oracles.density(x);
    }

    private static double geluTanh(double x) {
        double c = Math.sqrt(2 / Math.PI);
        double t = StrictMath.tanh(c * (x + 0.044715 * x * x * x));
        return (1 + t) / 2 + x / 2 * (1 - t * t) * c * (1 + 3 * 0.044715 * x * x);
    }

    /** z = dy slope(x). */
    private static OperatorCase of(
            String name, Op.Binary op, Domain x, DoubleUnaryOperator slope, Tolerance tolerance) {
        return Rows.binary(name, ANY, x, (dy, v) -> dy.apply(op, v), (dy, v) -> dy * slope.applyAsDouble(v), tolerance);
    }

    private static List<OperatorCase> normalizations() {
        Oracle softmax = in -> {
            Array dots = Oracles.sums(in.get(0).zip(in.get(1), (a, b) -> a * b), -1);
            return in.get(0).zip(dots, (a, d) -> a - d).zip(in.get(1), (a, y) -> a * y);
        };
        Oracle logSoftmax = in -> {
            Array part = in.get(1).map(StrictMath::exp).zip(Oracles.sums(in.get(0), -1), (a, b) -> a * b);
            return in.get(0).zip(part, (a, p) -> a - p);
        };
        return List.of(
                OperatorCase.of(
                        "softmaxGrad",
                        in -> in.get(0).apply(new SoftmaxGrad(), in.get(1)),
                        softmax,
                        Tolerance.of(
                                in -> in.getFirst().size(-1) + 3.0,
                                (in, dx) -> {
                                    Array a = in.get(0).map(Math::abs);
                                    Array dots = Oracles.sums(a.zip(in.get(1), (v, y) -> v * y), -1);
                                    return a.zip(dots, Double::sum).zip(in.get(1), (v, y) -> v * y);
                                },
                                "a dot product of n terms, relative to y (|dy| + sum |dy y|)"),
                        Shapes.twins(ANY, SHARE)),
                OperatorCase.of(
                        "logSoftmaxGrad",
                        in -> in.get(0).apply(new LogSoftmaxGrad(), in.get(1)),
                        logSoftmax,
                        Tolerance.of(
                                in -> in.getFirst().size(-1) + 6.0,
                                (in, dx) -> {
                                    Array a = in.get(0).map(Math::abs);
                                    return in.get(1)
                                            .map(StrictMath::exp)
                                            .zip(Oracles.sums(a, -1), (e, s) -> e * s)
                                            .zip(a, Double::sum);
                                },
                                "a sum of n terms times an exponential, relative to |dy| + e^y sum |dy|"),
                        Shapes.twins(ANY, Domain.between(-4, 0))),
                standardize(),
                layerNorm());
    }

    private static OperatorCase layerNorm() {
        return OperatorCase.of(
                "layerNormGrad",
                in -> Tensor.apply(new LayerNormGrad(EPS), in),
                in -> standardizeGradient(in.get(0).zip(in.get(2), (a, b) -> a * b), in.get(1)),
                Tolerance.of(
                        in -> 6 * in.getFirst().size(-1) + 21.0,
                        (in, dx) -> standardizeSizes(in.get(1)).map(v -> 3 * v),
                        "as standardizeGrad, times a weight of at most 3"),
                List.of(
                        rows(2, 5),
                        rows(3, 17),
                        rows(1, 64),
                        new Variant(rows(60, 129).inputs(), true)));
    }

    /** dy, x and weight. */
    private static Variant rows(int n, int d) {
        return Variant.of(new Input(ANY, n, d), new Input(ANY, n, d), new Input(ANY, d));
    }

    private static Array standardizeGradient(Array dy, Array x) {
        Array u = Oracles.standardize(x, EPS);
        Array m = Oracles.means(dy.zip(u, (a, b) -> a * b));
        Array inner = dy.zip(Oracles.means(dy), (a, b) -> a - b).zip(u.zip(m, (a, b) -> a * b), (a, b) -> a - b);
        return inner.zip(Oracles.rstd(x, EPS), (a, r) -> a * r);
    }

    /** What errors of standardize's gradient are relative to, for |dy| of at most 3. */
    private static Array standardizeSizes(Array x) {
        Array r = Oracles.rstd(x, EPS);
        Array a = x.map(Math::abs);
        Array w = a.zip(Oracles.means(a), Double::sum).zip(r, (s, v) -> 1 + s * v);
        return w.zip(w, (s, v) -> 9 * s * v).zip(r, (s, v) -> s * v);
    }

    private static OperatorCase standardize() {
        return OperatorCase.of(
                "standardizeGrad",
                in -> in.get(0).apply(new StandardizeGrad(EPS), in.get(1)),
                in -> standardizeGradient(in.get(0), in.get(1)),
                Tolerance.of(
                        in -> 6 * in.getFirst().size(-1) + 20.0,
                        (in, dx) -> standardizeSizes(in.get(1)),
                        "four sums of n terms, |dy| <= 3, u's error relative to w = 1 + (|x| + mean |x|) rstd"),
                Shapes.twins(ANY, ANY).stream()
                        .filter(v -> v.inputs().getFirst().dims().length > 1
                                || v.inputs().getFirst().dims()[0] > 1)
                        .toList());
    }
}
