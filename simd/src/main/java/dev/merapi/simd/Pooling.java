package dev.merapi.simd;

import java.lang.foreign.MemorySegment;

/**
 * 2-D pooling of fp32 images, plane by plane: x [planes, h, w] to y [planes, oh, ow], contiguous. Serial; callers
 * split planes over {@link Workers}. Padding never wins a maximum; it counts as zero in an average (PyTorch's
 * count_include_pad). NaN wins a maximum. Of equal maxima the first in row order takes the gradient.
 */
public interface Pooling {
    /**
     * y = maximum of each window, then max(y, 0) if relu is asked for; -infinity where a window holds padding alone. A relu
     * leaves NaN and makes 0 of -0.
     */
    void max(Window s, boolean relu, int planes, MemorySegment x, long xo, MemorySegment y, long yo);

    /** dx is set: each dy goes to the element of x that won its window; several windows add in row order. */
    void maxGradient(
            Window s, int planes, MemorySegment x, long xo, MemorySegment dy, long dyo, MemorySegment dx, long dxo);

    /** y = sum of each window in row order, from 0, divided by kh * kw. */
    void average(Window s, int planes, MemorySegment x, long xo, MemorySegment y, long yo);

    /** dx is set: dy / (kh * kw) spread over each window; several windows add in row order. */
    void averageGradient(Window s, int planes, MemorySegment dy, long dyo, MemorySegment dx, long dxo);

    /** The sizes of a pooling window over an h x w plane. */
    record Window(int h, int w, int kh, int kw, int strideH, int strideW, int padH, int padW) {
        /** Output height: {@code (h + 2 padH - kh) / strideH + 1}. */
        public int oh() {
            return (h + 2 * padH - kh) / strideH + 1;
        }

        /** Output width. */
        public int ow() {
            return (w + 2 * padW - kw) / strideW + 1;
        }
    }
}
