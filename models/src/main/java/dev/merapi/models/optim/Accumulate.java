package dev.merapi.models.optim;

import dev.merapi.tensor.Tensor;
import java.util.Map;

/**
 * One step of {@code inner} for every {@code every} batches, by the mean of their gradients: batches as large as that many
 * of them in the memory of one. In between parameters stay as they are. The slot is {@code accumulated}, the sum of g /
 * every so far; what the last batches of an epoch leave goes on into the next. A schedule counts batches.
 *
 * @param every how many gradients make a step
 * @param inner the optimizer that makes it; its steps are these steps divided by {@code every}
 */
public record Accumulate(int every, Optimizer inner) implements Optimizer {
    private static final String SUM = "accumulated";

    /** Adds along a direction. */
    private static final Sgd WALK = Sgd.of(1);

    /** Checks the number. */
    public Accumulate {
        if (every < 1) {
            throw new IllegalArgumentException("a step for every " + every + " gradients never comes; use 1 or more");
        }
    }

    @Override
    public double rate() {
        return inner.rate();
    }

    @Override
    public Slots slots(Map<String, Tensor> parameters) {
        return inner.slots(parameters).with(SUM, Elementwise.zeros(parameters));
    }

    @Override
    public void step(
            long step, double rate, Map<String, Tensor> parameters, Map<String, Tensor> gradients, Slots slots) {
        Map<String, Tensor> sums = slots.of(SUM);
        WALK.step(1, -1.0 / every, sums, gradients, Slots.NONE);
        if (step % every == 0) {
            inner.step(step / every, rate, parameters, sums, slots);
            sums.values()
                    .forEach(sum -> sum.assign(
                            Tensor.scalar(sum.dtype(), 0).expand(sum.shape().dims())));
        }
    }
}
