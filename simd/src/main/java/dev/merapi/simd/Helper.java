package dev.merapi.simd;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * One of the {@link Team}. Its thread spins a little after its last work, then parks, and ends when nothing comes for long: a
 * thread that runs our code holds our class loader, which a container wants to drop with the application. The next job
 * that wants the helper starts another.
 */
final class Helper implements Runnable {
    /** How long a thread is parked before it ends. */
    private static final long KEEP_NANOS = TimeUnit.SECONDS.toNanos(5);

    private enum State {
        AWAKE,
        PARKED,
        ENDED
    }

    private final int number;
    private final AtomicReference<State> state = new AtomicReference<>(State.AWAKE);

    /** Idle helpers spin, are parked or have no thread; a busy one looks at the board again before it becomes idle. */
    private volatile boolean idle = true;

    private volatile Thread thread;

    Helper(int number) {
        this.number = number;
        start();
    }

    private void start() {
        thread = Thread.ofPlatform()
                .name("merapi-worker-" + number)
                .daemon()
                .inheritInheritableThreadLocals(false)
                .unstarted(this);
        // The creator's loader must stay collectable: the team outlives every application in a container.
        thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
        try {
            thread.start();
        } catch (OutOfMemoryError e) {
            // The system has no more threads. The caller does the work, and the next job tries again.
            state.set(State.ENDED);
        }
    }

    boolean isIdle() {
        return idle;
    }

    /** Called after a job was posted, so that a helper on its way to park or to end sees either the job or this. */
    void wake() {
        if (state.get() != State.AWAKE) {
            switch (state.getAndSet(State.AWAKE)) {
                case PARKED -> LockSupport.unpark(thread);
                case ENDED -> start();
                case AWAKE -> {}
            }
        }
    }

    @Override
    public void run() {
        Team.join();
        int seen;
        do {
            idle = false;
            do {
                seen = Team.posted();
            } while (Team.helpAll(number));
            idle = true;
        } while (awaitPost(seen));
        PerThread.leave();
    }

    /** Whether there is a new job; otherwise the thread has nothing more to do. */
    private boolean awaitPost(int seen) {
        long spinUntil = System.nanoTime() + Team.SPIN_NANOS;
        while (Team.posted() == seen && System.nanoTime() < spinUntil) {
            Thread.onSpinWait();
        }
        state.set(State.PARKED);
        long endAt = System.nanoTime() + KEEP_NANOS;
        while (Team.posted() == seen && state.get() == State.PARKED) {
            long left = endAt - System.nanoTime();
            if (left > 0) {
                LockSupport.parkNanos(Team.class, left);
            } else if (state.compareAndSet(State.PARKED, State.ENDED)) {
                return false;
            }
        }
        state.set(State.AWAKE);
        return true;
    }
}
