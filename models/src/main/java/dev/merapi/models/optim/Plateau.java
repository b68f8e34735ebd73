package dev.merapi.models.optim;

/**
 * gamma^(how often training has got stuck), at least the floor. It's stuck after more than {@code patience} epochs without a
 * new best. As PyTorch's ReduceLROnPlateau, but a function of the history so far, so that it has no state of its own to
 * lose; and since a schedule's factors are multiples of the optimizer's rate, so are {@code floor} (PyTorch's
 * {@code min_lr}) and {@code eps}.
 *
 * @param mode whether the best is the lowest loss or the highest accuracy
 * @param gamma what each change multiplies the rate by, from 0 to 1; PyTorch's {@code factor}
 * @param patience how many epochs without progress are borne
 * @param threshold how much better than the best counts as progress
 * @param thresholdMode what the threshold is a measure of
 * @param cooldown how many epochs after a change aren't counted
 * @param floor the smallest factor
 * @param eps a change that isn't larger is left out
 */
public record Plateau(
        Mode mode,
        double gamma,
        int patience,
        double threshold,
        ThresholdMode thresholdMode,
        int cooldown,
        double floor,
        double eps)
        implements Schedule {
    private static final double EPS = 1e-8;

    /** What is watched. */
    public enum Mode {
        /** The loss, which should fall. */
        MIN,
        /** The accuracy, which should rise. */
        MAX
    }

    /** What better than the best is. */
    public enum ThresholdMode {
        /** Below best (1 - threshold) or above best (1 + threshold). */
        REL,
        /** Below best - threshold or above best + threshold. */
        ABS
    }

    /** Checks the numbers. */
    public Plateau {
        Elementwise.checkRange("a plateau's gamma", gamma, 0, Math.nextDown(1.0));
        switch (thresholdMode) {
            case REL -> Elementwise.checkRange("a plateau's relative threshold", threshold, 0, 1);
            case ABS -> Elementwise.checkNotNegative("a plateau's threshold", threshold);
        }
        Elementwise.checkRange("a plateau's floor", floor, 0, 1);
        Elementwise.checkRange("a plateau's eps", eps, 0, 1);
        if (patience < 0 || cooldown < 0) {
            throw new IllegalArgumentException("a plateau of patience " + patience + " and cooldown " + cooldown
                    + " can't be waited for; both are 0 or more epochs");
        }
    }

    /** Of the loss, with a threshold that is a share of the best, and PyTorch's eps, 1e-8. */
    public Plateau(double gamma, int patience, double threshold, int cooldown, double floor) {
        this(Mode.MIN, gamma, patience, threshold, ThresholdMode.REL, cooldown, floor, EPS);
    }

    /** PyTorch's defaults: a tenth after more than 10 epochs, threshold 1e-4, no cooldown, no floor. */
    public Plateau() {
        this(0.1, 10, 1e-4, 0, 0);
    }

    /** The same of losses or accuracies. */
    public Plateau withMode(Mode m) {
        return new Plateau(m, gamma, patience, threshold, thresholdMode, cooldown, floor, eps);
    }

    /** The same with another patience. */
    public Plateau withPatience(int epochs) {
        return new Plateau(mode, gamma, epochs, threshold, thresholdMode, cooldown, floor, eps);
    }

    /** The same with another threshold. */
    public Plateau withThreshold(double t, ThresholdMode m) {
        return new Plateau(mode, gamma, patience, t, m, cooldown, floor, eps);
    }

    /** The same with another least change. */
    public Plateau withEps(double e) {
        return new Plateau(mode, gamma, patience, threshold, thresholdMode, cooldown, floor, e);
    }

    @Override
    public double factor(long step, long steps) {
        return 1;
    }

    @Override
    public double factor(long step, long steps, History history) {
        double best = mode == Mode.MIN ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
        double factor = 1;
        int bad = 0;
        int cooling = 0;
        for (double value : watched(history)) {
            boolean better = isBetter(value, best);
            best = better ? value : best;
            bad = better ? 0 : bad + 1;
            if (cooling > 0) {
                cooling--;
                bad = 0;
            }
            if (bad > patience) {
                double lower = Math.max(factor * gamma, floor);
                factor = factor - lower > eps ? lower : factor;
                cooling = cooldown;
                bad = 0;
            }
        }
        return factor;
    }

    private double[] watched(History history) {
        if (mode == Mode.MIN) {
            return history.losses();
        }
        for (int i = 0; i < history.accuracies().length; i++) {
            if (Double.isNaN(history.accuracies()[i])) {
                throw new IllegalArgumentException("a plateau of mode MAX watches accuracies, but epoch " + (i + 1)
                        + " of this training has none; take mode MIN, which watches losses");
            }
        }
        return history.accuracies();
    }

    private boolean isBetter(double value, double best) {
        return switch (thresholdMode) {
            case REL -> mode == Mode.MIN ? value < best * (1 - threshold) : value > best * (1 + threshold);
            case ABS -> mode == Mode.MIN ? value < best - threshold : value > best + threshold;
        };
    }
}
