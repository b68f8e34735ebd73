package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.Lanes.ORDER;
import static dev.merapi.simd.vector.Lanes.S;
import static dev.merapi.simd.vector.Lanes.V;

import dev.merapi.simd.Reduction;
import dev.merapi.simd.Reduction.Fold;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Folds down the columns: strips of four vectors side by side, one block of rows at a time, so that a block's strip of
 * x is read once and y stays in L1. One loop per fold, because a switch inside would cost as much as the fold.
 */
final class Columns {
    private Columns() {}

    static void fold(Fold f, int rows, int cols, MemorySegment x, long xo, int ldx, MemorySegment y, long yo) {
        y = OffHeap.of(y);
        if (rows == 0) {
            for (int j = 0; j < cols; j += V) {
                FloatVector.broadcast(S, f.identity())
                        .intoMemorySegment(y, (yo + j) << 2, ORDER, S.indexInRange(0, cols - j));
            }
        }
        for (int i = 0; i < rows; i += Reduction.COLUMN_BLOCK) {
            block(f, i == 0, Math.min(Reduction.COLUMN_BLOCK, rows - i), cols, x, xo + (long) i * ldx, ldx, y, yo);
        }
    }

    private static void block(
            Fold f, boolean first, int rows, int cols, MemorySegment x, long xo, int ldx, MemorySegment y, long yo) {
        int j = 0;
        for (; j <= cols - 4 * V; j += 4 * V) {
            switch (f) {
                case SUM -> sum4(first, rows, x, xo + j, ldx, y, yo + j);
                case PROD -> product4(first, rows, x, xo + j, ldx, y, yo + j);
                case MAX -> max4(first, rows, x, xo + j, ldx, y, yo + j);
                case MIN -> min4(first, rows, x, xo + j, ldx, y, yo + j);
            }
        }
        for (; j < cols; j += V) {
            edge(f, first, rows, x, xo + j, ldx, y, yo + j, S.indexInRange(0, cols - j));
        }
    }

    private static void sum4(boolean first, int rows, MemorySegment x, long xo, int ldx, MemorySegment y, long yo) {
        x = OffHeap.of(x);
        y = OffHeap.of(y);
        FloatVector a0 = FloatVector.fromMemorySegment(S, x, xo << 2, ORDER);
        FloatVector a1 = FloatVector.fromMemorySegment(S, x, (xo + V) << 2, ORDER);
        FloatVector a2 = FloatVector.fromMemorySegment(S, x, (xo + 2 * V) << 2, ORDER);
        FloatVector a3 = FloatVector.fromMemorySegment(S, x, (xo + 3 * V) << 2, ORDER);
        for (int i = 1; i < rows; i++) {
            long p = xo + (long) i * ldx;
            a0 = a0.add(FloatVector.fromMemorySegment(S, x, p << 2, ORDER));
            a1 = a1.add(FloatVector.fromMemorySegment(S, x, (p + V) << 2, ORDER));
            a2 = a2.add(FloatVector.fromMemorySegment(S, x, (p + 2 * V) << 2, ORDER));
            a3 = a3.add(FloatVector.fromMemorySegment(S, x, (p + 3 * V) << 2, ORDER));
        }
        (first ? a0 : FloatVector.fromMemorySegment(S, y, yo << 2, ORDER).add(a0)).intoMemorySegment(y, yo << 2, ORDER);
        (first ? a1 : FloatVector.fromMemorySegment(S, y, (yo + V) << 2, ORDER).add(a1))
                .intoMemorySegment(y, (yo + V) << 2, ORDER);
        (first
                        ? a2
                        : FloatVector.fromMemorySegment(S, y, (yo + 2 * V) << 2, ORDER)
                                .add(a2))
                .intoMemorySegment(y, (yo + 2 * V) << 2, ORDER);
        (first
                        ? a3
                        : FloatVector.fromMemorySegment(S, y, (yo + 3 * V) << 2, ORDER)
                                .add(a3))
                .intoMemorySegment(y, (yo + 3 * V) << 2, ORDER);
    }

    private static void product4(boolean first, int rows, MemorySegment x, long xo, int ldx, MemorySegment y, long yo) {
        x = OffHeap.of(x);
        y = OffHeap.of(y);
        FloatVector a0 = FloatVector.fromMemorySegment(S, x, xo << 2, ORDER);
        FloatVector a1 = FloatVector.fromMemorySegment(S, x, (xo + V) << 2, ORDER);
        FloatVector a2 = FloatVector.fromMemorySegment(S, x, (xo + 2 * V) << 2, ORDER);
        FloatVector a3 = FloatVector.fromMemorySegment(S, x, (xo + 3 * V) << 2, ORDER);
        for (int i = 1; i < rows; i++) {
            long p = xo + (long) i * ldx;
            a0 = a0.mul(FloatVector.fromMemorySegment(S, x, p << 2, ORDER));
            a1 = a1.mul(FloatVector.fromMemorySegment(S, x, (p + V) << 2, ORDER));
            a2 = a2.mul(FloatVector.fromMemorySegment(S, x, (p + 2 * V) << 2, ORDER));
            a3 = a3.mul(FloatVector.fromMemorySegment(S, x, (p + 3 * V) << 2, ORDER));
        }
        (first ? a0 : FloatVector.fromMemorySegment(S, y, yo << 2, ORDER).mul(a0)).intoMemorySegment(y, yo << 2, ORDER);
        (first ? a1 : FloatVector.fromMemorySegment(S, y, (yo + V) << 2, ORDER).mul(a1))
                .intoMemorySegment(y, (yo + V) << 2, ORDER);
        (first
                        ? a2
                        : FloatVector.fromMemorySegment(S, y, (yo + 2 * V) << 2, ORDER)
                                .mul(a2))
                .intoMemorySegment(y, (yo + 2 * V) << 2, ORDER);
        (first
                        ? a3
                        : FloatVector.fromMemorySegment(S, y, (yo + 3 * V) << 2, ORDER)
                                .mul(a3))
                .intoMemorySegment(y, (yo + 3 * V) << 2, ORDER);
    }

