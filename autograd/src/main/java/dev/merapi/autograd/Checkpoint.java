package dev.merapi.autograd;

import dev.merapi.tensor.Op;
import dev.merapi.tensor.Recorder;
import dev.merapi.tensor.Scope;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Contiguous;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A whole computation as one operator on a tape: its gradient computes it again, under a tape of its own. Its inputs are the
 * tensors from outside that it used: first those that a tape follows, then those that only have to live on. Source: Chen et
 * al., "Training deep nets with sublinear memory cost", 2016.
 */
final class Checkpoint implements Op.Nary {
    private final Supplier<Tensor> computation;
    private final Optional<Repeatable> around;
    private final Spec spec;
    private final int followed;

    /** Between {@link #shared} and the {@link #gradient}s of one walk back. */
    private List<Tensor> gradients = List.of();

    private Checkpoint(Supplier<Tensor> computation, Optional<Repeatable> around, Spec spec, int followed) {
        this.computation = computation;
        this.around = around;
        this.spec = spec;
        this.followed = followed;
    }

    static Tensor run(Supplier<Tensor> computation) {
        Recorder outside = Recorder.CURRENT.isBound() ? Recorder.CURRENT.get() : Autograd.NOBODY;
        if (!(outside instanceof Passing)) {
            return computation.get();
        }
        Optional<Repeatable> around =
                Repeatable.CURRENT.isBound() ? Optional.of(Repeatable.CURRENT.get()) : Optional.empty();
        Optional<Repeatable> before = around.map(Repeatable::snapshot);
        Uses uses = new Uses(outside);
        Tensor y;
        try (Scope scope = Scope.open()) {
            y = scope.keep(ScopedValue.where(Recorder.CURRENT, uses).call(computation::get));
            around.ifPresent(a -> scope.keepAll(a.held()));
        }
        if (uses.made.containsKey(y)) {
            List<Tensor> inputs = new ArrayList<>(uses.followed.keySet());
            int followed = inputs.size();
            inputs.addAll(uses.constant.keySet());
            outside.record(new Checkpoint(computation, before, y.spec(), followed), inputs, y);
        }
        return y;
    }

    /** Notes which tensors are used. Watchers that aren't tapes see each operator; tapes see the whole alone. */
    private static final class Uses implements Passing {
        private final Recorder outside;
        private final Recorder watcher;
        private final IdentityHashMap<Tensor, Boolean> made = new IdentityHashMap<>();
        private final IdentityHashMap<Tensor, Boolean> followed = new IdentityHashMap<>();
        private final IdentityHashMap<Tensor, Boolean> constant = new IdentityHashMap<>();

        Uses(Recorder outside) {
            this.outside = outside;
            watcher = Passing.outermost(outside);
        }

        @Override
        public Recorder outside() {
            return outside;
        }

        @Override
        public void record(Op op, List<Tensor> inputs, Tensor output) {
            watcher.record(op, inputs, output);
            for (Tensor input : inputs) {
                if (!made.containsKey(input)) {
                    (follows(outside, input) ? followed : constant).put(input, true);
                }
            }
            made.put(output, true);
        }

        /** An enclosing checkpoint can't know yet: it takes what its own tapes follow. */
        private static boolean follows(Recorder recorder, Tensor t) {
            return switch (recorder) {
                case Tape tape -> tape.follows(t) || follows(tape.outside(), t);
                case Uses uses -> uses.made.containsKey(t) || follows(uses.outside, t);
                default -> false;
            };
        }
    }

    @Override
    public String name() {
        return "checkpoint";
    }

    @Override
    public Spec spec(List<Spec> inputs) {
        return spec;
    }

    @Override
    public void forward(List<Tensor> inputs, Tensor y) {
        Contiguous.copy(again(), y);
    }

    private Tensor again() {
        return around.map(a -> a.repeat(computation)).orElseGet(computation);
    }

    @Override
    public Tensor shared(Tensor dy, List<Tensor> inputs, Tensor y) {
        boolean higherOrder = Recorder.CURRENT.isBound() && Recorder.CURRENT.get() instanceof Tape;
        if (higherOrder) {
            gradients = gradients(dy, inputs);
        } else {
            try (Scope scope = Scope.open()) {
                gradients = scope.keepAll(gradients(dy, inputs));
            }
        }
        return dy;
    }

    private List<Tensor> gradients(Tensor dy, List<Tensor> inputs) {
        return Autograd.record(inputs.subList(0, followed), this::again)
                .apply(dy)
                .all();
    }

    @Override
    public Tensor gradient(int i, Tensor dy, List<Tensor> inputs, Tensor y) {
        return gradients.get(i);
    }
}
