package dev.merapi.tests.autograd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.autograd.GradientCheck;
import dev.merapi.tensor.Op;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;
import dev.merapi.tests.Domain;
import dev.merapi.tests.Laws;
import dev.merapi.tests.OperatorCase;
import dev.merapi.tests.Shapes;
import dev.merapi.tests.Tensors;
import dev.merapi.tests.Tolerance;
import java.util.List;
import java.util.function.UnaryOperator;
import net.jqwik.api.Example;

/** The checks themselves: they pass what is right and catch what is wrong. */
class GradientCheckTest {
    /** y = x^2, with some gradient. */
    private record Squared(UnaryOperator<Tensor> slope) implements Op.Unary {
        @Override
        public Spec spec(Spec x) {
            return x;
        }

        @Override
        public void forward(Tensor x, Tensor y) {
            y.assign(x.square());
        }

        @Override
        public Tensor gradient(Tensor dy, Tensor x, Tensor y) {
            return dy.mul(slope.apply(x));
        }
    }

    private static Tensor right(Tensor x) {
        return x.mul(2);
    }

    private static Tensor wrong(Tensor x) {
        return x.mul(2.001);
    }

    /** Wrong at the last element alone. */
    private static Tensor wrongOnce(Tensor x) {
        return x.mul(2).add(x.zerosLike().slice(0, 1, x.size(0)).pad(new int[] {0}, new int[] {1}, 0.01));
    }

    private static final Tensor X = Tensor.of(0.5, -1, 2);

    private static GradientCheck.Result direction(UnaryOperator<Tensor> slope) {
        return GradientCheck.direction(in -> in.getFirst().apply(new Squared(slope)), List.of(X));
    }

    private static GradientCheck.Result elementwise(UnaryOperator<Tensor> slope) {
        return GradientCheck.elementwise(in -> in.getFirst().apply(new Squared(slope)), List.of(X));
    }

    @Example
    void theRightGradientPasses() {
        direction(GradientCheckTest::right).orThrow(1e-9);
        elementwise(GradientCheckTest::right).orThrow(1e-9);
        GradientCheck.secondOrder(in -> in.getFirst().apply(new Squared(GradientCheckTest::right)), List.of(X))
                .orThrow(1e-7);
    }

    @Example
    void aWrongGradientIsCaught() {
        assertTrue(direction(GradientCheckTest::wrong).error() > 1e-5);
        Error e = assertThrows(
                AssertionError.class,
                () -> elementwise(GradientCheckTest::wrong).orThrow(1e-6));
        assertTrue(e.getMessage().contains("gradient is off by"), e.getMessage());
    }

    @Example
    void aWrongElementIsCaughtAndNamed() {
        assertTrue(direction(GradientCheckTest::wrongOnce).error() > 1e-6);
        GradientCheck.Result result = elementwise(GradientCheckTest::wrongOnce);
        assertTrue(result.error() > 1e-4, result.toString());
        assertEquals("at element 2 of input 0 [3]", result.where());
    }

    @Example
    void notANumberIsAnError() {
        UnaryOperator<Tensor> nan = x -> x.mul(Double.NaN);
        assertThrows(AssertionError.class, () -> direction(nan).orThrow(1));
        assertThrows(AssertionError.class, () -> elementwise(nan).orThrow(1));
    }

    @Example
    void aWrongSecondDerivativeIsCaught() {
        // The right slope, but cut off from its history, so that it looks constant.
        UnaryOperator<Tensor> cut = x -> x.mul(2).detach();
        direction(cut).orThrow(1e-9);
        GradientCheck.Result second =
                GradientCheck.secondOrder(in -> in.getFirst().apply(new Squared(cut)), List.of(X));
        assertTrue(second.error() > 0.1, second.toString());
    }

    @Example
    void float32IsRefused() {
        Exception e = assertThrows(
                IllegalArgumentException.class, () -> GradientCheck.direction(List::getFirst, List.of(Tensor.ones(2))));
        assertTrue(e.getMessage().contains("float32 [2]") && e.getMessage().contains("float64"), e.getMessage());
    }

    /** The laws catch a false operator: in its value, its gradient, its second derivative, its reading of views. */
    @Example
    void lawsCatchFalseOperators() {
        assertThrows(
                AssertionError.class,
                () -> Laws.matchesOracle(row(x -> x.square().mul(1 + 0x1p-22))));
        assertThrows(
                AssertionError.class, () -> Laws.gradient(row(x -> x.apply(new Squared(GradientCheckTest::wrong)))));
        assertThrows(
                AssertionError.class,
                () -> Laws.secondOrder(
                        row(x -> x.apply(new Squared(t -> t.mul(2).detach())))));
        assertThrows(
                AssertionError.class,
                () -> Laws.singleGradient(row(
                        x -> x.apply(new Squared(t -> t.mul(0.25 * t.dtype().bytes()))))));
        assertThrows(
                AssertionError.class,
                () -> Laws.views(
                        row(x -> x.isContiguous() ? x.square() : x.square().mul(2))));
        assertThrows(
                AssertionError.class, () -> Laws.errorsTeach(row(Tensor::square).mistake(() -> "fine", "nothing")));
        assertThrows(
                AssertionError.class,
                () -> Laws.errorsTeach(row(Tensor::square).mistake(() -> Shape.of(-1), "what it doesn't say")));
        OperatorCase right = row(x -> x.apply(new Squared(GradientCheckTest::right)));
        Laws.matchesOracle(right);
        Laws.gradient(right);
        Laws.secondOrder(right);
        Laws.singleGradient(right);
        Laws.views(right);
        Laws.sameBitsAcrossThreads(right);
    }

    private static OperatorCase row(UnaryOperator<Tensor> f) {
        return OperatorCase.of(
                "squared",
                in -> f.apply(in.getFirst()),
                in -> in.getFirst().map(v -> v * v),
                Tolerance.exact(),
                Shapes.of(Domain.between(-3, 3), new int[] {40_000}, new int[] {2, 3}, new int[] {17}));
    }

    /** Inputs don't depend on the kernels under test: these numbers are fixed. */
    @Example
    void inputsAreFixed() {
        Tensor x = Tensors.random(RandomKey.of(1), Tensor.ones(1).dtype(), Domain.whole(0, 9), 8);
        assertEquals("tensor([5. 0. 9. 1. 2. 6. 1. 0.], float32 [8])", x.toString());
    }
}
