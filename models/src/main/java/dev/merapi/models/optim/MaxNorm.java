package dev.merapi.models.optim;

import dev.merapi.tensor.Scope;
import dev.merapi.tensor.Tensor;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * w *= min(1, limit / |w|) after {@code inner}'s step, for the incoming weights w of each unit: a column of a matrix
 * [in, out] as {@link dev.merapi.models.layer.Linear} has it, and of a kernel [out, in, ...] all that belongs to one of
 * its outputs. Tensors of fewer than two axes are left alone. Embeddings [rows, width] would be taken for matrices;
 * {@link ParameterGroups} leaves them out. Source: Srivastava et al., "Dropout", 2014, section 5.1.
 *
 * @param limit what the Euclidean norm of a unit's weights may be
 * @param inner the optimizer that makes the step
 */
public record MaxNorm(double limit, Optimizer inner) implements Optimizer {
    /** Checks the limit. */
    public MaxNorm {
        Elementwise.checkPositive("MaxNorm's limit", limit);
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
        inner.step(step, rate, parameters, gradients, slots);
        try (var _ = Scope.open()) {
            parameters.values().stream().filter(p -> p.rank() > 1).forEach(this::shorten);
        }
    }

    private void shorten(Tensor p) {
        int[] incoming =
                p.rank() == 2 ? new int[] {0} : IntStream.range(1, p.rank()).toArray();
        Tensor norms = p.square().sum(true, incoming).sqrt();
        // limit / limit is exactly 1: what is short enough keeps its bits.
        p.assign(p.mul(norms.maximum(limit).rdiv(limit)));
    }
}
