package dev.merapi.models.optim;

import dev.merapi.tensor.Scope;
import dev.merapi.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * g = min(max(g, -limit), limit), element by element, in front of {@code inner}'s step. As PyTorch's clip_grad_value_.
 *
 * @param limit what the size of an element may be
 * @param inner the optimizer that gets the clipped gradients
 */
public record ClipValue(double limit, Optimizer inner) implements Optimizer {
    /** Checks the limit. */
    public ClipValue {
        Elementwise.checkPositive("ClipValue's limit", limit);
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
            Map<String, Tensor> clipped = new LinkedHashMap<>();
            gradients.forEach((name, g) -> clipped.put(name, g.clamp(-limit, limit)));
            inner.step(step, rate, parameters, clipped, slots);
        }
    }
}
