package dev.merapi.simd;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * One call of {@link Workers#forRange}: chunks to claim, the helpers at work on them, the first failure.
 *
 * <p>Each thread has a part of the chunks, the same at every call of that length, and claims from the others' only when its
 * own is done: what it wrote in the last loop is in its own cache, and a line from another core's costs up to 160 ns.
 *
 * <p>The caller may return once it has seen no chunk left and then no helper at work: a helper counts itself in before
 * it claims, so one that comes later finds nothing to claim.
 */
final class Job {
    /** Distance of the parts' counters: two cache lines, since lines are fetched in pairs. */
    private static final int GAP = 16;

    private final int n;
    private final int grain;
    private final int chunks;
    private final int parts;
    private final Workers.Range body;
    private final Thread caller = Thread.currentThread();
    /** The next chunk of each part; longs, so that late claims can't overflow them. */
    private final AtomicLongArray next;

    private final AtomicInteger helpers = new AtomicInteger();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private volatile boolean callerWaits;
    private boolean cancelled;

    Job(int n, int grain, int chunks, int maxHelpers, Workers.Range body) {
        this.n = n;
        this.grain = grain;
        this.chunks = chunks;
        this.parts = maxHelpers + 1;
        this.body = body;
        this.next = new AtomicLongArray(parts * GAP);
        for (int part = 1; part < parts; part++) {
            next.setPlain(part * GAP, start(part));
        }
    }

    int maxHelpers() {
        return parts - 1;
    }

    private long start(int part) {
        return (long) chunks * part / parts;
    }

    Optional<Throwable> failure() {
        return Optional.ofNullable(failure.get());
    }

    /** Whether the caller was interrupted while chunks were left. */
    boolean cancelled() {
        return cancelled;
    }

    /** Works on chunks as the helper of that number, unless there are none left or helpers enough; whether it did. */
    boolean help(int number) {
        if (!chunksAreLeft() || helpers.get() >= maxHelpers()) {
            return false;
        }
        boolean worked = helpers.incrementAndGet() <= maxHelpers() && work(1 + number % maxHelpers());
        if (helpers.decrementAndGet() == 0 && callerWaits) {
            LockSupport.unpark(caller);
        }
        return worked;
    }

    private boolean chunksAreLeft() {
        for (int part = 0; part < parts; part++) {
            if (next.get(part * GAP) < start(part + 1)) {
                return true;
            }
        }
        return false;
    }

    /** Works on chunks as the caller, until none is left or it's interrupted. */
    void work() {
        work(0);
    }

    /** Works on the chunks of that part, then on what the parts after it have left; whether there were any. */
    private boolean work(int own) {
        boolean worked = false;
        for (int i = 0; i < parts; i++) {
            while (claimAndRun((own + i) % parts)) {
                worked = true;
            }
        }
        return worked;
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

    private boolean claimAndRun(int part) {
        if (Thread.currentThread() == caller && Workers.isCutShort()) {
            cancelled |= dropChunks();
        }
        long chunk = next.getAndIncrement(part * GAP);
        if (chunk >= start(part + 1)) {
            return false;
        }
        int from = (int) chunk * grain;
        try {
            body.run(from, n - from > grain ? from + grain : n);
        } catch (Throwable e) {
            failure.compareAndSet(null, e);
            dropChunks();
        }
        return true;
    }

    /** Leaves the chunks that nobody has claimed; whether there were any. */
    private boolean dropChunks() {
        boolean dropped = false;
        for (int part = 0; part < parts; part++) {
            dropped |= next.getAndSet(part * GAP, start(part + 1)) < start(part + 1);
        }
        return dropped;
    }
}
