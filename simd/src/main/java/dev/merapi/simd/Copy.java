package dev.merapi.simd;

import java.lang.foreign.MemorySegment;

/** Moving elements of 1, 2, 4 or 8 bytes without looking at them. Serial; callers split over {@link Workers}. */
public interface Copy {
    /** y[i ys] = x[i xs] for elements of {@code size} bytes; strides may be 0 or negative. */
    void copy(int size, MemorySegment x, long xo, long xs, MemorySegment y, long yo, long ys, int n);

    /** y[j ldy + i] = x[i ldx + j] for i < rows, j < cols and elements of {@code size} bytes: y is x transposed. */
    void transpose(int size, int rows, int cols, MemorySegment x, long xo, int ldx, MemorySegment y, long yo, int ldy);
}
