package dev.merapi.simd;

import java.lang.foreign.MemorySegment;

/**
 * Online softmax over blocks of scores, and its gradient: what attention does between its matrix products (Milakov,
 * Gimelshein, "Online normalizer calculation for softmax", 2018; Dao et al., "FlashAttention", 2022). Serial.
 *
 * <p>A block holds the scores of up to {@link #KEYS} keys in its rows and of up to {@link #QUERIES} queries in its
 * columns, fp32, rows {@code QUERIES} apart: queries lie side by side in a vector, so that maxima, sums and factors of
 * many queries are found at once and every query's sum is one chain over the keys in their order, at any width. Kernels
 * work on whole vectors: what lies beyond the {@code cols} columns of a row, up to {@code QUERIES}, exists and may be
 * changed.
 *
 * <p>A query's state is its largest score so far, {@code max}; {@code sum}, of exp(score - max); and {@code factor},
 * what the last block multiplied the earlier ones' exponentials by. {@code state} holds QUERIES maxima, then as many
 * sums, then factors. It begins with maxima of -infinity and sums of 0. A query of -infinity alone keeps a sum of 0;
 * one with NaN or +infinity has a sum of NaN, and no other query with it.
 */
public interface Attention {
    /** Keys of a block. Part of the canonical order: changing it changes results' bits. */
    int KEYS = 128;

    /** Queries of a block. Part of the canonical order of gradients. */
    int QUERIES = 64;

    /**
     * For each column: {@code m = max(max, largest of x)}, {@code x = exp(x - b)}, {@code factor = exp(max - b)},
     * {@code sum = fma(sum, factor, x[0] + x[1] + ...)}, {@code max = m}, where b is m, or 0 where m is -infinity.
     */
    void softmax(int rows, int cols, MemorySegment x, long xo, MemorySegment state, long so);

    /** {@link #softmax} of one query, whose n scores lie one after another: the same bits as in a column. */
    void softmaxRow(int n, MemorySegment x, long xo, MemorySegment state, long so);

    /** x[i, j] = fma(x[i, j], factor[j], 0) for rows {@link #QUERIES} apart. */
    void scale(int rows, int cols, MemorySegment x, long xo, MemorySegment factor, long fo);

    /** p[i, j] = exp(p[i, j] - lse[j]); then dp[i, j] = p[i, j] (dp[i, j] - delta[j]): rows {@link #QUERIES} apart. */
    void gradient(
            int rows,
            int cols,
            MemorySegment p,
            long po,
            MemorySegment dp,
            long dpo,
            MemorySegment lse,
            long lo,
            MemorySegment delta,
            long de);
}
