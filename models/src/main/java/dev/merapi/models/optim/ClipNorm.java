package dev.merapi.models.optim;

import dev.merapi.simd.Workers;
import dev.merapi.tensor.Scope;
import dev.merapi.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * g *= min(1, limit / (|g| + 1e-6)) in front of {@code inner}'s step, where |g| is the Euclidean norm of all gradients
 * together: the root of the sum, in the parameters' order and in float64, of the squares of the tensors' norms. As
 * PyTorch's clip_grad_norm_. Source: Pascanu, Mikolov, Bengio, "On the difficulty of training recurrent neural
 * networks", 2013.
 *
 * @param limit what the norm may be
 * @param inner the optimizer that gets the clipped gradients
 */
public record ClipNorm(double limit, Optimizer inner) implements Optimizer {
    /** Checks the limit. */
    public ClipNorm {
        Elementwise.checkPositive("ClipNorm's limit", limit);
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
        double scale = limit / (norm(parameters, gradients) + 1e-6);
        if (scale >= 1) {
            inner.step(step, rate, parameters, gradients, slots);
            return;
        }
        try (var _ = Scope.open()) {
            Map<String, Tensor> clipped = new LinkedHashMap<>();
            gradients.forEach((name, g) -> clipped.put(name, g.mul(scale)));
            inner.step(step, rate, parameters, clipped, slots);
        }
    }

    private static double norm(Map<String, Tensor> parameters, Map<String, Tensor> gradients) {
        parameters.forEach((name, p) -> Elementwise.check(name, p, gradients));
        List<Tensor> all = parameters.keySet().stream().map(gradients::get).toList();
        double[] norms = new double[all.size()];
        Workers.forRange(norms.length, 1, (from, to) -> {
            for (int i = from; i < to; i++) {
                try (var _ = Scope.open()) {
                    norms[i] = all.get(i).norm().item();
                }
            }
        });
        double sum = 0;
        for (double norm : norms) {
            sum += norm * norm;
        }
        return Math.sqrt(sum);
    }
}
