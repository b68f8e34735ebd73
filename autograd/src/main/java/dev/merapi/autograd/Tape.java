package dev.merapi.autograd;

import dev.merapi.tensor.Op;
import dev.merapi.tensor.Recorder;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
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

    /** One application, with the inputs' versions at that time. */
    private record Step(Op op, List<Tensor> inputs, Tensor output, int[] versions) {}

    @Override
    public void record(Op op, List<Tensor> inputs, Tensor output) {
        outside.record(op, inputs, output);
        if (output.dtype().isFloating() && inputs.stream().anyMatch(tracked::containsKey)) {
            tracked.put(output, true);
            steps.add(new Step(op, inputs, output, versions(inputs)));
        }
    }

    private static int[] versions(List<Tensor> inputs) {
        return inputs.stream().mapToInt(Tensor::version).toArray();
    }

    /** The gradients of {@code sum(seed * result)} with regard to the sources. */
    Gradients gradients(Tensor result, Tensor seed) {
        IdentityHashMap<Tensor, Tensor> gradients = new IdentityHashMap<>();
        gradients.put(result, seed);
        Recorder watcher = Passing.outermost(outside);
        for (int s = steps.size() - 1; s >= 0; s--) {
            Step step = steps.get(s);
            Tensor dy = gradients.get(step.output);
            if (dy != null) {
                checkVersions(step);
                if (watcher instanceof NonFinite finder) {
                    finder.inGradientOf(step.op, () -> back(step, dy, gradients));
                } else {
                    back(step, dy, gradients);
                }
                gradients.remove(step.output);
            }
        }
        return new Gradients(sources, gradients);
    }

    private void back(Step step, Tensor dy, IdentityHashMap<Tensor, Tensor> gradients) {
        IntFunction<Tensor> gradient = gradients(step, dy);
        for (int i = 0; i < step.inputs.size(); i++) {
            Tensor input = step.inputs.get(i);
            if (tracked.containsKey(input)) {
                Tensor dx = fitted(step, gradient.apply(i), input.spec());
                gradients.merge(input, dx, Tensor::add);
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
    }
}
