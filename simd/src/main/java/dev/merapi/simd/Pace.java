package dev.merapi.simd;

import java.util.Arrays;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Finds out whether the short steps of a loop, such as the training of a small model, are quicker on all threads or on the
 * caller alone.
 *
 * <p>A step of some hundred microseconds lives in the caches, and what one core has written the other must fetch. Where they
 * share no cache that takes 160 ns a line, and two threads train an MLP at half the speed of one; where they do it takes 30,
 * and two are a third quicker (docs/decisions.md). A guest of a shared machine sees both within minutes, so one way is
 * tried against the other again and again. Results don't depend on it: the same bits come from any number of threads.
 *
 * <p>For one loop on one thread.
 */
public final class Pace {
    /** Nanoseconds of a step from which on it has work enough for all threads; nothing is tried then. */
    public static final long LONG = 2_000_000;

    /** Nanoseconds for which the better way is kept before the other is tried: trials cost some percent at most. */
    public static final long KEEP = 100_000_000;

    /** Steps of a trial; the first moves the data to another cache and doesn't count. */
    private static final int TRIAL = 6;

    /** The other way is taken if it needs less than this share of the time. */
    private static final double QUICKER = 0.9;

    private final LongSupplier clock;
    private final long[] kept = new long[TRIAL - 1];
    private final long[] tried = new long[TRIAL - 1];
    private boolean alone;
    private int steps;
    private int trial;
    private long trialAt;

    /** With the system's clock. */
    public Pace() {
        this(System::nanoTime);
    }

    /** With a clock in nanoseconds. */
    public Pace(LongSupplier clock) {
        this.clock = clock;
        this.trialAt = clock.getAsLong() + KEEP;
    }

    /** Result of {@code step}, run on one thread or on {@link Workers#threads}, whichever seems better. */
    public <T> T run(Supplier<T> step) {
        if (Workers.threads() == 1) {
            return step.get();
        }
        boolean trying = trial > 0;
        long start = clock.getAsLong();
        T result = alone != trying ? Workers.withThreads(1, step::get) : step.get();
        long end = clock.getAsLong();
        if (trying) {
            tried(end - start, end);
        } else {
            kept(end - start, end);
        }
        return result;
    }

    private void kept(long nanos, long now) {
        kept[steps++ % kept.length] = nanos;
        if (now >= trialAt && steps >= kept.length) {
            steps = 0;
            trialAt = now + KEEP;
            trial = median(kept) <= LONG ? TRIAL : 0;
        }
    }

    private void tried(long nanos, long now) {
        trial--;
        if (trial < tried.length) {
            tried[trial] = nanos;
        }
        if (trial == 0) {
            alone ^= median(tried) < QUICKER * median(kept);
            trialAt = now + KEEP;
        }
    }

    private static long median(long[] values) {
        long[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
