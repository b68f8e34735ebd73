package dev.merapi.models.train;

import java.util.List;

/**
 * Stops when the validation loss (or, without validation data, the training loss) hasn't fallen by at least
 * {@code minDelta} for {@code patience} epochs. It looks at the history alone, so a resumed run stops where the unbroken
 * one would have.
 */
public record EarlyStopping(int patience, double minDelta) implements Callback {
    /** Checks the patience. */
    public EarlyStopping {
        if (patience < 1) {
            throw new IllegalArgumentException(
                    "early stopping: patience " + patience + " would stop at once; use 1 or more");
        }
    }

    @Override
    public void on(Event event) {
        if (event instanceof EpochEnd && epochsSinceBest(event.progress().history()) >= patience) {
            event.progress().stop("no improvement for " + patience + " epochs");
        }
    }

    private int epochsSinceBest(List<EpochRecord> history) {
        double best = Double.POSITIVE_INFINITY;
        int since = 0;
        for (EpochRecord epoch : history) {
            double loss = epoch.judgedLoss();
            boolean better = loss < best - minDelta;
            best = better ? loss : best;
            since = better ? 0 : since + 1;
        }
        return since;
    }
}
