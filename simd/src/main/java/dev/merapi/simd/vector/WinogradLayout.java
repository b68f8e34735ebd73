package dev.merapi.simd.vector;

import dev.merapi.simd.Gemm;
import dev.merapi.simd.Winograd;

/**
 * Where the 36 transformed values of {@code rows} tiles with {@code channels} channels lie: as rows of the {@link
 * MicroKernel}'s A, one a tile, in each as many of the 36 matrices side by side as fit a row of {@link Gemm#KC}.
 */
record WinogradLayout(int channels, int rows) {
    /** Floats from one group of matrices to the next: an odd number of cache lines, for 36 of them are written at once. */
    private int group() {
        return rows * MicroKernel.LDA + 16;
    }

    /** Blocks of the chain over channels. */
    int blocks() {
        return (channels + Winograd.DEPTH - 1) / Winograd.DEPTH;
    }

    /** Channels of a block. */
    int depth(int block) {
        return Math.min(Winograd.DEPTH, channels - block * Winograd.DEPTH);
    }

    private int width() {
        int lanes = MicroKernel.LANES;
        return (depth(0) + lanes - 1) / lanes * lanes;
    }

    /** Where matrix {@code product} of a block of channels begins. */
    int place(int block, int product) {
        int perRow = Gemm.KC / width();
        int matrix = block * Winograd.PRODUCTS + product;
        return matrix / perRow * group() + matrix % perRow * width();
    }

    /** Floats of all, and what a kernel reads past the last row. */
    int size() {
        int perRow = Gemm.KC / width();
        int groups = (blocks() * Winograd.PRODUCTS + perRow - 1) / perRow;
        return Math.addExact(Math.multiplyExact(groups, group()), MicroKernel.MR * MicroKernel.LDA);
    }
}
