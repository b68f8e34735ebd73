package dev.merapi.tensor;

import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.Arrays;

/**
 * The block of a {@link Storage} that no scope owns: it goes back to the {@link Pool} when the garbage collector has taken the
 * storage and memory is asked for next.
 *
 * <p>A {@link java.lang.ref.Cleaner} would bring it back at once, but holds, by its thread, the class of what it runs: the class
 * loader of an application with a model in a static field could never be collected, since the model is reachable as long as
 * the loader is.
 */
final class Orphan extends PhantomReference<Storage> {
    private static final ReferenceQueue<Storage> GONE = new ReferenceQueue<>();

    private static final Object LOCK = new Object();

    /**
     * All that live, at the front: the collector tells only of references that somebody holds. (A ring of them made adding small
     * tensors without a scope half as fast.)
     */
    private static Orphan[] held = new Orphan[64];

    private static int count;

    private final Block block;

    /** In {@link #held}, or -1. */
    private int place;

    Orphan(Storage storage, Block block) {
        super(storage, GONE);
        this.block = block;
        enter();
    }

    /** Gives back the blocks of storages that are gone. */
    static void gather() {
        for (var gone = (Orphan) GONE.poll(); gone != null; gone = (Orphan) GONE.poll()) {
            gone.release();
        }
    }

    /** Gives back the block, once. */
    void release() {
        clear();
        if (leave()) {
            Pool.put(block);
        }
    }

    private void enter() {
        synchronized (LOCK) {
            if (count == held.length) {
                held = Arrays.copyOf(held, 2 * count);
            }
            held[count] = this;
            place = count++;
        }
    }

    private boolean leave() {
        synchronized (LOCK) {
            if (place < 0) {
                return false;
            }
            Orphan last = held[--count];
            held[count] = null;
            if (last != this) {
                held[place] = last;
                last.place = place;
            }
            place = -1;
            return true;
        }
    }
}
