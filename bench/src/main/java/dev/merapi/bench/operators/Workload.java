package dev.merapi.bench.operators;

import dev.merapi.autograd.Autograd;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * An operator at a size at which its time says something.
 *
 * @param name as in the table of operator cases, without commas: JMH's lists have them between their items
 * @param function the operator, on tensors
 * @param arguments its inputs
 * @param differentiable whether it has a gradient
 */
public record Workload(
        String name, Function<List<Tensor>, Tensor> function, List<Argument> arguments, boolean differentiable) {
    /** A differentiable one. */
    static Workload of(String name, Function<List<Tensor>, Tensor> function, Argument... arguments) {
        return new Workload(name, function, List.of(arguments), true);
    }

    /** The same without a gradient. */
    Workload forward() {
        return new Workload(name, function, arguments, false);
    }

    /** The inputs, other numbers in each, always the same ones. */
    public List<Tensor> inputs() {
        return IntStream.range(0, arguments.size())
                .mapToObj(i -> arguments.get(i).made().apply(RandomKey.of(i)))
                .toList();
    }

    /** The result. */
    public Tensor apply(List<Tensor> inputs) {
        return function.apply(inputs);
    }

    /** The gradients of the result's sum with regard to the inputs that float; the result is computed on the way. */
    public List<Tensor> gradients(List<Tensor> inputs) {
        List<Tensor> floating =
                inputs.stream().filter(x -> x.dtype().isFloating()).toList();
        return Autograd.grad(floating, () -> function.apply(inputs).sum()).all();
    }

    /** The name, for test reports. */
    @Override
    public String toString() {
        return name;
    }
}
