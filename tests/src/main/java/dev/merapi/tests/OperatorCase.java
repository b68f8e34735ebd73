package dev.merapi.tests;

import dev.merapi.tensor.DType;
import dev.merapi.tensor.Scope;
import dev.merapi.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

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

    /** With a use that must fail: an input of the first shape as another dtype, which the error names. */
    public OperatorCase refusing(DType dtype) {
        return mistake(() -> function.apply(spoilt(x -> x.to(dtype))), dtype.toString(), "cast");
    }

    /** With a use that must fail, for what takes every dtype: an input of the first shape, freed. */
    public OperatorCase refusingFreed() {
        return mistake(
                () -> function.apply(spoilt(OperatorCase::freed)), "freed when its scope closed", "scope.keep(tensor)");
    }

    /** The inputs of the first shape that has elements, the first that floats (or else the first of all) spoilt. */
    private List<Tensor> spoilt(UnaryOperator<Tensor> spoil) {
        List<Tensor> inputs = variants.stream()
                .map(v -> new ArrayList<>(Tensors.inputs(this, v, DType.FLOAT32)))
                .filter(all -> all.getFirst().size() > 0)
                .findFirst()
                .orElseThrow();
        int first = IntStream.range(0, inputs.size())
                .filter(i -> inputs.get(i).dtype().isFloating())
                .findFirst()
                .orElse(0);
        inputs.set(first, spoil.apply(inputs.get(first)));
        return inputs;
    }

    private static Tensor freed(Tensor x) {
        try (Scope _ = Scope.open()) {
            return Tensor.full(x.dtype(), x.shape(), 1);
        }
    }

    /** The name, for test reports. */
    @Override
    public String toString() {
        return name;
    }
}
