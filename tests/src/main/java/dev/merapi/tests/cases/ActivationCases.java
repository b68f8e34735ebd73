package dev.merapi.tests.cases;

import static dev.merapi.tests.cases.Rows.unary;

import dev.merapi.tensor.Op;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.HardSigmoidGrad;
import dev.merapi.tensor.op.HardSwishGrad;
import dev.merapi.tensor.op.MishGrad;
import dev.merapi.tensor.op.SeluGrad;
import dev.merapi.tests.Array;
import dev.merapi.tests.Domain;
import dev.merapi.tests.Input;
import dev.merapi.tests.OperatorCase;
import dev.merapi.tests.Oracles;
import dev.merapi.tests.Tolerance;
import dev.merapi.tests.Variant;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;

/** Activation functions with a scale, with corners, with weights and with gates. */
public final class ActivationCases {
    private static final Domain ANY = Domain.between(-3, 3);
    private static final Domain AWAY = Domain.away();

    /** Not at the corners, -3 and 3, where finite differences fail. */
    private static final Domain INNER = Domain.between(-2.875, 2.875);

    private static final Domain OUTER = Domain.between(3.125, 9);
    private static final double SCALE = 1.0507009873554805;
    private static final double ALPHA = 1.7580993408473768;

    private ActivationCases() {}

    /** The rows. */
    public static List<OperatorCase> all() {
        return Stream.of(functions(), gradients(), pairs(), halves())
                .flatMap(List::stream)
                .toList();
    }

    private static List<OperatorCase> functions() {
        return List.of(
                unary("selu", AWAY, Tensor::selu, ActivationCases::selu, Tolerance.ulps(3)),
                unary("mish", ANY, Tensor::mish, ActivationCases::mish, Tolerance.ulps(5)),
                unary("hardSigmoid", INNER, Tensor::hardSigmoid, ActivationCases::hardSigmoid, hard()),
                unary("hardSigmoid far", OUTER, Tensor::hardSigmoid, ActivationCases::hardSigmoid, hard()),
                unary("hardSwish", INNER, Tensor::hardSwish, x -> x * hardSigmoid(x), hard()),
                unary("hardSwish far", OUTER, x -> x.neg().hardSwish(), x -> -x * hardSigmoid(-x), hard()),
                unary(
                        "softplus steep",
                        ANY,
                        x -> x.softplus(2, 3),
                        x -> 2 * x > 3 ? x : StrictMath.log1p(StrictMath.exp(2 * x)) / 2,
                        Tolerance.ulps(4)));
    }

    private static Tolerance hard() {
        return Tolerance.of(
                in -> 6, (in, y) -> in.getFirst().map(x -> 1 + Math.abs(x)), "x + 3, a sixth and a product");
    }

    private static double selu(double x) {
        return x > 0 ? SCALE * x : ALPHA * StrictMath.expm1(x);
    }

    private static double mish(double x) {
        return x * StrictMath.tanh(StrictMath.log1p(StrictMath.exp(x)));
    }

    private static double mishSlope(double x) {
        double w = StrictMath.tanh(StrictMath.log1p(StrictMath.exp(x)));
        return w + x * (1 - w * w) * Oracles.sigmoid(x);
    }

    private static double hardSigmoid(double x) {
        return Math.clamp(x + 3, 0, 6) / 6;
    }

    private static List<OperatorCase> gradients() {
        return List.of(
                gradient("seluGrad", new SeluGrad(), AWAY, y -> y > 0 ? SCALE : y + ALPHA),
                gradient("mishGrad", new MishGrad(), ANY, ActivationCases::mishSlope),
                gradient("hardSigmoidGrad", new HardSigmoidGrad(), INNER, x -> 1 / 6.0),
                gradient("hardSigmoidGrad far", new HardSigmoidGrad(), OUTER, x -> 0),
                gradient("hardSwishGrad", new HardSwishGrad(), INNER, x -> x / 3 + 0.5),
                gradient("hardSwishGrad far", new HardSwishGrad(), OUTER, x -> 1));
    }

    /** z = dy slope(x). */
    private static OperatorCase gradient(String name, Op.Binary op, Domain x, DoubleUnaryOperator slope) {
        Tolerance tolerance = Tolerance.of(
                in -> 12,
                (in, z) -> Array.make(z.dims(), i -> 5 * Math.abs(in.getFirst().broadcast(i))),
                "slopes and their terms are at most 5, some roundings each");
        return Rows.binary(name, ANY, x, (dy, v) -> dy.apply(op, v), (dy, v) -> dy * slope.applyAsDouble(v), tolerance);
    }

    private static List<OperatorCase> pairs() {
        return List.of(
                Rows.binary(
                        "swiGlu",
                        ANY,
                        ANY,
                        (a, b) -> a.swiGlu(b),
                        (a, b) -> a * Oracles.sigmoid(a) * b,
                        Tolerance.ulps(4.5)),
                prelu(4),
                prelu(1).mistake(() -> Tensor.ones(2, 3).prelu(Tensor.ones(4)), "prelu", "[4]", "[2, 3]", "[1]"));
    }

    private static OperatorCase prelu(int weights) {
        return OperatorCase.of(
                weights == 1 ? "pRelu single" : "pRelu",
                in -> in.get(0).prelu(in.get(1)),
                in -> {
                    Array x = in.get(0);
                    Array w = in.get(1);
                    return Array.make(x.dims(), i -> {
                        double v = x.get(i);
                        return v > 0 ? v : v * w.values()[weights == 1 ? 0 : i[1]];
                    });
                },
                Tolerance.exact(),
                List.of(
                        Variant.of(new Input(AWAY, 3, 4), new Input(ANY, weights)),
                        Variant.of(new Input(AWAY, 2, 4, 5), new Input(ANY, weights)),
                        Variant.of(new Input(AWAY, 2, 4, 3, 7), new Input(ANY, weights)),
                        Variant.large(new Input(AWAY, 9, 4, 31, 33), new Input(ANY, weights))));
    }

    private static List<OperatorCase> halves() {
        List<Variant> variants = List.of(
                Variant.of(new Input(ANY, 3, 2)),
                Variant.of(new Input(ANY, 2, 34)),
                Variant.of(new Input(ANY, 2, 6, 3)),
                Variant.large(new Input(ANY, 40, 1002)));
        return List.of(
                OperatorCase.of(
                                "glu",
                                in -> in.getFirst().glu(1),
                                in -> halves(in.getFirst(), true),
                                Tolerance.ulps(4),
                                variants)
                        .mistake(() -> Tensor.ones(2, 3).glu(-1), "glu", "[2, 3]", "3 elements", "even"),
                OperatorCase.of(
                        "swiGlu of halves",
                        in -> in.getFirst().swiGlu(1),
                        in -> halves(in.getFirst(), false),
                        Tolerance.ulps(4.5),
                        variants));
    }

    private static Array halves(Array x, boolean gateIsSecond) {
        int[] dims = x.dims().clone();
        dims[1] /= 2;
        return Array.make(dims, i -> {
            int[] at = i.clone();
            at[1] += dims[1];
            double a = x.get(i);
            double b = x.get(at);
            return gateIsSecond ? a * Oracles.sigmoid(b) : a * Oracles.sigmoid(a) * b;
        });
    }
}
