package dev.merapi.tensor;

import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;

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

    /** Before the first and after the last of a ring of all: the collector tells of references that somebody holds. */
    private static final Orphan RING = new Orphan();

    private final Block block;
    private Orphan next;
    private Orphan previous;

    private Orphan() {
        super(null, GONE);
        block = null;
        next = this;
        previous = this;
    }

    Orphan(Storage storage, Block block) {
        super(storage, GONE);
        this.block = block;
        synchronized (RING) {
            next = RING.next;
            previous = RING;
            next.previous = this;
            RING.next = this;
        }
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

    private boolean leave() {
        synchronized (RING) {
            boolean inside = next != this;
            previous.next = next;
            next.previous = previous;
            next = this;
            previous = this;
            return inside;
        }
    }
}
