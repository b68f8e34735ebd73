package dev.merapi.models.layer;

import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;

/**
 * The keys and values [n, heads, length, width] of the positions that attention has seen, so that a generated token
 * costs one row of work. The memory for all positions is taken at once and filled in place; gradients don't flow
 * through it.
 */
public final class KvCache {
    private final Tensor keys;
    private final Tensor values;
    private int length;

    private KvCache(Tensor keys, Tensor values) {
        this.keys = keys;
        this.values = values;
    }

    /** An empty one with room for {@code capacity} positions. */
    public static KvCache of(int batch, int heads, int capacity, int width) {
        return of(batch, heads, capacity, width, width);
    }

    /** The same with values of another width than the keys'. */
    public static KvCache of(int batch, int heads, int capacity, int width, int valueWidth) {
        return new KvCache(
                Tensor.zeros(batch, heads, capacity, width), Tensor.zeros(batch, heads, capacity, valueWidth));
    }

    /** How many positions it holds. */
    public int length() {
        return length;
    }

    /** How many positions it has room for. */
    public int capacity() {
        return keys.size(2);
    }

    /** Adds the keys and values of the next positions: [n, heads, t, width] each. */
    public void append(Tensor k, Tensor v) {
        int end = length + k.size(2);
        if (end > capacity()) {
            throw new ShapeException("KvCache: " + k.size(2) + " more positions after " + length + " are too many for "
                    + capacity() + "; make it larger, or truncate it");
        }
        keys.slice(2, length, end).assign(k);
        values.slice(2, length, end).assign(v);
        length = end;
    }

    /** A view of the keys. */
    public Tensor keys() {
        return keys.slice(2, 0, length);
    }

    /** A view of the values. */
    public Tensor values() {
        return values.slice(2, 0, length);
    }

    /** Forgets all positions but the first {@code newLength}. */
    public void truncate(int newLength) {
        if (newLength < 0 || newLength > length) {
            throw new IllegalArgumentException(
                    "KvCache: can't keep " + newLength + " of " + length + " positions; keep between 0 and all");
        }
        length = newLength;
    }

    /** Sample i becomes what sample {@code rows[i]} was: for beams that go on from others. */
    public void reorder(long... rows) {
        Tensor order = Tensor.of(rows);
        keys().assign(keys().indexSelect(0, order));
        values().assign(values().indexSelect(0, order));
    }
}
