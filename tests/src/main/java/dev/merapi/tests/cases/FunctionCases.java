package dev.merapi.tests.cases;

import static dev.merapi.tests.cases.Rows.unary;

import dev.merapi.tensor.DType;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Cast;
import dev.merapi.tests.Domain;
import dev.merapi.tests.OperatorCase;
import dev.merapi.tests.Oracles;
import dev.merapi.tests.Tolerance;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Functions of each element, and casts. */
public final class FunctionCases {
    private static final Domain ANY = Domain.between(-3, 3);
    private static final Domain WIDE = Domain.between(-12, 12);
    private static final Domain POSITIVE = Domain.between(0.25, 9);
    private static final Domain AWAY = Domain.away();
    private static final Domain INT32 = Domain.integers(DType.INT32, -9, 9);
    private static final Domain INT64 = Domain.integers(DType.INT64, -9, 9);
    private static final String LEFT = "stated relative to |x|, as the left tail cancels in the oracle";

    private FunctionCases() {}

    /** The rows. */
    public static List<OperatorCase> all() {
        return Stream.of(simple(), integers(), exponential(), activations(), casts())
                .flatMap(List::stream)
                .toList();
    }

    private static List<OperatorCase> simple() {
        return List.of(
                exact("neg", ANY, Tensor::neg, x -> -x).refusing(DType.BOOL),
                exact("abs", AWAY, Tensor::abs, Math::abs).refusing(DType.BOOL),
                exact("sign", AWAY, Tensor::sign, Math::signum).refusing(DType.BOOL),
                exact("square", ANY, Tensor::square, x -> x * x).refusing(DType.BOOL),
                exact("sqrt", POSITIVE, Tensor::sqrt, Math::sqrt)
                        .mistake(() -> Tensor.arange(3).sqrt(), "sqrt", "int64 [3]", "to(DType.FLOAT32)"),
                exact("reciprocal", AWAY, Tensor::reciprocal, x -> 1 / x),
                unary("rsqrt", POSITIVE, Tensor::rsqrt, x -> 1 / Math.sqrt(x), Tolerance.ulps(1.5)),
                exact("floor", ANY, Tensor::floor, Math::floor),
                exact("ceil", ANY, Tensor::ceil, Math::ceil),
                exact("round", ANY, Tensor::round, Math::rint),
                exact("clamp", ANY, x -> x.clamp(-1, 1.5), x -> Math.clamp(x, -1, 1.5))
                        .refusingFreed(),
                exact("clamp below", ANY, x -> x.clamp(0.5, Double.POSITIVE_INFINITY), x -> Math.max(x, 0.5))
                        .refusingFreed());
    }

    private static List<OperatorCase> integers() {
        return Stream.of(INT32, INT64)
                .flatMap(d -> Stream.of(
                        exact("neg " + d.dtype(DType.FLOAT32), d, Tensor::neg, x -> -x),
                        exact("abs " + d.dtype(DType.FLOAT32), d, Tensor::abs, Math::abs),
                        exact("sign " + d.dtype(DType.FLOAT32), d, Tensor::sign, Math::signum),
                        exact("square " + d.dtype(DType.FLOAT32), d, Tensor::square, x -> x * x)))
                .map(c -> c.order(0).refusing(DType.BOOL))
                .toList();
    }

    private static List<OperatorCase> exponential() {
        return List.of(
                unary("exp", ANY, Tensor::exp, StrictMath::exp, Tolerance.ulps(1)),
                unary("expm1", ANY, Tensor::expm1, StrictMath::expm1, Tolerance.ulps(1.6)),
                unary("log", POSITIVE, Tensor::log, StrictMath::log, Tolerance.ulps(1)),
                unary("log1p", Domain.between(-0.75, 9), Tensor::log1p, StrictMath::log1p, Tolerance.ulps(1.5)),
                unary("sin", WIDE, Tensor::sin, StrictMath::sin, Tolerance.ulps(1.6)),
                unary("cos", WIDE, Tensor::cos, StrictMath::cos, Tolerance.ulps(1.6)),
                unary("tanh", ANY, Tensor::tanh, StrictMath::tanh, Tolerance.ulps(1.5)),
                unary("erf", ANY, Tensor::erf, Oracles::erf, Tolerance.ulps(1.1)));
    }

    private static List<OperatorCase> activations() {
        return List.of(
                unary("sigmoid", WIDE, Tensor::sigmoid, Oracles::sigmoid, Tolerance.ulps(2.5)),
                unary(
                        "softplus",
                        ANY,
                        Tensor::softplus,
                        x -> StrictMath.log(1 + StrictMath.exp(x)),
                        Tolerance.ulps(1.8)),
                exact("relu", AWAY, Tensor::relu, x -> Math.max(x, 0)).refusingFreed(),
                exact("leakyRelu", AWAY, x -> x.leakyRelu(0.125), x -> x > 0 ? x : 0.125 * x),
                exact("leakyRelu steep", AWAY, x -> x.leakyRelu(2), x -> x > 0 ? x : 2 * x),
                unary("elu", AWAY, x -> x.elu(1.5), x -> x > 0 ? x : 1.5 * StrictMath.expm1(x), Tolerance.ulps(2.1)),
                unary("silu", ANY, Tensor::silu, x -> x * Oracles.sigmoid(x), Tolerance.ulps(3.2)),
                unary("gelu", ANY, Tensor::gelu, x -> x * Oracles.normal(x), Tolerance.ulps(5, Math::abs, LEFT)),
                unary("geluTanh", ANY, Tensor::geluTanh, Oracles::geluTanh, Tolerance.ulps(3, Math::abs, LEFT)));
    }

    private static List<OperatorCase> casts() {
        DoubleUnaryOperator truncated = x -> (long) x;
        return List.of(
                exact("cast to float64", ANY, x -> x.to(DType.FLOAT64), x -> x).refusingFreed(),
                cast("float32", ANY, DType.FLOAT32, x -> x),
                cast("int64", WIDE, DType.INT64, truncated),
                cast("int32", WIDE, DType.INT32, truncated),
                cast("int8", WIDE, DType.INT8, truncated),
                cast("uint8", Domain.between(0, 256), DType.UINT8, truncated),
                cast("bool", Domain.whole(-1, 1), DType.BOOL, x -> x == 0 ? 0 : 1),
                cast("int32 from int64", INT64, DType.INT32, x -> x),
                cast("float32 from int32", INT32, DType.FLOAT32, x -> x),
                cast("uint8 from int32", INT32, DType.UINT8, x -> (int) x & 0xff),
                cast("bool from int64", INT64, DType.BOOL, x -> x == 0 ? 0 : 1),
                cast("int64 from int8", Domain.integers(DType.INT8, -128, 127), DType.INT64, x -> x),
                cast("float64 from uint8", Domain.integers(DType.UINT8, 0, 255), DType.FLOAT64, x -> x),
                cast("float32 from bool", Domain.truth(), DType.FLOAT32, x -> x));
    }

    private static OperatorCase cast(String name, Domain from, DType to, DoubleUnaryOperator oracle) {
        return exact("cast to " + name, from, x -> x.apply(new Cast(to)), oracle)
                .order(0)
                .refusingFreed();
    }

    private static OperatorCase exact(String name, Domain x, UnaryOperator<Tensor> f, DoubleUnaryOperator oracle) {
        return unary(name, x, f, oracle, Tolerance.exact());
    }
}
