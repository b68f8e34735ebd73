package dev.merapi.tensor;

import java.lang.ref.Reference;
import java.util.List;

/**
 * Applying an operator: its spec says what to allocate, its forward fills that, and the recorder in force sees it.
 *
 * <p>Arguments are held until forward has ended: an expression like {@code a.add(b).exp()} has nobody else to hold them, and
 * kernels only know addresses.
 */
public sealed interface Application permits Tensor {
    private Tensor self() {
        return (Tensor) this;
    }

    /** Applies an operator of one argument. */
    default Tensor apply(Op.Unary op) {
        Tensor y = Tensor.allocate(op.spec(self().spec()));
        try (var _ = Scope.temporaries()) {
            Profile.forward(op, self(), y);
        } finally {
            Reference.reachabilityFence(this);
        }
        return recorded(op, y, List.of(self()));
    }

    /** Applies an operator of two arguments, this one first. */
    default Tensor apply(Op.Binary op, Tensor b) {
        Tensor y = Tensor.allocate(op.spec(self().spec(), b.spec()));
        try (var _ = Scope.temporaries()) {
            Profile.forward(op, self(), b, y);
        } finally {
            Reference.reachabilityFence(this);
            Reference.reachabilityFence(b);
        }
        return recorded(op, y, List.of(self(), b));
    }

    /** Applies a view. */
    default Tensor apply(Op.View op) {
        return recorded(op, op.view(self()), List.of(self()));
    }

    /** Applies an operator of many arguments. */
    static Tensor apply(Op.Nary op, List<Tensor> inputs) {
        count(op, op.inputNames(), inputs.size());
        Tensor y = Tensor.allocate(op.spec(inputs.stream().map(Tensor::spec).toList()));
        try (var _ = Scope.temporaries()) {
            Profile.forward(op, inputs, y);
        } finally {
            Reference.reachabilityFence(inputs);
        }
        return recorded(op, y, inputs);
    }

    private static void count(Op op, List<String> names, int given) {
        if (given == names.size() && given > 0) {
            return;
        }
        long needed =
                Math.max(1, names.stream().filter(name -> !name.startsWith("[")).count());
        if (given < needed || (given > names.size() && !names.isEmpty())) {
            throw new ShapeException(op.name() + ": it got " + given + " inputs, but takes "
                    + (names.isEmpty() ? "at least one" : String.join(", ", names))
                    + (given < needed ? "; give it those that are missing" : "; leave out the last"));
        }
    }

    private static Tensor recorded(Op op, Tensor y, List<Tensor> inputs) {
        if (Recorder.CURRENT.isBound()) {
            Recorder.CURRENT.get().record(op, inputs, y);
        }
        return y;
    }
}
