package dev.merapi.models.optim;

import dev.merapi.tensor.Tensor;
import java.util.Map;

/**
 * An exponential moving average of the weights: a = decay a + (1 - decay) p after each of {@code inner}'s steps, a = p
 * after the first. The slot is {@code ema}. Source: Polyak, Juditsky, "Acceleration of stochastic approximation by
 * averaging", 1992; details as PyTorch's AveragedModel.
 *
 * @param decay how much of the average stays, from 0 to 1; 0.999 remembers about a thousand steps
 * @param inner the optimizer that makes the steps
 */
public record Ema(double decay, Optimizer inner) implements WeightAverage {
    private static final String AVERAGE = "ema";

    /** Checks the decay. */
    public Ema {
        Elementwise.checkRange("the decay of an average", decay, 0, Math.nextDown(1.0));
    }

    @Override
    public double rate() {
        return inner.rate();
    }

    @Override
    public Slots slots(Map<String, Tensor> parameters) {
        return inner.slots(parameters).with(AVERAGE, Elementwise.zeros(parameters));
    }

    @Override
    public void step(
            long step, double rate, Map<String, Tensor> parameters, Map<String, Tensor> gradients, Slots slots) {
        inner.step(step, rate, parameters, gradients, slots);
        Elementwise.step(slots.of(AVERAGE), parameters, new RunningMean(step == 1 ? 1 : 1 - decay));
    }

    @Override
    public Map<String, Tensor> averages(long steps, Slots slots) {
        if (steps < 1) {
            throw new IllegalStateException("no weights are averaged before the first step; train first");
        }
        return slots.of(AVERAGE);
    }
}
