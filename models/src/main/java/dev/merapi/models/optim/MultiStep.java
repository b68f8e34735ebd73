package dev.merapi.models.optim;

import java.util.List;

/**
 * gamma^(how many milestones are reached). As PyTorch's MultiStepLR.
 *
 * @param milestones the steps at which the rate changes
 * @param gamma what each change multiplies the rate by
 */
public record MultiStep(List<Long> milestones, double gamma) implements Schedule {
    /** Copies the list and checks gamma. */
    public MultiStep {
        milestones = List.copyOf(milestones);
        Elementwise.checkNotNegative("a multi-step schedule's gamma", gamma);
    }

    @Override
    public double factor(long step, long steps) {
        long reached = milestones.stream().filter(m -> m <= step).count();
        return StrictMath.pow(gamma, (double) reached);
    }
}
