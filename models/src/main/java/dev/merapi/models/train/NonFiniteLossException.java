package dev.merapi.models.train;

import dev.merapi.autograd.NonFinite;
import dev.merapi.simd.Workers;
import dev.merapi.tensor.Scope;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The loss became NaN or infinite. The parameters are still those from before the step, and the last checkpoint is good;
 * the message says at which step and in which operator it first appeared.
 */
public final class NonFiniteLossException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private NonFiniteLossException(String message) {
        super(message);
    }

    /** Makes the step again, with the same bits, and watches each operator. */
    static NonFiniteLossException of(Consumer<Scope> step, Progress progress, double loss) {
        Optional<NonFinite.Origin> origin = NonFinite.origin(() -> Workers.withThreads(1, () -> {
            try (Scope scope = Scope.open()) {
                step.accept(scope);
                return progress;
            }
        }));
        String where = origin.map(o -> o.finiteInputs()
                        ? "it first appeared in the operator " + o.operator()
                        : "it was there before the first operator, " + o.operator()
                                + ": look at the data and parameters")
                .orElse("no operator made it: look at the data");
        return new NonFiniteLossException("the loss became " + loss + " at step " + (progress.steps() + 1) + " (epoch "
                + (progress.epoch() + 1) + "); " + where + "; lower the learning rate or check the inputs");
    }
}
