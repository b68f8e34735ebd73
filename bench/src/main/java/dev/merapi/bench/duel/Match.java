package dev.merapi.bench.duel;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Two ways to do the same, timed in turn, a few milliseconds each: what slows the machine for a while slows both, so their ratio
 * holds where the times of two processes don't.
 */
public final class Match {
    private static final long SLICE = 3_000_000;
    private static final int FEWEST = 5;

    private final Runnable here;
    private final Runnable there;
    private final LongSupplier clock;

    /**
     * Between two ways.
     *
     * @param clock nanoseconds
     */
    public Match(Runnable here, Runnable there, LongSupplier clock) {
        this.here = here;
        this.there = there;
        this.clock = clock;
    }

    /**
     * What came of it: the median nanoseconds of a call, and how many times as fast it is here: the quartiles of the ratios of
     * neighbouring slices.
     */
    public record Score(double here, double there, double low, double ratio, double high) {}

    /** Runs both for so long that they are compiled, then times them for so many seconds. */
    public Score play(double seconds) {
        long nanos = (long) (seconds * 1e9);
        long warm = clock.getAsLong() + nanos;
        do {
            here.run();
            there.run();
        } while (clock.getAsLong() < warm);
        List<Double> ours = new ArrayList<>();
        List<Double> theirs = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        long end = clock.getAsLong() + nanos;
        while (clock.getAsLong() < end || ratios.size() < FEWEST) {
            double a = slice(here);
            double b = slice(there);
            ours.add(a);
            theirs.add(b);
            ratios.add(b / a);
        }
        return new Score(
                quantile(ours, 0.5),
                quantile(theirs, 0.5),
                quantile(ratios, 0.25),
                quantile(ratios, 0.5),
                quantile(ratios, 0.75));
    }

    /** Nanoseconds of a call; one goes before them and brings its data back to the caches. */
    private double slice(Runnable way) {
        way.run();
        long start = clock.getAsLong();
        long now;
        int calls = 0;
        do {
            way.run();
            calls++;
            now = clock.getAsLong();
        } while (now - start < SLICE);
        return (now - start) / (double) calls;
    }

    private static double quantile(List<Double> values, double q) {
        return values.stream().sorted().toList().get((int) (q * (values.size() - 1) + 0.5));
    }
}
