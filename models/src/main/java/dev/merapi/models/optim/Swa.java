package dev.merapi.models.optim;

import dev.merapi.tensor.Tensor;
import java.util.Map;

/**
 * Stochastic weight averaging: from step {@code start} on, the mean of the weights after every {@code every}-th step,
 * while the rate goes from the schedule's to a constant one along half a cosine: rate = a swaRate + (1 - a) rate with a
 * = (1 - cos(pi t / anneal)) / 2 in the t-th step (from 0) after the start. The slot is {@code swa}. Batch norm's
 * statistics are those of the last weights, not of the averaged ones:
 * {@link dev.merapi.models.train.AveragedWeights#recomputeBuffers}. Source: Izmailov et al., "Averaging weights leads
 * to wider optima and better generalization", 2018; details as PyTorch's SWALR and AveragedModel.
 *
 * @param start after how many steps averaging begins
 * @param every how many steps there are between two weights of the mean; in the paper an epoch
 * @param swaRate the rate while averaging
 * @param anneal how many steps the rate takes to get there; 0 for at once
 * @param inner the optimizer that makes the steps
 */
public record Swa(long start, long every, double swaRate, long anneal, Optimizer inner) implements WeightAverage {
    private static final String AVERAGE = "swa";

    /** Checks the numbers. */
    public Swa {
        if (start < 0 || every < 1 || anneal < 0) {
            throw new IllegalArgumentException("averaging every " + every + " steps from step " + start
                    + " on, annealing for " + anneal + ", can't be done; these are at least 1, 0 and 0");
        }
        Elementwise.checkNotNegative("the rate while averaging", swaRate);
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
        long since = step - start;
        inner.step(step, since > 0 ? annealed(rate, since - 1) : rate, parameters, gradients, slots);
        if (since > 0 && since % every == 0) {
            long count = since / every;
            Elementwise.step(slots.of(AVERAGE), parameters, new RunningMean(1.0 / count));
        }
    }

    private double annealed(double rate, long t) {
        double done = t >= anneal ? 1 : (double) t / anneal;
        double share = (1 - StrictMath.cos(Math.PI * done)) / 2;
        return swaRate * share + rate * (1 - share);
    }

    @Override
    public Map<String, Tensor> averages(long steps, Slots slots) {
        if (steps - start < every) {
            throw new IllegalStateException("no weights are averaged after " + steps + " steps; the first are after "
                    + (start + every) + ", so train longer or start earlier");
        }
        return slots.of(AVERAGE);
    }
}
