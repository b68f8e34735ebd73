package dev.merapi.models.optim;

import dev.merapi.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Different optimizers for different parameters: each goes to the first group that wants it, the rest to {@code base}.
 *
 * <pre>{@code
 * AdamW base = AdamW.of(1e-3);
 * Optimizer optimizer = ParameterGroups.of(base)
 *         .with("head", (name, p) -> name.startsWith("fc."), AdamW.of(1e-2))
 *         .with("biases", (name, p) -> name.endsWith("bias"), base.withWeightDecay(0));
 * }</pre>
 *
 * <p>A schedule multiplies every group's own rate by the same factor. A group may be any optimizer, also one that is
 * wrapped (a {@link ClipNorm} in a group clips the norm of that group). What a group wants mustn't change from step to
 * step; a checkpoint knows it by its label, so give another rule another label.
 *
 * @param groups in the order in which they are asked
 * @param base for parameters that no group wants
 */
public record ParameterGroups(List<Group> groups, Optimizer base) implements Optimizer {
    /** Copies the list. */
    public ParameterGroups {
        groups = List.copyOf(groups);
        groups.forEach(group -> checkRate(group, base));
    }

    /** One optimizer for all. */
    public static ParameterGroups of(Optimizer base) {
        return new ParameterGroups(List.of(), base);
    }

    /**
     * nanoGPT's and BERT's groups: tensors of fewer than two axes (biases, and the weights of normalizations) don't
     * decay.
     */
    public static ParameterGroups decayingMatrices(AdamW optimizer) {
        return of(optimizer).with("rank < 2", (_, p) -> p.rank() < 2, optimizer.withWeightDecay(0));
    }

    /** These groups and then another. */
    public ParameterGroups with(String label, Rule rule, Optimizer optimizer) {
        List<Group> more = new ArrayList<>(groups);
        more.add(new Group(label, rule, optimizer));
        return new ParameterGroups(more, base);
    }

    /** Which parameters a group wants. */
    @FunctionalInterface
    public interface Rule {
        /** Whether it wants this one. */
        boolean wants(String name, Tensor parameter);
    }

    /**
     * Some parameters and what moves them.
     *
     * @param label what the rule is called, in messages and in checkpoints
     */
    public record Group(String label, Rule rule, Optimizer optimizer) {
        /** Without the rule, whose address would differ in the next process. */
        @Override
        public String toString() {
            return "Group[" + label + ": " + optimizer + "]";
        }
    }

    private static void checkRate(Group group, Optimizer base) {
        if (!(base.rate() > 0)) {
            throw new IllegalArgumentException("the base of parameter groups has the rate " + base.rate()
                    + ", to which that of the group " + group.label + " bears no relation; it must be above 0");
        }
    }

    @Override
    public double rate() {
        return base.rate();
    }

    @Override
    public Slots slots(Map<String, Tensor> parameters) {
        List<Map<String, Tensor>> parts = divide(parameters);
        Slots slots = Slots.NONE;
        for (int i = 0; i < parts.size(); i++) {
            if (i < groups.size() && parts.get(i).isEmpty()) {
                throw new IllegalArgumentException("the group " + groups.get(i).label + " wants none of the parameters "
                        + parameters.keySet() + " that earlier groups left; correct its rule or leave it out");
            }
            slots = slots.and(optimizer(i).slots(parts.get(i)));
        }
        return slots;
    }

    @Override
    public void step(
            long step, double rate, Map<String, Tensor> parameters, Map<String, Tensor> gradients, Slots slots) {
        List<Map<String, Tensor>> parts = divide(parameters);
        for (int i = 0; i < parts.size(); i++) {
            Map<String, Tensor> part = parts.get(i);
            Map<String, Tensor> theirs = new LinkedHashMap<>(gradients);
            theirs.keySet().retainAll(part.keySet());
            Optimizer optimizer = optimizer(i);
            double own = rate * (optimizer.rate() / base.rate());
            optimizer.step(step, own, part, theirs, slots.only(part.keySet()));
        }
    }

    private Optimizer optimizer(int group) {
        return group < groups.size() ? groups.get(group).optimizer : base;
    }

    /** The parameters of each group, and at the end those of the base. */
    private List<Map<String, Tensor>> divide(Map<String, Tensor> parameters) {
        List<Map<String, Tensor>> parts = new ArrayList<>();
        for (int i = 0; i <= groups.size(); i++) {
            parts.add(new LinkedHashMap<>());
        }
        parameters.forEach((name, p) -> {
            int i = 0;
            while (i < groups.size() && !groups.get(i).rule.wants(name, p)) {
                i++;
            }
            parts.get(i).put(name, p);
        });
        return parts;
    }
}
