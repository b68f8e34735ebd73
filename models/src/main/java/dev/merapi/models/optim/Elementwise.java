package dev.merapi.models.optim;

import dev.merapi.simd.Workers;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Profile;
import dev.merapi.tensor.Scope;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Contiguous;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Walks parameters and their gradients together; float32 goes to kernels on all cores, float64 to tensors' own vocabulary. */
final class Elementwise {
    /** Elements worth handing to another thread. */
    private static final int GRAIN = 1 << 14;

    private Elementwise() {}

    /** How one optimizer updates one parameter; both tensors are contiguous and of one spec. */
    interface Rule {
        /** The optimizer's name in profiles. */
        String name();

        /** How often {@link #float32} reads or writes a tensor of the parameter's size. */
        int passes();

        /** Updates elements {@code from} to {@code from + n} of a float32 parameter; called from several threads. */
        void float32(String name, Tensor p, Tensor g, int from, int n);

        /** Updates a float64 parameter. */
        void float64(String name, Tensor p, Tensor g);

        /** What else {@link #float32} changes: tensors by parameter. */
        default List<Map<String, Tensor>> memory() {
            return List.of();
        }
    }

    static void step(Map<String, Tensor> parameters, Map<String, Tensor> gradients, Rule rule) {
        parameters.forEach((name, p) -> {
            check(name, p, gradients);
            try (var _ = Scope.open()) {
                Tensor g = Contiguous.of(gradients.get(name));
                if (p.dtype() == DType.FLOAT64) {
                    rule.float64(name, p, g);
                } else {
                    Profile.step(rule.name(), p, rule.passes(), () -> float32(rule, name, p, g));
                    rule.memory().forEach(slot -> slot.get(name).touch());
                }
            }
        });
    }

    private static void float32(Rule rule, String name, Tensor p, Tensor g) {
        Workers.forRange(p.size(), GRAIN, (from, to) -> rule.float32(name, p, g, from, to - from));
        p.touch();
    }

    static void check(String name, Tensor p, Map<String, Tensor> gradients) {
        Tensor g = gradients.get(name);
        if (g == null) {
            throw new IllegalArgumentException("no gradient is there for the parameter " + name
                    + "; gradients are known for " + gradients.keySet());
        }
        if (!g.spec().equals(p.spec()) || !p.isContiguous() || !p.dtype().isFloating()) {
            throw new ShapeException("the parameter " + name + " is " + p.spec() + " and its gradient " + g.spec()
                    + "; both must be the same, floating, and the parameter contiguous");
        }
    }

    /** Zeros like each parameter. */
    static Map<String, Tensor> zeros(Map<String, Tensor> parameters) {
        Map<String, Tensor> zeros = new LinkedHashMap<>();
        parameters.forEach((name, p) -> zeros.put(name, p.zerosLike()));
        return zeros;
    }

    /** Slots of zeros like each parameter. */
    static Optimizer.Slots slots(Map<String, Tensor> parameters, String... names) {
        Optimizer.Slots slots = Optimizer.Slots.NONE;
        for (String name : names) {
            slots = slots.with(name, zeros(parameters));
        }
        return slots;
    }

    /** A number above 0 and finite. */
    static void checkPositive(String what, double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(what + " " + value + " must be above 0 and finite");
        }
    }

    /** A number from 0 on, and finite. */
    static void checkNotNegative(String what, double value) {
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(what + " " + value + " must be at least 0 and finite");
        }
    }

    static void checkRange(String what, double value, double low, double high) {
        if (!(value >= low && value <= high)) {
            throw new IllegalArgumentException(what + " " + value + " must be from " + low + " to " + high);
        }
    }
}
