package dev.merapi.tests;

import dev.merapi.autograd.Autograd;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A case at some inputs as a function of those that float; the others (indices, conditions) stay as they are.
 *
 * @param function of the floating inputs alone
 * @param inputs those inputs
 */
public record Differentiable(Function<List<Tensor>, Tensor> function, List<Tensor> inputs) {
    private static final Domain COTANGENT = Domain.between(-1, 1);

    /** The case at these inputs. */
    public static Differentiable of(OperatorCase c, List<Tensor> all) {
        Function<List<Tensor>, Tensor> f = floats -> {
            List<Tensor> merged = new ArrayList<>();
            int next = 0;
            for (Tensor t : all) {
                merged.add(t.dtype().isFloating() ? floats.get(next++) : t);
            }
            return c.function().apply(merged);
        };
        return new Differentiable(
                f, all.stream().filter(t -> t.dtype().isFloating()).toList());
    }

    /** The result, then the gradients of its sum with fixed random weights, if it floats. */
    public List<Tensor> resultAndGradients() {
        Autograd.Pullback pullback = Autograd.record(inputs, () -> function.apply(inputs));
        Tensor y = pullback.value();
        List<Tensor> all = new ArrayList<>(List.of(y));
        if (y.dtype().isFloating() && !inputs.isEmpty()) {
            DType dtype = y.dtype();
            Tensor cotangent =
                    Tensors.random(RandomKey.of(11), dtype, COTANGENT, y.shape().dims());
            all.addAll(pullback.apply(cotangent).all());
        }
        return all;
    }
}
