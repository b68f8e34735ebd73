package dev.merapi.models.optim;

/**
 * (step + 1) / length while step < length; then {@code rest} over the steps that are left. Source: Goyal et al., "Accurate,
 * large minibatch SGD", 2017.
 *
 * @param length the number of steps that warm up
 * @param rest what follows
 */
public record Warmup(long length, Schedule rest) implements Schedule {
    /** Checks the length. */
    public Warmup {
        if (length < 0) {
            throw new IllegalArgumentException("a warm-up of " + length + " steps doesn't exist; use 0 or more");
        }
    }

    @Override
    public double factor(long step, long steps) {
        return factor(step, steps, History.NONE);
    }

    @Override
    public double factor(long step, long steps, History history) {
        long left = Math.max(1, steps - length);
        return step < length
                ? (step + 1.0) / length * rest.factor(0, left, history)
                : rest.factor(step - length, left, history);
    }
}
