package dev.merapi.models.data;

import dev.merapi.tensor.Scope;
import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The batches that a thread makes ahead of who takes them. It ends after the last, when it's stopped, and soon after the one
 * that takes has been forgotten.
 */
final class Ahead {
    private static final int BATCHES = 2;
    private static final long LOOK_MILLIS = 200;

    private final Function<int[], Batch> samples;
    private final int size;
    private final int[] order;
    private final int firstStep;
    private final BlockingQueue<Made> queue = new ArrayBlockingQueue<>(BATCHES);
    private Thread maker;

    Ahead(Function<int[], Batch> samples, int size, int[] order, int firstStep) {
        this.samples = samples;
        this.size = size;
        this.order = order;
        this.firstStep = firstStep;
    }

    sealed interface Made permits Ready, Failed {}

    record Ready(Batch batch) implements Made {}

    record Failed(Throwable cause) implements Made {}

    int steps() {
        return (order.length - 1) / size + 1;
    }

    /** The numbers of the samples in a step's batch. */
    int[] indices(int step) {
        int from = step * size;
        return Arrays.copyOfRange(order, from, (int) Math.min((long) from + size, order.length));
    }

    /** The next batch, for {@code taker}, whom the thread doesn't hold. */
    Made take(Batches taker) {
        if (maker == null) {
            var reference = new WeakReference<>(taker);
            maker = Thread.ofPlatform().daemon().name("merapi-batches").start(() -> make(reference));
        }
        try {
            return queue.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a batch; the epoch isn't complete", e);
        }
    }

    private void make(WeakReference<Batches> taker) {
        try {
            for (int step = firstStep; step < steps(); step++) {
                Made made = made(step);
                while (!queue.offer(made, LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                    if (taker.refersTo(null)) {
                        return;
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whatever the data set throws must reach the caller, not end the thread silently. */
    private Made made(int step) {
        try (var scope = Scope.open()) {
            Batch batch = samples.apply(indices(step));
            batch.tensors().forEach(scope::keep);
            return new Ready(batch);
        } catch (Throwable e) {
            return new Failed(e);
        }
    }

    /** Stops the thread and frees the batches that nobody took. */
    void stop() {
        if (maker == null) {
            return;
        }
        maker.interrupt();
        joinMaker();
        try (var scope = Scope.open()) {
            for (Made made : queue) {
                if (made instanceof Ready(Batch batch)) {
                    batch.tensors().forEach(scope::adopt);
                }
            }
        }
        queue.clear();
    }

    private void joinMaker() {
        boolean interrupted = false;
        while (maker.isAlive()) {
            try {
                maker.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
