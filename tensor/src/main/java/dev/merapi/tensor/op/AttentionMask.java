package dev.merapi.tensor.op;

import static dev.merapi.simd.Attention.KEYS;
import static dev.merapi.simd.Attention.QUERIES;

import dev.merapi.simd.Copy;
import dev.merapi.simd.Elementwise;
import dev.merapi.simd.Kernels;
import dev.merapi.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Optional;

/** Adds to blocks of scores, keys by queries, what {@link Attention}'s mask and causal rule say. */
final class AttentionMask {
    private static final float[] UNSEEN = new float[QUERIES];

    static {
        Arrays.fill(UNSEEN, Float.NEGATIVE_INFINITY);
    }

    private final AttentionSizes sizes;
    private final Optional<Tensor> mask;
    private final boolean perQuery;
    private final Elementwise elementwise = Kernels.active().elementwise();
    private final Copy copy = Kernels.active().copy();

    AttentionMask(AttentionSizes sizes, Optional<Tensor> mask) {
        this.sizes = sizes;
        this.mask = mask.map(Rows::unit);
        this.perQuery = mask.isPresent() && mask.get().size(2) > 1;
    }

    /** Floats that {@link #add} works in. */
    int space() {
        return perQuery ? KEYS * QUERIES : 0;
    }

    /** Adds to the scores of {@code rows} keys from {@code key} on, of {@code cols} queries from {@code query} on. */
    void add(int head, int key, int rows, int query, int cols, MemorySegment x, long xo, long space) {
        if (mask.isPresent()) {
            add(mask.get(), head, key, rows, query, cols, x, xo, space);
        }
        if (sizes.keys(query) >= key + rows) {
            return;
        }
        for (int i = 0; i < rows; i++) {
            int unseen = (int) Math.clamp(key + i + 1L - sizes.offset() - query, 0L, cols);
            MemorySegment.copy(UNSEEN, 0, x, ValueLayout.JAVA_FLOAT, (xo + (long) i * QUERIES) * Float.BYTES, unseen);
        }
    }

    private void add(Tensor m, int head, int key, int rows, int query, int cols, MemorySegment x, long xo, long space) {
        MemorySegment from = m.segment();
        long at = at(m, head, query) + key;
        if (perQuery) {
            int ld = m.stride(2);
            copy.transpose(Float.BYTES, cols, rows, from, at, ld, x, space, QUERIES);
            for (int i = 0; i < rows; i++) {
                long row = xo + (long) i * QUERIES;
                elementwise.binary(Elementwise.Binary.ADD, x, row, 1, x, space + (long) i * QUERIES, 1, x, row, cols);
            }
        } else {
            for (int i = 0; i < rows; i++) {
                long row = xo + (long) i * QUERIES;
                elementwise.binary(Elementwise.Binary.ADD, x, row, 1, from, at + i, 0, x, row, cols);
            }
        }
    }

    /** Adds to the scores of one query with {@code n} keys from {@code key} on, which lie one after another. */
    void addRow(int head, int key, int n, int query, MemorySegment x, long xo) {
        if (mask.isPresent()) {
            Tensor m = mask.get();
            long at = at(m, head, query) + key;
            elementwise.binary(Elementwise.Binary.ADD, x, xo, 1, m.segment(), at, 1, x, xo, n);
        }
    }

    private long at(Tensor m, int head, int query) {
        long at = m.offset();
        at += m.size(0) > 1 ? (long) (head / sizes.h()) * m.stride(0) : 0;
        at += m.size(1) > 1 ? (long) (head % sizes.h()) * m.stride(1) : 0;
        return at + (m.size(2) > 1 ? (long) query * m.stride(2) : 0);
    }
}
