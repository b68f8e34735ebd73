package dev.merapi.models.optim;

import dev.merapi.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

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
        /** No memory. */
        public static final Slots NONE = new Slots(Map.of());

        /** One slot's tensors by parameter. */
        public Map<String, Tensor> of(String slot) {
            Map<String, Tensor> found = tensors.get(slot);
            if (found == null) {
                throw new IllegalArgumentException("these slots are " + tensors.keySet() + ", without " + slot
                        + "; give the optimizer the memory that its own slots() made");
            }
            return found;
        }

        /** These and another slot. */
        Slots with(String slot, Map<String, Tensor> values) {
            if (tensors.containsKey(slot)) {
                throw new IllegalArgumentException("the slot " + slot + " is already taken by an optimizer inside"
                        + " this one; put each such wrapper around an optimizer only once");
            }
            Map<String, Map<String, Tensor>> all = new LinkedHashMap<>(tensors);
            all.put(slot, values);
            return new Slots(all);
        }

        /** These and other parameters' slots. */
        Slots and(Slots others) {
            Map<String, Map<String, Tensor>> all = new LinkedHashMap<>();
            tensors.forEach((slot, values) -> all.put(slot, new LinkedHashMap<>(values)));
            others.tensors.forEach((slot, values) ->
                    all.computeIfAbsent(slot, _ -> new LinkedHashMap<>()).putAll(values));
            return new Slots(all);
        }

        /** The same tensors, those of some parameters alone. */
        Slots only(Set<String> parameters) {
            Map<String, Map<String, Tensor>> some = new LinkedHashMap<>();
            tensors.forEach((slot, values) -> {
                Map<String, Tensor> theirs = new LinkedHashMap<>(values);
                theirs.keySet().retainAll(parameters);
                some.put(slot, theirs);
            });
            return new Slots(some);
        }
    }
}
