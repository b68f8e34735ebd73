package dev.merapi.simd;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * One call of {@link Workers#forRange}: chunks to claim, the helpers at work on them, the first failure.
 *
 * <p>The caller may return once it has seen no chunk left and then no helper at work: a helper counts itself in before
 * it claims, so one that comes later finds nothing to claim.
 */
final class Job {
    private final int n;
    private final int grain;
    private final int chunks;
    private final int maxHelpers;
    private final Workers.Range body;
    private final Thread caller = Thread.currentThread();
    /** A long, so that late claims can't overflow it. */
    private final AtomicLong next = new AtomicLong();

    private final AtomicInteger helpers = new AtomicInteger();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private volatile boolean callerWaits;
    private boolean cancelled;

    Job(int n, int grain, int chunks, int maxHelpers, Workers.Range body) {
        this.n = n;
        this.grain = grain;
        this.chunks = chunks;
        this.maxHelpers = maxHelpers;
        this.body = body;
    }

    int maxHelpers() {
        return maxHelpers;
    }

    Optional<Throwable> failure() {
        return Optional.ofNullable(failure.get());
    }

    /** Whether the caller was interrupted while chunks were left. */
    boolean cancelled() {
        return cancelled;
    }

    /** Works on chunks as a helper, unless there are none left or helpers enough; whether it did. */
    boolean help() {
        if (next.get() >= chunks || helpers.get() >= maxHelpers) {
            return false;
        }
        boolean welcome = helpers.incrementAndGet() <= maxHelpers;
        boolean worked = false;
        while (welcome && claimAndRun()) {
            worked = true;
        }
        if (helpers.decrementAndGet() == 0 && callerWaits) {
            LockSupport.unpark(caller);
        }
        return worked;
    }

    /** Works on chunks as the caller, until none is left or it's interrupted. */
    void work() {
        do {
            if (Thread.currentThread().isInterrupted() && next.getAndSet(chunks) < chunks) {
                cancelled = true;
            }
        } while (claimAndRun());
    }

    /** Waits for the helpers' last chunks; an interrupt doesn't end the wait, but its flag is kept. */
    void awaitHelpers() {
        long deadline = System.nanoTime() + Team.SPIN_NANOS;
        while (helpers.get() > 0 && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        boolean interrupted = false;
        callerWaits = true;
        while (helpers.get() > 0) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            caller.interrupt();
        }
    }

    private boolean claimAndRun() {
        long chunk = next.getAndIncrement();
        if (chunk >= chunks) {
            return false;
        }
        int from = (int) chunk * grain;
        try {
            body.run(from, n - from > grain ? from + grain : n);
        } catch (Throwable e) {
            failure.compareAndSet(null, e);
            next.set(chunks);
        }
        return true;
    }
}
