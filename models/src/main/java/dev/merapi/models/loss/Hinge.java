package dev.merapi.models.loss;

import dev.merapi.tensor.Tensor;

/**
 * max(0, margin - t x), for scores x and targets t of one shape, t being -1 or 1. Source: Cortes, Vapnik, "Support-vector
 * networks", 1995.
 */
public record Hinge(double margin, Reduction reduction) implements Loss {
    /** Checks the margin. */
    public Hinge {
        Constants.finite("Hinge", "margin", margin);
    }

    /** Margin 1, the mean. */
    public Hinge() {
        this(1, Reduction.MEAN);
    }

    @Override
    public Tensor of(Tensor output, Tensor target) {
        MeanSquaredError.sameShape("Hinge", output, target);
        Pairs.checkSigns("Hinge", target);
        return reduction.of(output.mul(target.to(output.dtype())).rsub(margin).relu());
    }
}
