package dev.merapi.simd;

import java.lang.foreign.MemorySegment;

/**
 * 2-D cross-correlation, fp32, and its two gradients.
 *
 * <p>Layouts: x [n, c, h, w], weight [o, c / groups, kh, kw], y [n, o, oh, ow], all contiguous. All three methods run
 * on {@link Workers}.
 *
 * <p>Canonical orders. {@link #forward} is the chain of {@link Gemm} over k = (channel of the group, kh, kw): blocks
 * of {@link Gemm#KC}, each one chain of fma from 0, the blocks added in order; an element of the padding contributes
 * fma(w, 0, acc), so an infinite or NaN weight shows at the border too. {@link #inputGradient} adds, from 0, what
 * each tap (kh, kw) brings, the last tap first (that is, results in row order); a tap's part is the chain of {@link
 * Gemm} over the output channels of the group, and a tap that meets no result adds nothing. Both depend on the shape
 * of one sample alone, so a sample has the same bits alone and in a batch. {@link #weightGradient} sums over the
 * batch: see there.
 *
 * <p>Where {@link Winograd#forward}, {@link Winograd#inputGradient} and {@link Winograd#weightGradient} say so, the
 * orders are Winograd's instead: each axis of a tile by its formulas, columns first; V and U multiplied in chains of
 * fma from 0 over {@link Winograd#DEPTH} channels, the chains added in order; then {@code A' M A}, the bias and the
 * activation. The input gradient is the forward convolution of {@link Winograd#transposed}. In the weight gradient a
 * chain is over the tiles, row by row through the batch, of {@link Winograd#rowsPerChain} rows of tiles. A sample
 * alone has the same bits as in a batch here too; an infinite or NaN element shows in the whole tile.
 */
public interface Convolution {
    /** Output channels that lie side by side in packed weights: the widest panel of a kernel. */
    int BLOCK = 32;

    /** y = act((x * weight + bias) + addend). */
    void forward(
            Shape s,
            MemorySegment x,
            long xo,
            MemorySegment weight,
            long wo,
            Epilogue epilogue,
            MemorySegment y,
            long yo);

    /**
     * {@link #forward} with packed weights, to the same bits: element (o, k) of the weights, k = (channel, kh, kw) of K, is
     * {@code packed[(o / BLOCK K + k) BLOCK + o mod BLOCK]}. There is one group, and o is a multiple of {@link #BLOCK}.
     */
    void forwardPacked(
            Shape s,
            MemorySegment x,
            long xo,
            MemorySegment packed,
            long po,
            Epilogue epilogue,
            MemorySegment y,
            long yo);

    /**
     * dx [n, c, h, w] from dy [n, o, oh, ow]; every element of dx is set.
     *
     * <p>If {@link Shape#pointwise} an element is its only tap's part, to which nothing is added.
     *
     * <p>If {@link Shape#depthwise} an element is one chain {@code acc = fma(w, dy, acc)} from 0 over the results'
     * channels of its group and, for each, all taps, the last first; between the rows and columns of dy lie stride - 1
     * zeros, around them as many as it takes.
     */
    void inputGradient(Shape s, MemorySegment dy, long dyo, MemorySegment weight, long wo, MemorySegment dx, long dxo);

    /**
     * dweight [o, c / groups, kh, kw] from x and dy; every element of dweight is set.
     *
     * <p>Canonical order: the n oh ow positions (sample, row, column) in order, cut in blocks of {@link Gemm#KC}; a
     * block is one chain {@code acc = fma(x, dy, acc)} from 0 (x is 0 in the padding); {@link
     * Shape#weightGradientChunk} positions make a chunk, whose blocks are added in order; the chunks are added by the
     * tree that adds neighbour i + 1 to i for even i, then i + 2 to i for each fourth i, and so on.
     *
     * <p>If {@link Shape#depthwise} there are 16 sums for each weight, all 0 at first. Each column of a sample's
     * results has a chain {@code acc = fma(x, dy, acc)} from 0 over its rows. Sample after sample, column after column,
     * the chain of column i is added to sum i mod 16; in the end sum i + 8 is added to sum i, then i + 4, i + 2 and
     * i + 1.
     */
    void weightGradient(Shape s, MemorySegment x, long xo, MemorySegment dy, long dyo, MemorySegment dw, long dwo);

    /**
     * What happens to a finished sum before it's stored: its channel's bias is added, then the addend's element in its place,
     * each sum rounded, then the activation applied.
     *
     * @param bias one element per output channel, or {@link MemorySegment#NULL}
     * @param addend laid out as y and apart from it, or {@link MemorySegment#NULL}
     */
    record Epilogue(
            MemorySegment bias, long biasOffset, MemorySegment addend, long addendOffset, Gemm.Activation activation) {
        /** Nothing. */
        public static final Epilogue NONE = of(MemorySegment.NULL, 0, Gemm.Activation.IDENTITY);

        /** Without an addend. */
        public static Epilogue of(MemorySegment bias, long offset, Gemm.Activation activation) {
            return new Epilogue(bias, offset, MemorySegment.NULL, 0, activation);
        }

        /** The bias alone. */
        public Epilogue biasOnly() {
            return of(bias, biasOffset, Gemm.Activation.IDENTITY);
        }

        /** Whether there is a bias. */
        public boolean biased() {
            return bias.byteSize() > 0;
        }

        /** Whether there is an addend. */
        public boolean adds() {
            return addend.byteSize() > 0;
        }

        /** Whether it changes nothing. */
        public boolean isNone() {
            return !biased() && !adds() && activation == Gemm.Activation.IDENTITY;
        }
    }

    /** The sizes of a convolution; {@code o} output channels, kernels of kh x kw. */
    record Shape(
            int n,
            int c,
            int h,
            int w,
            int o,
            int kh,
            int kw,
            int strideH,
            int strideW,
            int padH,
            int padW,
            int dilationH,
            int dilationW,
            int groups) {

        /** Output height: {@code (h + 2 padH - dilationH (kh - 1) - 1) / strideH + 1}. */
        public int oh() {
            return (h + 2 * padH - dilationH * (kh - 1) - 1) / strideH + 1;
        }

        /** Output width. */
        public int ow() {
            return (w + 2 * padW - dilationW * (kw - 1) - 1) / strideW + 1;
        }

        /**
         * Whether each channel of x is a group of its own with few results, as in MobileNet: the gradients then have
         * canonical orders of their own.
         */
        public boolean depthwise() {
            return c == groups && o <= 4 * groups && kh * kw <= Gemm.KC;
        }

        /** Whether each result reads one pixel, its own: a matrix product for each sample. */
        public boolean pointwise() {
            return kh * kw == 1 && strideH == 1 && strideW == 1 && padH == 0 && padW == 0;
        }

        /**
         * Positions that make a chunk of {@link #weightGradient}: at least 4 blocks of {@link Gemm#KC}, and more
         * where there would be over 16 chunks, for each chunk needs room for a whole weight gradient.
         */
        public int weightGradientChunk() {
            int blocks = (n * oh() * ow() + Gemm.KC - 1) / Gemm.KC;
            return Gemm.KC * Math.max(4, (blocks + 15) / 16);
        }
    }
}
