package dev.merapi.simd.vector;

import dev.merapi.simd.Reduction;
import dev.merapi.simd.scalar.ScalarReduction;
import dev.merapi.simd.scalar.Tree;
import java.lang.foreign.MemorySegment;

/** {@link Reduction} with the Vector API. */
public final class VectorReduction implements Reduction {
    @Override
    public float fold(Fold f, MemorySegment x, long xo, int n) {
        assert n >= 0;
        return switch (f) {
            case SUM -> sum(x, xo, n);
            case PROD -> product(x, xo, n);
            case MAX -> Extremes.max(x, xo, n);
            case MIN -> Extremes.min(x, xo, n);
        };
    }

    @Override
    public void foldBlocks(Fold f, MemorySegment x, long xo, int n, MemorySegment y, long yo) {
        int at = 0;
        if (f == Fold.SUM && BlockSums.areWide()) {
            for (; at + BlockSums.LENGTH <= n; at += BlockSums.LENGTH) {
                BlockSums.sum(x, xo + at, y, yo + at / BLOCK);
            }
        }
        Reduction.super.foldBlocks(f, x, xo + at, n - at, y, yo + at / BLOCK);
    }

    static float sum(MemorySegment x, long xo, int n) {
        if (n <= BLOCK) {
            return Sums.sum(x, xo, n);
        }
        float[] r = new float[Tree.count(n)];
        for (int b = 0; b < r.length; b++) {
            r[b] = Sums.sum(x, xo + b * BLOCK, Math.min(BLOCK, n - b * BLOCK));
        }
        return Tree.sumBlocks(r, r.length);
    }

    private static float product(MemorySegment x, long xo, int n) {
        if (n <= BLOCK) {
            return Products.product(x, xo, n);
        }
        float[] r = new float[Tree.count(n)];
        for (int b = 0; b < r.length; b++) {
            r[b] = Products.product(x, xo + b * BLOCK, Math.min(BLOCK, n - b * BLOCK));
        }
        return Tree.multiplyBlocks(r, r.length);
    }

    @Override
    public float dot(MemorySegment a, long ao, MemorySegment b, long bo, int n) {
        return dotOf(a, ao, b, bo, n);
    }

    static float dotOf(MemorySegment a, long ao, MemorySegment b, long bo, int n) {
        if (n <= BLOCK) {
            return Sums.dot(a, ao, b, bo, n);
        }
        float[] r = new float[Tree.count(n)];
        for (int k = 0; k < r.length; k++) {
            int from = k * BLOCK;
            r[k] = Sums.dot(a, ao + from, b, bo + from, Math.min(BLOCK, n - from));
        }
        return Tree.sumBlocks(r, r.length);
    }

    @Override
    public float squaredDistance(MemorySegment x, long xo, float center, int n) {
        return squares(x, xo, center, n);
    }

    static float squares(MemorySegment x, long xo, float center, int n) {
        if (n <= BLOCK) {
            return CenteredSums.squares(x, xo, center, n);
        }
        float[] r = new float[Tree.count(n)];
        for (int b = 0; b < r.length; b++) {
            r[b] = CenteredSums.squares(x, xo + b * BLOCK, center, Math.min(BLOCK, n - b * BLOCK));
        }
        return Tree.sumBlocks(r, r.length);
    }

    @Override
    public float centeredDot(MemorySegment b, long bo, MemorySegment x, long xo, float center, int n) {
        return centered(b, bo, x, xo, center, n);
    }

    static float centered(MemorySegment b, long bo, MemorySegment x, long xo, float center, int n) {
        if (n <= BLOCK) {
            return CenteredSums.dot(b, bo, x, xo, center, n);
        }
        float[] r = new float[Tree.count(n)];
        for (int k = 0; k < r.length; k++) {
            int from = k * BLOCK;
            r[k] = CenteredSums.dot(b, bo + from, x, xo + from, center, Math.min(BLOCK, n - from));
        }
        return Tree.sumBlocks(r, r.length);
    }

    @Override
    public void foldColumns(Fold f, int rows, int cols, MemorySegment x, long xo, int ldx, MemorySegment y, long yo) {
        assert rows >= 0 && cols >= 0;
        Columns.fold(f, rows, cols, x, xo, ldx, y, yo);
    }

    /** The block that holds the first largest element, then the element in it: one pass over memory. */
    @Override
    public int argmax(MemorySegment x, long xo, int n) {
        assert n > 0;
        int at = 0;
        float best = Extremes.max(x, xo, Math.min(BLOCK, n));
        for (int i = BLOCK; i > 0 && i < n && !Float.isNaN(best); i += BLOCK) {
            float v = Extremes.max(x, xo + i, Math.min(BLOCK, n - i));
            if (v > best || Float.isNaN(v)) {
                best = v;
                at = i;
            }
        }
        return at + Extremes.indexOf(best, x, xo + at, Math.min(BLOCK, n - at));
    }

    @Override
    public int argmin(MemorySegment x, long xo, int n) {
        assert n > 0;
        int at = 0;
        float best = Extremes.min(x, xo, Math.min(BLOCK, n));
        for (int i = BLOCK; i > 0 && i < n && !Float.isNaN(best); i += BLOCK) {
            float v = Extremes.min(x, xo + i, Math.min(BLOCK, n - i));
            if (v < best || Float.isNaN(v)) {
                best = v;
                at = i;
            }
        }
        return at + Extremes.indexOf(best, x, xo + at, Math.min(BLOCK, n - at));
    }

    @Override
    public void cumsum(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        ScalarReduction.chain(x, xo, y, yo, n);
    }
}
