package dev.merapi.models.optim;

import dev.merapi.tensor.Scope;
import dev.merapi.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * g += l1 sign(p) + l2 p in front of {@code inner}'s step: the gradient of the penalty l1 sum |p| + l2 / 2 sum p^2,
 * which is thus part of what is minimized, though not of the loss that is reported. l2 is what PyTorch's SGD calls
 * weight decay and half of what Keras's regularizers call l2. Penalties are often meant for weights alone:
 * {@link ParameterGroups} leaves biases out.
 *
 * @param l1 how strongly parameters are pulled to exactly 0
 * @param l2 how strongly large parameters are pulled towards 0
 * @param inner the optimizer that gets these gradients
 */
public record Penalty(double l1, double l2, Optimizer inner) implements Optimizer {
    /** Checks the strengths. */
    public Penalty {
        Elementwise.checkNotNegative("the L1 penalty", l1);
        Elementwise.checkNotNegative("the L2 penalty", l2);
    }

    /** l1 sum |p| + l2 / 2 sum p^2, tensor by tensor in float64. */
    public double of(Map<String, Tensor> parameters) {
        double sum = 0;
        try (var _ = Scope.open()) {
            for (Tensor p : parameters.values()) {
                sum += l1 * p.abs().sum().item() + l2 / 2 * p.square().sum().item();
            }
        }
        return sum;
    }

    @Override
    public double rate() {
        return inner.rate();
    }

    @Override
    public Slots slots(Map<String, Tensor> parameters) {
        return inner.slots(parameters);
    }

    @Override
    public void step(
            long step, double rate, Map<String, Tensor> parameters, Map<String, Tensor> gradients, Slots slots) {
        try (var _ = Scope.open()) {
            Map<String, Tensor> pulled = new LinkedHashMap<>();
            parameters.forEach((name, p) -> {
                Elementwise.check(name, p, gradients);
                Tensor g = gradients.get(name);
                Tensor towards1 = l1 == 0 ? g : g.add(p.sign().mul(l1));
                pulled.put(name, l2 == 0 ? towards1 : towards1.add(p.mul(l2)));
            });
            inner.step(step, rate, parameters, pulled, slots);
        }
    }
}
