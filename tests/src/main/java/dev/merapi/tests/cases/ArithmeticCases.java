package dev.merapi.tests.cases;

import static dev.merapi.tests.cases.Rows.binary;

import dev.merapi.tensor.DType;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Add;
import dev.merapi.tensor.op.Logical;
import dev.merapi.tensor.op.Where;
import dev.merapi.tests.Array;
import dev.merapi.tests.Domain;
import dev.merapi.tests.Input;
import dev.merapi.tests.OperatorCase;
import dev.merapi.tests.Oracle;
import dev.merapi.tests.Shapes;
import dev.merapi.tests.Tolerance;
import dev.merapi.tests.Variant;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.Stream;

/** Two tensors, element by element: arithmetic, comparisons, logic, where. */
public final class ArithmeticCases {
    private static final Domain ANY = Domain.between(-3, 3);
    private static final Domain INT32 = Domain.integers(DType.INT32, -50, 50);
    private static final Domain INT64 = Domain.integers(DType.INT64, -50, 50);

    private ArithmeticCases() {}

    /** The rows. */
    public static List<OperatorCase> all() {
        return Stream.of(floating(), integers(), comparisons(), logic())
                .flatMap(List::stream)
                .toList();
    }

    private static List<OperatorCase> floating() {
        return List.of(
                binary("add", ANY, ANY, Tensor::add, Double::sum, Tolerance.exact())
                        .mistake(() -> Tensor.ones(2).apply(new Add(), Tensor.arange(2)), "add", "float32", "int64"),
                binary("sub", ANY, ANY, Tensor::sub, (a, b) -> a - b, Tolerance.exact()),
                binary("mul", ANY, ANY, Tensor::mul, (a, b) -> a * b, Tolerance.exact()),
                binary("div", ANY, Domain.away(), Tensor::div, (a, b) -> a / b, Tolerance.exact()),
                binary("maximum", ANY, ANY, Tensor::maximum, Math::max, Tolerance.exact()),
                binary("minimum", ANY, ANY, Tensor::minimum, Math::min, Tolerance.exact()),
                binary("pow", Domain.between(0.25, 3), ANY, Tensor::pow, StrictMath::pow, Tolerance.ulps(2)),
                addRelu());
    }

    /** Sums that are nowhere near relu's corner. */
    private static OperatorCase addRelu() {
        return OperatorCase.of(
                        "addRelu",
                        in -> in.get(0).addRelu(in.get(1)),
                        in -> in.get(0).zip(in.get(1), (a, b) -> Math.max(a + b, 0)),
                        Tolerance.exact(),
                        Shapes.twins(Domain.away(), Domain.between(-0.05, 0.05)))
                .mistake(() -> Tensor.ones(2, 3).addRelu(Tensor.ones(3)), "addRelu", "[2, 3]", "[3]");
    }

    private static List<OperatorCase> integers() {
        return Stream.of(INT32, INT64)
                .flatMap(d -> Stream.of(
                        whole("add " + d.dtype(DType.FLOAT32), d, Tensor::add, Double::sum),
                        whole("sub " + d.dtype(DType.FLOAT32), d, Tensor::sub, (a, b) -> a - b),
                        whole("mul " + d.dtype(DType.FLOAT32), d, Tensor::mul, (a, b) -> a * b),
                        whole("maximum " + d.dtype(DType.FLOAT32), d, Tensor::maximum, Math::max),
                        whole("minimum " + d.dtype(DType.FLOAT32), d, Tensor::minimum, Math::min)))
                .toList();
    }

    private static OperatorCase whole(String name, Domain d, BinaryOperator<Tensor> f, DoubleBinaryOperator oracle) {
        return binary(name, d, d, f, oracle, Tolerance.exact()).order(0);
    }

    private static List<OperatorCase> comparisons() {
        return List.of(
                comparison("eq", Tensor::eq, (a, b) -> a == b ? 1 : 0),
                comparison("ne", Tensor::ne, (a, b) -> a != b ? 1 : 0),
                comparison("lt", Tensor::lt, (a, b) -> a < b ? 1 : 0),
                comparison("le", Tensor::le, (a, b) -> a <= b ? 1 : 0),
                comparison("gt", Tensor::gt, (a, b) -> a > b ? 1 : 0),
                comparison("ge", Tensor::ge, (a, b) -> a >= b ? 1 : 0),
                whole("lt int32", INT32, Tensor::lt, (a, b) -> a < b ? 1 : 0),
                whole("eq int64", INT64, Tensor::eq, (a, b) -> a == b ? 1 : 0),
                whole("ge uint8", Domain.integers(DType.UINT8, 0, 255), Tensor::ge, (a, b) -> a >= b ? 1 : 0));
    }

    private static OperatorCase comparison(String name, BinaryOperator<Tensor> f, DoubleBinaryOperator oracle) {
        return whole(name, Domain.whole(-2, 2), f, oracle);
    }

    private static List<OperatorCase> logic() {
        return List.of(
                whole("logicalAnd", Domain.truth(), Tensor::logicalAnd, (a, b) -> a * b),
                whole("logicalOr", Domain.truth(), Tensor::logicalOr, Math::max),
                whole("logicalXor", Domain.truth(), Tensor::logicalXor, (a, b) -> a == b ? 0 : 1)
                        .mistake(
                                () -> Tensor.ones(2).apply(new Logical(Logical.Function.XOR), Tensor.ones(2)),
                                "logicalXor",
                                "bool",
                                "ne(0)"),
                where());
    }

    private static OperatorCase where() {
        Oracle oracle = in -> {
            int[] values = Array.broadcast(in.get(1).dims(), in.get(2).dims());
            int[] dims = Array.broadcast(in.get(0).dims(), values);
            return Array.make(
                    dims, i -> in.get(in.get(0).broadcast(i) != 0 ? 1 : 2).broadcast(i));
        };
        return OperatorCase.of(
                        "where",
                        in -> in.get(0).where(in.get(1), in.get(2)),
                        oracle,
                        Tolerance.exact(),
                        List.of(
                                choice(new int[] {}, new int[] {}, new int[] {}),
                                choice(new int[] {33}, new int[] {33}, new int[] {33}),
                                choice(new int[] {2, 1}, new int[] {17}, new int[] {2, 17}),
                                choice(new int[] {2, 3}, new int[] {}, new int[] {3}),
                                choice(new int[] {3, 1}, new int[] {3, 1}, new int[] {1, 5}),
                                choice(new int[] {0}, new int[] {1}, new int[] {}),
                                Variant.large(
                                        new Input(Domain.truth(), 1, 11003),
                                        new Input(ANY, 3, 11003),
                                        new Input(ANY, 3, 1))))
                .mistake(() -> Tensor.of(true, false).where(Tensor.ones(3), Tensor.ones(3)), "where", "[2]", "[3]")
                .mistake(
                        () -> Tensor.apply(new Where(), List.of(Tensor.ones(2), Tensor.ones(2), Tensor.ones(2))),
                        "where",
                        "float32 [2]",
                        "bool");
    }

    private static Variant choice(int[] condition, int[] a, int[] b) {
        return Variant.of(new Input(Domain.truth(), condition), new Input(ANY, a), new Input(ANY, b));
    }
}
