package dev.merapi.tests;

import dev.merapi.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A row of the table: one operator with some attributes, and all that the laws need to know of it.
 *
 * @param name the operator's, and the attributes if it has several rows
 * @param function the operator, on tensors
 * @param oracle the same in naive loops
 * @param tolerance how far apart they may be
 * @param order how often it's differentiable: 0, 1 or 2 times
 * @param variants the shapes and values to try
 * @param mistakes what must fail
 */
public record OperatorCase(
        String name,
        Function<List<Tensor>, Tensor> function,
        Oracle oracle,
        Tolerance tolerance,
        int order,
        List<Variant> variants,
        List<Mistake> mistakes) {
    /** A row of an operator that is differentiable twice. */
    public static OperatorCase of(
            String name,
            Function<List<Tensor>, Tensor> function,
            Oracle oracle,
            Tolerance tolerance,
            List<Variant> variants) {
        return new OperatorCase(name, function, oracle, tolerance, 2, variants, List.of());
    }

    /** Differentiable as often as this. */
    public OperatorCase order(int newOrder) {
        return new OperatorCase(name, function, oracle, tolerance, newOrder, variants, mistakes);
    }

    /** With one more use that must fail, and what the error must contain. */
    public OperatorCase mistake(Supplier<?> attempt, String... fragments) {
        List<Mistake> more = new ArrayList<>(mistakes);
        more.add(Mistake.of(attempt, fragments));
        return new OperatorCase(name, function, oracle, tolerance, order, variants, List.copyOf(more));
    }

    /** The name, for test reports. */
    @Override
    public String toString() {
        return name;
    }
}
