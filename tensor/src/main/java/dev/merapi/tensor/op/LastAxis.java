package dev.merapi.tensor.op;

import dev.merapi.simd.Workers;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;

/** A contiguous tensor seen as rows along its last axis. */
record LastAxis(int rows, int cols) {
    /** Elements worth handing to another thread. */
    private static final int GRAIN = 1 << 14;

    static LastAxis of(Tensor x) {
        Shape s = x.shape();
        return new LastAxis(s.slice(0, s.rank() - 1).size(), s.dim(-1));
    }

    /** Runs the body over ranges of rows on all cores; an element costs as much as {@code cost} simple ones. */
    void forEach(int cost, Workers.Range body) {
        Workers.forRange(rows, Math.max(1, GRAIN / Math.max(1, cost * cols)), body);
    }

    /** Where row i starts in a contiguous tensor. */
    long at(Tensor t, int row) {
        return t.offset() + (long) row * cols;
    }
}
