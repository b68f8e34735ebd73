package dev.merapi.simd.vector;

import dev.merapi.simd.Gemm;
import java.lang.foreign.MemorySegment;

/**
 * A convolution's weights as rows of {@link MicroKernel}'s A: all packed beforehand, or, where each is read {@code once}, tile
 * by tile by the thread that multiplies it. Then the packed rows never leave the first-level cache.
 */
record WeightTiles(Correlation c, boolean once, float[] packed, MemorySegment weight, long offset) {
    /** Packed by the caller for all threads. */
    static WeightTiles packed(Correlation c, MemorySegment weight, long wo) {
        var space = ConvolutionSpace.local();
        space.weights = ConvolutionPacking.weights(c, weight, wo, space.weights);
        return new WeightTiles(c, false, space.weights, weight, wo);
    }

    /** The transposed weights of a pointwise convolution, packed likewise; c is the turned one. */
    static WeightTiles turned(Correlation c, MemorySegment weight, long wo) {
        var space = ConvolutionSpace.local();
        space.weights = ConvolutionPacking.turnedWeights(c, weight, wo, space);
        return new WeightTiles(c, false, space.weights, weight, wo);
    }

    /** Packed tile by tile; there is one group. */
    static WeightTiles once(Correlation c, MemorySegment weight, long wo) {
        return new WeightTiles(c, true, new float[0], weight, wo);
    }

    /** The array in which the rows of channels m and following are, {@link #first} the first of them. */
    float[] rows(int m, int height, int k0, int kc, ConvolutionSpace space) {
        if (!once) {
            return packed;
        }
        RowPacking.rows(height, kc, weight, offset + (long) m * c.depth() + k0, c.depth(), space.rows, 0);
        return space.rows;
    }

    /** Where row m of a group, from k0 on, begins. */
    int first(int group, int m, int k0) {
        if (once) {
            return 0;
        }
        int padded = ConvolutionPacking.paddedRows(c.out());
        return ((k0 / Gemm.KC * c.groups() + group) * padded + m) * MicroKernel.LDA;
    }
}
