package dev.merapi.tests.cases;

import dev.merapi.tensor.DType;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;
import dev.merapi.tests.Array;
import dev.merapi.tests.Domain;
import dev.merapi.tests.OperatorCase;
import dev.merapi.tests.Oracle;
import dev.merapi.tests.Shapes;
import dev.merapi.tests.Tolerance;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;

/** What rows of one shape have in common. */
final class Rows {
    private Rows() {}

    /** A function of each element. */
    static OperatorCase unary(
            String name, Domain x, UnaryOperator<Tensor> f, DoubleUnaryOperator oracle, Tolerance tolerance) {
        return OperatorCase.of(
                name, in -> f.apply(in.getFirst()), in -> in.getFirst().map(oracle), tolerance, Shapes.elementwise(x));
    }

    /** A function of two elements, broadcast, with the error of shapes that don't. */
    static OperatorCase binary(
            String name,
            Domain a,
            Domain b,
            BinaryOperator<Tensor> f,
            DoubleBinaryOperator oracle,
            Tolerance tolerance) {
        Oracle pairs = in -> in.getFirst().zip(in.getLast(), oracle);
        return OperatorCase.of(name, in -> f.apply(in.getFirst(), in.getLast()), pairs, tolerance, Shapes.pairs(a, b))
                .mistake(() -> f.apply(ones(a, 2, 3), ones(b, 4)), operator(name), "[2, 3]", "[4]", "3", "broadcast");
    }

    /** So many roundings of numbers of the result's size and another, where several operators follow one another. */
    static Tolerance near(ToDoubleFunction<List<Array>> units, double other, String why) {
        return Tolerance.of(units, (in, y) -> y.map(v -> Math.abs(v) + other), why);
    }

    /** Ones of a domain's dtype. */
    static Tensor ones(Domain domain, int... dims) {
        return Tensor.full(domain.dtype(DType.FLOAT32), Shape.of(dims), 1);
    }

    /** A row's name up to its attributes. */
    static String operator(String name) {
        return name.contains(" ") ? name.substring(0, name.indexOf(' ')) : name;
    }
}
