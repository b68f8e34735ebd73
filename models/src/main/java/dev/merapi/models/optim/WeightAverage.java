package dev.merapi.models.optim;

import dev.merapi.tensor.Tensor;
import java.util.Map;

/**
 * An optimizer that also averages the weights that its steps lead to: they often predict better than the last ones. See
 * {@link dev.merapi.models.train.AveragedWeights} for how to look at them.
 */
public sealed interface WeightAverage extends Optimizer permits Ema, Swa {
    /**
     * The averages by parameter; they change with each step.
     *
     * @param steps how many this optimizer has made; inside an {@link Accumulate} fewer than its trainer
     */
    Map<String, Tensor> averages(long steps, Slots slots);
}
