package dev.merapi.simd;

import java.lang.foreign.MemorySegment;

/**
 * Counter-based random numbers: Philox 4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", 2011).
 * Element i of a stream is word i mod 4 of the block with counter i / 4 under the stream's 64-bit key (counter words:
 * low and high half of i / 4, then 0, 0), so any part of a stream can be made alone, in any order. Serial; callers split.
 */
public interface Philox {
    /** y[i] = (word of element first + i) >>> 8, times 2^-24: uniform in [0, 1). */
    void uniform(long key, long first, MemorySegment y, long yo, int n);

    /**
     * Standard normal by Box and Muller, elements 2j and 2j + 1 from words 2j and 2j + 1 of the stream:
     * {@code r = sqrt(-2 log(1 - u0))}, then {@code r cos(2 pi u1)} and {@code r sin(2 pi u1)} by our own polynomials.
     */
    void normal(long key, long first, MemorySegment y, long yo, int n);

    /** y[i] = word of element first + i, as int32. */
    void words(long key, long first, MemorySegment y, long yo, int n);
}
