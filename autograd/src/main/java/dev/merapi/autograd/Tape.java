package dev.merapi.autograd;

import dev.merapi.tensor.Lifetimes;
import dev.merapi.tensor.Op;
import dev.merapi.tensor.Recorder;
import dev.merapi.tensor.Scope;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;

/**
 * The operators applied to what depends on some tensors, in order. Each is passed on to the recorder outside, so that an
 * outer tape sees what an inner one does, its walk back included: that's how higher orders come about.
 */
final class Tape implements Passing {
    private final List<Tensor> sources;
    private final Recorder outside;
    private final IdentityHashMap<Tensor, Boolean> tracked = new IdentityHashMap<>();
    private final List<Step> steps = new ArrayList<>();

    Tape(List<Tensor> sources, Recorder outside) {
        this.sources = sources;
        this.outside = outside;
        sources.forEach(source -> tracked.put(source, true));
    }

    @Override
    public Recorder outside() {
        return outside;
    }

    /** Whether t depends on a source. */
    boolean follows(Tensor t) {
        return tracked.containsKey(t);
    }

    /** One application, with the versions of its inputs and its output at that time. */
    private record Step(Op op, List<Tensor> inputs, Tensor output, int[] versions, int version) {}

    @Override
    public void record(Op op, List<Tensor> inputs, Tensor output) {
        outside.record(op, inputs, output);
        if (output.dtype().isFloating() && inputs.stream().anyMatch(tracked::containsKey)) {
            tracked.put(output, true);
            steps.add(new Step(op, inputs, output, versions(inputs), output.version()));
        }
    }

    private static int[] versions(List<Tensor> inputs) {
        return inputs.stream().mapToInt(Tensor::version).toArray();
    }

    /** The gradients of {@code sum(seed * result)} with regard to the sources. */
    Gradients gradients(Tensor result, Tensor seed) {
        return new Walk(Lifetimes.endless()).back(result, seed);
    }

    /** The same, once: frees what the current scope owns and no earlier step needs. An outer tape still needs everything. */
    Gradients consume(Tensor result, Tensor seed) {
        return new Walk(outside instanceof Passing ? Lifetimes.endless() : Lifetimes.ofScope()).back(result, seed);
    }

    /** A way back through the steps, with the gradients that wait on it. */
    private final class Walk {
        private final Lifetimes lives;
        private final IdentityHashMap<Tensor, Tensor> gradients = new IdentityHashMap<>();

        /** The sources stay; what a step takes and makes is needed until that step is undone. */
        Walk(Lifetimes lives) {
            this.lives = lives;
            sources.forEach(lives::use);
            for (Step step : steps) {
                step.inputs.forEach(lives::use);
                lives.use(step.output);
            }
        }

        Gradients back(Tensor result, Tensor seed) {
            lives.use(result);
            lives.use(seed);
            add(result, seed);
            Recorder watcher = Passing.outermost(outside);
            for (int s = steps.size() - 1; s >= 0; s--) {
                Step step = steps.get(s);
                Tensor dy = gradients.get(step.output);
                if (dy != null) {
                    checkVersions(step);
                    if (watcher instanceof NonFinite finder) {
                        finder.inGradientOf(step.op, () -> alone(step, dy));
                    } else {
                        alone(step, dy);
                    }
                    gradients.remove(step.output);
                    lives.drop(dy);
                }
                step.inputs.forEach(lives::drop);
                lives.drop(step.output);
            }
            return new Gradients(sources, gradients);
        }

        /** A step back, whose temporaries end with it if lives do. */
        private void alone(Step step, Tensor dy) {
            if (!lives.canEnd()) {
                back(step, dy);
                return;
            }
            try (Scope scope = Scope.open()) {
                back(step, dy);
                step.inputs.stream()
                        .map(gradients::get)
                        .filter(Objects::nonNull)
                        .forEach(scope::keep);
            }
        }

        private void back(Step step, Tensor dy) {
            if (step.op instanceof Op.Fused op) {
                throughComposed(op, step.inputs, dy);
                return;
            }
            IntFunction<Tensor> gradient = Tape.gradients(step, dy);
            for (int i = 0; i < step.inputs.size(); i++) {
                Tensor input = step.inputs.get(i);
                if (tracked.containsKey(input)) {
                    add(input, fitted(step, gradient.apply(i), input.spec()));
                }
            }
        }

        /** Makes the step again by ordinary operators under a tape of its own, and walks back over those. */
        private void throughComposed(Op.Fused op, List<Tensor> inputs, Tensor cotangent) {
            List<Tensor> wanted =
                    inputs.stream().filter(tracked::containsKey).distinct().toList();
            Gradients found = Autograd.record(wanted, () -> op.composed(inputs)).apply(cotangent);
            wanted.forEach(input -> add(input, found.of(input)));
        }

        private void add(Tensor input, Tensor gradient) {
            Tensor old = gradients.get(input);
            Tensor sum = old == null ? gradient : old.add(gradient);
            lives.use(sum);
            gradients.put(input, sum);
            if (old != null) {
                lives.drop(old);
            }
        }
    }

    private static IntFunction<Tensor> gradients(Step step, Tensor dy) {
        List<Tensor> in = step.inputs;
        return switch (step.op) {
            case Op.Unary op -> _ -> op.gradient(dy, in.getFirst(), step.output);
            case Op.View op -> _ -> op.gradient(dy, in.getFirst());
            case Op.Binary op ->
                i -> i == 0
                        ? op.gradientA(dy, in.getFirst(), in.getLast(), step.output)
                        : op.gradientB(dy, in.getFirst(), in.getLast(), step.output);
            case Op.Nary op -> op.gradients(dy, in, step.output);
        };
    }

    /** What was broadcast forward is summed backward. */
    private static Tensor fitted(Step step, Tensor dx, Spec input) {
        Shape shape = input.shape();
        Tensor fitted = dx.shape().equals(shape) ? dx : dx.sumTo(shape);
        if (fitted.dtype() != input.dtype()) {
            throw new IllegalStateException("the gradient of " + step.op.name() + " is " + dx.spec()
                    + " where its input is " + input + "; the operator's gradient must keep the dtype");
        }
        return fitted;
    }

    private static void checkVersions(Step step) {
        for (int i = 0; i < step.versions.length; i++) {
            if (step.inputs.get(i).version() != step.versions[i]) {
                throw new IllegalStateException(
                        "input " + i + " " + step.inputs.get(i).spec() + " of " + step.op.name()
                                + " was changed in place after it was used, so its gradient is lost; assign after the gradients");
            }
        }
        if (step.output.version() != step.version) {
            throw new IllegalStateException("the result " + step.output.spec() + " of " + step.op.name()
                    + " was changed in place, so the gradient of what made it is lost; assign after the gradients");
        }
    }
}
