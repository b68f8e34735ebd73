package dev.merapi.autograd;

import dev.merapi.tensor.DType;
import dev.merapi.tensor.Op;
import dev.merapi.tensor.Recorder;
import dev.merapi.tensor.Scope;
import dev.merapi.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/** Finds the operator in which a NaN or an infinity first appears, forward or backward. */
public final class NonFinite implements Recorder {
    private Optional<Origin> origin = Optional.empty();
    private Optional<String> gradientOf = Optional.empty();
    private int count;

    private NonFinite() {}

    /**
     * Where it came from.
     *
     * @param operator the operator's name
     * @param index how many operators had been applied before it
     * @param finiteInputs whether all its inputs were finite; otherwise it was in the inputs (the data or a parameter)
     * @param gradientOf the operator whose gradient was being found; empty on the way forward
     */
    public record Origin(String operator, int index, boolean finiteInputs, Optional<String> gradientOf) {
        /** On the way forward. */
        public Origin(String operator, int index, boolean finiteInputs) {
            this(operator, index, finiteInputs, Optional.empty());
        }
    }

    /** Runs the computation again and watches every operator in it. */
    public static Optional<Origin> origin(Runnable computation) {
        NonFinite finder = new NonFinite();
        ScopedValue.where(Recorder.CURRENT, finder).run(computation);
        return finder.origin;
    }

    /** Runs the walk back through one operator of a tape. */
    void inGradientOf(Op op, Runnable walk) {
        Optional<String> around = gradientOf;
        gradientOf = Optional.of(op.name());
        try {
            walk.run();
        } finally {
            gradientOf = around;
        }
    }

    @Override
    public void record(Op op, List<Tensor> inputs, Tensor output) {
        if (origin.isEmpty() && !isFinite(output)) {
            boolean finite = inputs.stream().allMatch(NonFinite::isFinite);
            origin = Optional.of(new Origin(op.name(), count, finite, gradientOf));
        }
        count++;
    }

    /** Finite as far as losses go: the sum of 0 x is 0 just where every x is finite. */
    private static boolean isFinite(Tensor t) {
        if (!t.dtype().isFloating()) {
            return true;
        }
        try (Scope _ = Scope.open()) {
            return Autograd.noGrad(() -> t.mul(0).sum().to(DType.FLOAT64)).item() == 0;
        }
    }
}
