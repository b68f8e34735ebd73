package dev.merapi.models.optim;

import dev.merapi.tensor.Tensor;
import java.util.Map;

/**
 * A rule that moves parameters against their gradients, in place. An optimizer is a record of constants; what it remembers
 * between steps is in the {@link Slots} that the trainer keeps and checkpoints.
 */
public interface Optimizer {
    /** The learning rate before any schedule. */
    double rate();

    /** Makes the memory for these parameters, by name: zeros at the start. */
    Slots slots(Map<String, Tensor> parameters);

    /**
     * One step.
     *
     * @param step from 1
     * @param rate the learning rate of this step, from the schedule
     * @param gradients by the parameters' names
     */
    void step(long step, double rate, Map<String, Tensor> parameters, Map<String, Tensor> gradients, Slots slots);

    /** What an optimizer remembers: tensors by slot and parameter, such as {@code exp_avg} of {@code fc1.weight}. */
    record Slots(Map<String, Map<String, Tensor>> tensors) {
        /** One slot's tensors by parameter. */
        public Map<String, Tensor> of(String slot) {
            return tensors.get(slot);
        }
    }
}
