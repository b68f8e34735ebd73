package dev.merapi.simd;

import java.lang.reflect.UndeclaredThrowableException;
import java.util.concurrent.CancellationException;

/**
 * A fixed team of daemon threads, and the loop they share: {@link #forRange}.
 *
 * <p>A split changes who computes, never what: the chunks of a range depend on its length and grain alone, and a body
 * must give the same results for every split. The team is started when it is first needed and grows to the largest
 * number asked for. The caller works too, so a limit of t threads means t - 1 helpers. Several callers may use the team
 * at once; a call made from inside a body runs inline. Helpers spin for about 20 us after their last work, then
 * park, and end after 5 s, so an idle team costs nothing and holds no class loader.
 *
 * <p>Bindings of {@link ScopedValue}s and thread locals of the caller are <em>not</em> visible to bodies on other
 * threads: a body that needs one reads it before the loop and captures what it read.
 */
public final class Workers {
    private static final int DEFAULT = defaultThreads();
    private static final ScopedValue<Integer> LIMIT = ScopedValue.newInstance();
    private static final ScopedValue<Boolean> WHOLE = ScopedValue.newInstance();

    private Workers() {}

    /** What a loop does with the indices {@code from <= i < to}; called from several threads at once. */
    @FunctionalInterface
    public interface Range {
        /** Does the work of the indices {@code from <= i < to}. */
        void run(int from, int to);
    }

    /**
     * Runs {@code body} over [0, n), cut into chunks of {@code grain} indices (the last may be shorter), which the
     * threads claim one after the other. Where there is nothing to share (one chunk, one thread, a call from inside a
     * body) it is one call {@code body.run(0, n)}.
     *
     * <p>The first exception of a body reaches the caller, as itself, after the chunks under way have ended; no further
     * chunk is begun. What bodies wrote happens-before the return.
     *
     * @param n number of indices; 0 does nothing
     * @param grain indices per chunk, at least 1: enough work to be worth a microsecond
     * @throws CancellationException if the caller is interrupted while chunks are left, but for {@link #whole}; its interrupt
     *     flag stays set
     */
    public static void forRange(int n, int grain, Range body) {
        if (n < 0 || grain < 1) {
            throw new IllegalArgumentException("forRange needs n >= 0 and grain >= 1, but n is " + n + " and grain is "
                    + grain + "; pass the number of indices and the indices per chunk");
        }
        if (n == 0) {
            return;
        }
        int chunks = (n - 1) / grain + 1;
        int threads = chunks == 1 ? 1 : Math.min(threads(), chunks);
        if (chunks > 1 && isCutShort()) {
            throw interrupted();
        }
        if (threads == 1) {
            body.run(0, n);
            return;
        }
        var job = new Job(n, grain, chunks, threads - 1, body);
        Team.share(job);
        job.failure().ifPresent(Workers::rethrow);
        if (job.cancelled()) {
            throw interrupted();
        }
    }

    /** How many threads {@link #forRange} may use here: 1 inside a body, else the innermost {@link #withThreads}. */
    public static int threads() {
        if (Team.inside()) {
            return 1;
        }
        return LIMIT.isBound() ? LIMIT.get() : DEFAULT;
    }

    /**
     * Result of {@code body}, run with at most {@code threads} threads (1: all inline; more than the processors works
     * too). Without it the limit is {@code -Dmerapi.threads}, or else the number of available processors.
     */
    public static <R, X extends Throwable> R withThreads(int threads, ScopedValue.CallableOp<R, X> body) throws X {
        if (threads < 1) {
            throw new IllegalArgumentException(
                    "withThreads needs at least 1 thread, but got " + threads + "; pass 1 to run on the caller alone");
        }
        return ScopedValue.where(LIMIT, threads).call(body);
    }

    /**
     * Runs {@code body}, whose loops an interrupt of the caller doesn't cut short: for what must not be left half done, such as
     * a step of all parameters in place. The interrupt flag stays set.
     */
    public static void whole(Runnable body) {
        ScopedValue.where(WHOLE, true).run(body);
    }

    /** Whether the current thread, the caller of a loop, has been interrupted and heeds it. */
    static boolean isCutShort() {
        return Thread.currentThread().isInterrupted() && !WHOLE.isBound();
    }

    private static int defaultThreads() {
        String text = System.getProperty("merapi.threads", "").strip();
        if (text.isEmpty()) {
            return Runtime.getRuntime().availableProcessors();
        }
        try {
            int threads = Integer.parseInt(text);
            if (threads >= 1) {
                return threads;
            }
        } catch (NumberFormatException e) {
            throw badProperty(text, e);
        }
        throw badProperty(text, null);
    }

    private static IllegalArgumentException badProperty(String text, NumberFormatException cause) {
        return new IllegalArgumentException(
                "-Dmerapi.threads is \"" + text + "\"; set it to a whole number of threads, 1 or more, or leave it out",
                cause);
    }

    private static CancellationException interrupted() {
        return new CancellationException("The thread was interrupted while a parallel loop had chunks left; results are"
                + " incomplete and must not be used");
    }

    private static void rethrow(Throwable failure) {
        switch (failure) {
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new UndeclaredThrowableException(failure);
        }
    }
}
