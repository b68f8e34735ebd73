package dev.merapi.tensor;

import java.lang.foreign.MemorySegment;

/** A piece of memory of the {@link Pool}: lent to one {@link Storage}, or free. */
final class Block {
    private final MemorySegment segment;
    private final int sizeClass;
    private Spec spec;
    private String origin;
    private boolean live;
    private int home;

    Block(MemorySegment segment, int sizeClass) {
        this.segment = segment;
        this.sizeClass = sizeClass;
    }

    MemorySegment segment() {
        return segment;
    }

    int sizeClass() {
        return sizeClass;
    }

    /** The shelf it belongs on: that of the thread that took it last, in whose cache it lies. */
    int home() {
        return home;
    }

    Block at(int shelf) {
        home = shelf;
        return this;
    }

    /** Writes down, for whoever finds memory full, what it's lent for; plain stores, since every tensor pays for them. */
    Block lend(Spec to, String madeAt) {
        spec = to;
        origin = madeAt;
        live = true;
        return this;
    }

    void giveBack() {
        live = false;
    }

    /** Whether it was never lent. */
    boolean isNew() {
        return spec == null;
    }

    boolean isLive() {
        return live;
    }

    /** What it was last lent for. */
    Spec spec() {
        return spec;
    }

    /** Where the tensor was made, if anybody wanted to know ({@link Memory#DEBUG}). */
    String origin() {
        return origin;
    }
}
