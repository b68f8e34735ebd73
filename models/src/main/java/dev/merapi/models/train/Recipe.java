package dev.merapi.models.train;

import dev.merapi.models.loss.Loss;
import dev.merapi.models.optim.Constant;
import dev.merapi.models.optim.Optimizer;
import dev.merapi.models.optim.Schedule;

/**
 * How to train: everything that, with the model and the data, determines the result's bits.
 *
 * @param shards into how many parts a batch is cut; each part's gradient is found on its own, by any thread, and they are
 *     added in a fixed tree. Batch norm's statistics are those of a part.
 * @param dropLast whether samples that don't fill an epoch's last batch are left out of that epoch, other ones in each: for
 *     losses and norms that look at the whole batch
 */
public record Recipe(
        Loss loss,
        Optimizer optimizer,
        Schedule schedule,
        int epochs,
        int batch,
        int shards,
        long seed,
        boolean dropLast) {
    /** Checks the numbers. */
    public Recipe {
        atLeastOne("epochs", epochs);
        atLeastOne("batch", batch);
        atLeastOne("shards", shards);
        if (!(optimizer.rate() > 0) || Double.isInfinite(optimizer.rate())) {
            throw new IllegalArgumentException(
                    "learning rate " + optimizer.rate() + " can't train; it must be above 0");
        }
    }

    /** Ten epochs in batches of 32 in one part, at a constant rate, seed 0. */
    public static Recipe of(Loss loss, Optimizer optimizer) {
        return new Recipe(loss, optimizer, new Constant(), 10, 32, 1, 0, false);
    }

    private static void atLeastOne(String what, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(what + " " + value + " can't train; it must be at least 1");
        }
    }

    /** With another number of epochs. */
    public Recipe epochs(int n) {
        return new Recipe(loss, optimizer, schedule, n, batch, shards, seed, dropLast);
    }

    /** With another batch size, and a part for every 32 samples of it, at most 8. */
    public Recipe batch(int n) {
        return new Recipe(loss, optimizer, schedule, epochs, n, Math.clamp(n / 32, 1, 8), seed, dropLast);
    }

    /** With another number of parts to a batch. */
    public Recipe shards(int n) {
        return new Recipe(loss, optimizer, schedule, epochs, batch, n, seed, dropLast);
    }

    /** With another seed. */
    public Recipe seed(long s) {
        return new Recipe(loss, optimizer, schedule, epochs, batch, shards, s, dropLast);
    }

    /** With a run's epochs, batch size (and its parts) and seed. */
    public Recipe settings(Manifest.Settings s) {
        return epochs(s.epochs()).batch(s.batch()).seed(s.seed());
    }

    /** With another schedule of the learning rate. */
    public Recipe schedule(Schedule s) {
        return new Recipe(loss, optimizer, s, epochs, batch, shards, seed, dropLast);
    }

    /** With another optimizer. */
    public Recipe optimizer(Optimizer o) {
        return new Recipe(loss, o, schedule, epochs, batch, shards, seed, dropLast);
    }

    /** With only full batches, or with all. */
    public Recipe dropLast(boolean drop) {
        return new Recipe(loss, optimizer, schedule, epochs, batch, shards, seed, drop);
    }
}
