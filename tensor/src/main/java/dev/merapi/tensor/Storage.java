package dev.merapi.tensor;

import java.lang.foreign.MemorySegment;

/**
 * The memory behind one or more tensors: a block of the {@link Pool} with exactly one owner, a {@link Scope} or else the
 * garbage collector. After release every use is an exception.
 */
final class Storage {
    private MemorySegment segment;
    private Block block;
    private Scope owner;
    private Orphan orphan;
    private int version;
    private final String origin;

    private Storage(MemorySegment segment, String origin) {
        this.segment = segment;
        this.origin = origin;
    }

    static Storage allocate(Spec spec, long bytes) {
        String origin = origin();
        Block block = Profile.take(spec, bytes);
        block.loan().begin(spec, origin);
        Storage storage = new Storage(block.segment(), origin);
        storage.block = block;
        storage.give(Scope.current());
        return storage;
    }

    /** Memory that isn't ours to reuse, such as a mapped file; it lives as long as it's reachable. */
    static Storage foreign(MemorySegment segment) {
        return new Storage(segment, origin());
    }

    private static String origin() {
        return Memory.DEBUG ? Memory.caller() : "";
    }

    MemorySegment segment() {
        MemorySegment s = segment;
        if (s == null) {
            throw new IllegalStateException(
                    "this tensor was freed when its scope closed; keep it with scope.keep(tensor)"
                            + (origin.isEmpty()
                                    ? " (-Dmerapi.debug=memory tells where it was made)"
                                    : "; it was made at " + origin));
        }
        return s;
    }

    boolean released() {
        return segment == null;
    }

    Scope owner() {
        return owner;
    }

    int version() {
        return version;
    }

    void touch() {
        version++;
    }

    /** Makes the scope (or, for {@link Scope#NONE}, the garbage collector) this storage's owner. */
    void give(Scope scope) {
        owner = scope;
        if (scope != Scope.NONE) {
            scope.add(this);
        } else if (orphan == null) {
            orphan = new Orphan(this, block);
        }
    }

    void release() {
        if (segment != null) {
            Block free = block;
            Orphan collectable = orphan;
            // Who still refers to the tensor doesn't hold its memory.
            segment = null;
            block = null;
            orphan = null;
            if (collectable != null) {
                collectable.release();
            } else {
                Pool.put(free);
            }
        }
    }
}
