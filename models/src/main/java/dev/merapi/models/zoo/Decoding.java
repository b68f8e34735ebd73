package dev.merapi.models.zoo;

import dev.merapi.tensor.Tensor;

/** A decoder between its symbols: a row for each sequence that it writes. */
interface Decoding {
    /** Logits [n, symbols] of each row's next symbol, after the symbols at position t. */
    Tensor next(long[] symbols, int t);

    /** Row i goes on from what row {@code rows[i]} was; both have the same source. */
    void reorder(long[] rows);
}