    private static void max4(boolean first, int rows, MemorySegment x, long xo, int ldx, MemorySegment y, long yo) {
        x = OffHeap.of(x);
        y = OffHeap.of(y);
        FloatVector a0 = FloatVector.fromMemorySegment(S, x, xo << 2, ORDER);
        FloatVector a1 = FloatVector.fromMemorySegment(S, x, (xo + V) << 2, ORDER);
        FloatVector a2 = FloatVector.fromMemorySegment(S, x, (xo + 2 * V) << 2, ORDER);
        FloatVector a3 = FloatVector.fromMemorySegment(S, x, (xo + 3 * V) << 2, ORDER);
        for (int i = 1; i < rows; i++) {
            long p = xo + (long) i * ldx;
            a0 = a0.max(FloatVector.fromMemorySegment(S, x, p << 2, ORDER));
            a1 = a1.max(FloatVector.fromMemorySegment(S, x, (p + V) << 2, ORDER));
            a2 = a2.max(FloatVector.fromMemorySegment(S, x, (p + 2 * V) << 2, ORDER));
            a3 = a3.max(FloatVector.fromMemorySegment(S, x, (p + 3 * V) << 2, ORDER));
        }
        (first ? a0 : FloatVector.fromMemorySegment(S, y, yo << 2, ORDER).max(a0)).intoMemorySegment(y, yo << 2, ORDER);
        (first ? a1 : FloatVector.fromMemorySegment(S, y, (yo + V) << 2, ORDER).max(a1))
                .intoMemorySegment(y, (yo + V) << 2, ORDER);
        (first
                        ? a2
                        : FloatVector.fromMemorySegment(S, y, (yo + 2 * V) << 2, ORDER)
                                .max(a2))
                .intoMemorySegment(y, (yo + 2 * V) << 2, ORDER);
        (first
                        ? a3
                        : FloatVector.fromMemorySegment(S, y, (yo + 3 * V) << 2, ORDER)
                                .max(a3))
                .intoMemorySegment(y, (yo + 3 * V) << 2, ORDER);
    }

    private static void min4(boolean first, int rows, MemorySegment x, long xo, int ldx, MemorySegment y, long yo) {
        x = OffHeap.of(x);
        y = OffHeap.of(y);
        FloatVector a0 = FloatVector.fromMemorySegment(S, x, xo << 2, ORDER);
        FloatVector a1 = FloatVector.fromMemorySegment(S, x, (xo + V) << 2, ORDER);
        FloatVector a2 = FloatVector.fromMemorySegment(S, x, (xo + 2 * V) << 2, ORDER);
        FloatVector a3 = FloatVector.fromMemorySegment(S, x, (xo + 3 * V) << 2, ORDER);
        for (int i = 1; i < rows; i++) {
            long p = xo + (long) i * ldx;
            a0 = a0.min(FloatVector.fromMemorySegment(S, x, p << 2, ORDER));
            a1 = a1.min(FloatVector.fromMemorySegment(S, x, (p + V) << 2, ORDER));
            a2 = a2.min(FloatVector.fromMemorySegment(S, x, (p + 2 * V) << 2, ORDER));
            a3 = a3.min(FloatVector.fromMemorySegment(S, x, (p + 3 * V) << 2, ORDER));
        }
        (first ? a0 : FloatVector.fromMemorySegment(S, y, yo << 2, ORDER).min(a0)).intoMemorySegment(y, yo << 2, ORDER);
        (first ? a1 : FloatVector.fromMemorySegment(S, y, (yo + V) << 2, ORDER).min(a1))
                .intoMemorySegment(y, (yo + V) << 2, ORDER);
        (first
                        ? a2
                        : FloatVector.fromMemorySegment(S, y, (yo + 2 * V) << 2, ORDER)
                                .min(a2))
                .intoMemorySegment(y, (yo + 2 * V) << 2, ORDER);
        (first
                        ? a3
                        : FloatVector.fromMemorySegment(S, y, (yo + 3 * V) << 2, ORDER)
                                .min(a3))
                .intoMemorySegment(y, (yo + 3 * V) << 2, ORDER);
    }

    private static void edge(
            Fold f,
            boolean first,
            int rows,
            MemorySegment x,
            long xo,
            int ldx,
            MemorySegment y,
            long yo,
            VectorMask<Float> m) {
        x = OffHeap.of(x);
        y = OffHeap.of(y);
        FloatVector a = FloatVector.fromMemorySegment(S, x, xo << 2, ORDER, m);
        for (int i = 1; i < rows; i++) {
            a = apply(f, a, FloatVector.fromMemorySegment(S, x, (xo + (long) i * ldx) << 2, ORDER, m));
        }
        (first ? a : apply(f, FloatVector.fromMemorySegment(S, y, yo << 2, ORDER, m), a))
                .intoMemorySegment(y, yo << 2, ORDER, m);
    }

    private static FloatVector apply(Fold f, FloatVector a, FloatVector b) {
        return switch (f) {
            case SUM -> a.add(b);
            case PROD -> a.mul(b);
            case MAX -> a.max(b);
            case MIN -> a.min(b);
        };
    }
}
