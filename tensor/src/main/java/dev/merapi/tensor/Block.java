package dev.merapi.tensor;

import java.lang.foreign.MemorySegment;

/** A piece of memory of the {@link Pool}: lent to one {@link Storage}, or free. */
final class Block {
    private final MemorySegment segment;
    private final int sizeClass;
    private final Loan loan;
    private int home;

    Block(MemorySegment segment, int sizeClass) {
        this.segment = segment;
        this.sizeClass = sizeClass;
        this.loan = new Loan(this);
    }

    MemorySegment segment() {
        return segment;
    }

    int sizeClass() {
        return sizeClass;
    }

    Loan loan() {
        return loan;
    }

    /** The shelf it belongs on: that of the thread that took it last, in whose cache it lies. */
    int home() {
        return home;
    }

    Block at(int shelf) {
        home = shelf;
        return this;
    }
}
