package dev.merapi.simd.scalar;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.merapi.simd.Copy;
import java.lang.foreign.MemorySegment;

/** {@link Copy} in plain loops, one a size; runs without gaps go to {@link MemorySegment#copy}, which is memmove. */
public final class ScalarCopy implements Copy {
    /** Side of the squares that {@link #transpose} walks by: 64 lines of 64 bytes on either side stay in L1. */
    private static final int SIDE = 64;

    @Override
    public void copy(int size, MemorySegment x, long xo, long xs, MemorySegment y, long yo, long ys, int n) {
        strided(size, x, xo, xs, y, yo, ys, n);
    }

    /** {@link Copy#copy}, for the vector twin too. */
    public static void strided(int size, MemorySegment x, long xo, long xs, MemorySegment y, long yo, long ys, int n) {
        if (n <= 0) {
            return;
        }
        if (xs == 1 && ys == 1) {
            MemorySegment.copy(x, xo * size, y, yo * size, (long) n * size);
            return;
        }
        switch (size) {
            case 1 -> copyBytes(x, xo, xs, y, yo, ys, n);
            case 2 -> copyShorts(x, xo, xs, y, yo, ys, n);
            case 4 -> copyInts(x, xo, xs, y, yo, ys, n);
            case 8 -> copyLongs(x, xo, xs, y, yo, ys, n);
            default -> throw new IllegalArgumentException(sizeError(size));
        }
    }

    @Override
    public void transpose(
            int size, int rows, int cols, MemorySegment x, long xo, int ldx, MemorySegment y, long yo, int ldy) {
        blocked(size, rows, cols, x, xo, ldx, y, yo, ldy);
    }

    /** {@link Copy#transpose}, square by square; for the vector twin's edges and sizes too. */
    public static void blocked(
            int size, int rows, int cols, MemorySegment x, long xo, int ldx, MemorySegment y, long yo, int ldy) {
        for (int i = 0; i < rows; i += SIDE) {
            int m = Math.min(SIDE, rows - i);
            for (int j = 0; j < cols; j += SIDE) {
                int n = Math.min(SIDE, cols - j);
                long p = xo + (long) i * ldx + j;
                long q = yo + (long) j * ldy + i;
                switch (size) {
                    case 1 -> turnBytes(m, n, x, p, ldx, y, q, ldy);
                    case 2 -> turnShorts(m, n, x, p, ldx, y, q, ldy);
                    case 4 -> turnInts(m, n, x, p, ldx, y, q, ldy);
                    case 8 -> turnLongs(m, n, x, p, ldx, y, q, ldy);
                    default -> throw new IllegalArgumentException(sizeError(size));
                }
            }
        }
    }

    private static String sizeError(int size) {
        return "elements of " + size + " bytes can't be copied: the sizes are 1, 2, 4 and 8";
    }

    private static void copyBytes(MemorySegment x, long xo, long xs, MemorySegment y, long yo, long ys, int n) {
        if (xs == 0) {
            byte v = x.get(JAVA_BYTE, xo);
            for (int i = 0; i < n; i++) {
                y.set(JAVA_BYTE, yo + i * ys, v);
            }
            return;
        }
        for (int i = 0; i < n; i++) {
            y.set(JAVA_BYTE, yo + i * ys, x.get(JAVA_BYTE, xo + i * xs));
        }
    }

    private static void copyShorts(MemorySegment x, long xo, long xs, MemorySegment y, long yo, long ys, int n) {
        if (xs == 0) {
            short v = x.get(JAVA_SHORT_UNALIGNED, xo << 1);
            for (int i = 0; i < n; i++) {
                y.set(JAVA_SHORT_UNALIGNED, (yo + i * ys) << 1, v);
            }
            return;
        }
        for (int i = 0; i < n; i++) {
            y.set(JAVA_SHORT_UNALIGNED, (yo + i * ys) << 1, x.get(JAVA_SHORT_UNALIGNED, (xo + i * xs) << 1));
        }
    }

    private static void copyInts(MemorySegment x, long xo, long xs, MemorySegment y, long yo, long ys, int n) {
        if (xs == 0) {
            int v = x.get(JAVA_INT_UNALIGNED, xo << 2);
            for (int i = 0; i < n; i++) {
                y.set(JAVA_INT_UNALIGNED, (yo + i * ys) << 2, v);
            }
            return;
        }
        for (int i = 0; i < n; i++) {
            y.set(JAVA_INT_UNALIGNED, (yo + i * ys) << 2, x.get(JAVA_INT_UNALIGNED, (xo + i * xs) << 2));
        }
    }

    private static void copyLongs(MemorySegment x, long xo, long xs, MemorySegment y, long yo, long ys, int n) {
        if (xs == 0) {
            long v = x.get(JAVA_LONG_UNALIGNED, xo << 3);
            for (int i = 0; i < n; i++) {
                y.set(JAVA_LONG_UNALIGNED, (yo + i * ys) << 3, v);
            }
            return;
        }
        for (int i = 0; i < n; i++) {
            y.set(JAVA_LONG_UNALIGNED, (yo + i * ys) << 3, x.get(JAVA_LONG_UNALIGNED, (xo + i * xs) << 3));
        }
    }

    private static void turnBytes(
            int rows, int cols, MemorySegment x, long xo, int ldx, MemorySegment y, long yo, int ldy) {
        for (int j = 0; j < cols; j++) {
            long row = yo + (long) j * ldy;
            for (int i = 0; i < rows; i++) {
                y.set(JAVA_BYTE, row + i, x.get(JAVA_BYTE, xo + (long) i * ldx + j));
            }
        }
    }

    private static void turnShorts(
            int rows, int cols, MemorySegment x, long xo, int ldx, MemorySegment y, long yo, int ldy) {
        for (int j = 0; j < cols; j++) {
            long row = yo + (long) j * ldy;
            for (int i = 0; i < rows; i++) {
                y.set(
                        JAVA_SHORT_UNALIGNED,
                        (row + i) << 1,
                        x.get(JAVA_SHORT_UNALIGNED, (xo + (long) i * ldx + j) << 1));
            }
        }
    }

    private static void turnInts(
            int rows, int cols, MemorySegment x, long xo, int ldx, MemorySegment y, long yo, int ldy) {
        for (int j = 0; j < cols; j++) {
            long row = yo + (long) j * ldy;
            for (int i = 0; i < rows; i++) {
                y.set(JAVA_INT_UNALIGNED, (row + i) << 2, x.get(JAVA_INT_UNALIGNED, (xo + (long) i * ldx + j) << 2));
            }
        }
    }

    private static void turnLongs(
            int rows, int cols, MemorySegment x, long xo, int ldx, MemorySegment y, long yo, int ldy) {
        for (int j = 0; j < cols; j++) {
            long row = yo + (long) j * ldy;
            for (int i = 0; i < rows; i++) {
                y.set(JAVA_LONG_UNALIGNED, (row + i) << 3, x.get(JAVA_LONG_UNALIGNED, (xo + (long) i * ldx + j) << 3));
            }
        }
    }
}
