package dev.merapi.tensor.op;

import static dev.merapi.simd.Attention.KEYS;
import static dev.merapi.simd.Attention.QUERIES;

import dev.merapi.simd.Copy;
import dev.merapi.simd.Elementwise;
import dev.merapi.simd.Elementwise.Binary;
import dev.merapi.simd.Elementwise.Comparison;
import dev.merapi.simd.Kernels;
import dev.merapi.simd.Philox;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/**
 * Multiplies blocks of {@link Attention}'s weights, keys by queries, by its dropout's factors, 0 or 1 / (1 - p), if
 * there is dropout. A factor follows from the random numbers' key and from the weight's place in [n, h, t, s] alone, so
 * the gradient makes it again, and nothing of [t, s] is kept.
 */
final class AttentionDrop {
    /** Queries whose numbers are made at once, before they are turned. */
    private static final int STRIP = 16;

    private static final long BLOCK = (long) KEYS * QUERIES;
    private static final long DRAWN = (long) KEYS * STRIP;
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

    private final AttentionSizes z;
    private final Optional<Attention.Drop> drop;
    private final Elementwise elementwise = Kernels.active().elementwise();
    private final Copy copy = Kernels.active().copy();
    private final Philox philox = Kernels.active().philox();

    AttentionDrop(AttentionSizes z) {
        this.z = z;
        this.drop = z.drop();
    }

    /** Floats that {@link #draw} works in: a block of factors, a strip of it by queries, its flags, three constants. */
    long space() {
        return drop.isPresent() ? BLOCK + DRAWN + DRAWN / Float.BYTES + 3 : 0;
    }

    /** Makes the factors of {@code rows} keys from {@code key} on, of {@code cols} queries from {@code query} on. */
    void draw(int head, int key, int rows, int query, int cols, MemorySegment s, long space) {
        if (drop.isEmpty()) {
            return;
        }
        long drawn = space + BLOCK;
        for (int c = 0; c < cols; c += STRIP) {
            int n = Math.min(STRIP, cols - c);
            for (int i = 0; i < n; i++) {
                uniform(head, query + c + i, key, rows, s, drawn + (long) i * rows);
            }
            factors(drop.get(), s, drawn, n * rows);
            copy.transpose(Float.BYTES, n, rows, s, drawn, rows, s, space + c, QUERIES);
        }
    }

    /** Multiplies a block by the factors that {@link #draw} has left. */
    void apply(int rows, int cols, MemorySegment s, long x, long space) {
        for (int i = 0; drop.isPresent() && i < rows; i++) {
            long row = x + (long) i * QUERIES;
            elementwise.binary(Binary.MUL, s, row, 1, s, space + (long) i * QUERIES, 1, s, row, cols);
        }
    }

    /** Multiplies the weights of one query for {@code n} keys from {@code key} on, which lie one after another. */
    void applyRow(int head, int key, int n, int query, MemorySegment s, long x, long space) {
        if (drop.isPresent()) {
            long drawn = space + BLOCK;
            uniform(head, query, key, n, s, drawn);
            factors(drop.get(), s, drawn, n);
            elementwise.binary(Binary.MUL, s, x, 1, s, drawn, 1, s, x, n);
        }
    }

    /** Uniform numbers of a query and {@code n} keys, if they are needed. */
    void uniform(int head, int query, int key, int n, MemorySegment y, long yo) {
        long first = ((long) head * z.t() + query) * z.s() + key;
        drop.ifPresent(d -> philox.uniform(d.key().bits(), first, y, yo, n));
    }

    /** x = x < 1 - p ? 1 / (1 - p) : 0. */
    private void factors(Attention.Drop some, MemorySegment s, long x, int n) {
        long flags = x + DRAWN;
        long constants = flags + DRAWN / Float.BYTES;
        s.set(FLOAT, constants << 2, some.kept());
        s.set(FLOAT, (constants + 1) << 2, (float) some.factor());
        s.set(FLOAT, (constants + 2) << 2, 0f);
        elementwise.compare(Comparison.LT, s, x, 1, s, constants, 0, s, flags << 2, n);
        elementwise.where(s, flags << 2, s, constants + 1, 0, s, constants + 2, 0, s, x, n);
    }
}
