package dev.merapi.models.optim;

/**
 * gamma^(how often the loss has got stuck), at least the floor. The loss is stuck after more than {@code patience}
 * epochs without a new best; better than best is below best (1 - threshold). As PyTorch's ReduceLROnPlateau, but a
 * function of the losses so far, so that it has no state of its own to lose.
 *
 * @param gamma what each change multiplies the rate by, from 0 to 1
 * @param patience how many epochs without progress are borne
 * @param threshold the share of the best loss that counts as progress
 * @param cooldown how many epochs after a change aren't counted
 * @param floor the smallest factor
 */
public record Plateau(double gamma, int patience, double threshold, int cooldown, double floor) implements Schedule {
    /** Checks the numbers. */
    public Plateau {
        Elementwise.checkRange("a plateau's gamma", gamma, 0, Math.nextDown(1.0));
        Elementwise.checkRange("a plateau's threshold", threshold, 0, 1);
        Elementwise.checkRange("a plateau's floor", floor, 0, 1);
        if (patience < 0 || cooldown < 0) {
            throw new IllegalArgumentException("a plateau of patience " + patience + " and cooldown " + cooldown
                    + " can't be waited for; both are 0 or more epochs");
        }
    }

    /** PyTorch's defaults: a tenth after more than 10 epochs, threshold 1e-4, no cooldown, no floor. */
    public Plateau() {
        this(0.1, 10, 1e-4, 0, 0);
    }

    /** The same with another patience. */
    public Plateau withPatience(int epochs) {
        return new Plateau(gamma, epochs, threshold, cooldown, floor);
    }

    @Override
    public double factor(long step, long steps) {
        return 1;
    }

    @Override
    public double factor(long step, long steps, double[] losses) {
        double best = Double.POSITIVE_INFINITY;
        double factor = 1;
        int bad = 0;
        int cooling = 0;
        for (double loss : losses) {
            boolean better = loss < best * (1 - threshold);
            best = better ? loss : best;
            bad = better ? 0 : bad + 1;
            if (cooling > 0) {
                cooling--;
                bad = 0;
            }
            if (bad > patience) {
                factor = Math.max(factor * gamma, floor);
                cooling = cooldown;
                bad = 0;
            }
        }
        return factor;
    }
}
