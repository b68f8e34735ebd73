package dev.merapi.simd.scalar;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.merapi.simd.Reduction;
import java.lang.foreign.MemorySegment;

/** {@link Reduction} in plain loops: the fallback, and the text to read the canonical order from. */
public final class ScalarReduction implements Reduction {
    @Override
    public float fold(Fold f, MemorySegment x, long xo, int n) {
        assert n >= 0;
        return switch (f) {
            case SUM -> sum(x, xo, n);
            case PROD -> product(x, xo, n);
            case MAX, MIN -> extreme(f, x, xo, n);
        };
    }

    static float sum(MemorySegment x, long xo, int n) {
        float[] lanes = new float[16];
        if (n <= BLOCK) {
            return ScalarSums.sum(lanes, x, xo, n);
        }
        float[] r = new float[Tree.count(n)];
        for (int b = 0; b < r.length; b++) {
            r[b] = ScalarSums.sum(lanes, x, xo + b * BLOCK, Math.min(BLOCK, n - b * BLOCK));
        }
        return Tree.sumBlocks(r, r.length);
    }

    private static float product(MemorySegment x, long xo, int n) {
        float[] lanes = new float[16];
        if (n <= BLOCK) {
            return ScalarSums.product(lanes, x, xo, n);
        }
        float[] r = new float[Tree.count(n)];
        for (int b = 0; b < r.length; b++) {
            r[b] = ScalarSums.product(lanes, x, xo + b * BLOCK, Math.min(BLOCK, n - b * BLOCK));
        }
        return Tree.multiplyBlocks(r, r.length);
    }

    private static float extreme(Fold f, MemorySegment x, long xo, int n) {
        float a = f.identity();
        for (int i = 0; i < n; i++) {
            a = f.apply(a, at(x, xo + i));
        }
        return a;
    }

    @Override
    public float dot(MemorySegment a, long ao, MemorySegment b, long bo, int n) {
        return dotOf(a, ao, b, bo, n);
    }

    static float dotOf(MemorySegment a, long ao, MemorySegment b, long bo, int n) {
        float[] lanes = new float[16];
        if (n <= BLOCK) {
            return ScalarSums.dot(lanes, a, ao, b, bo, n);
        }
        float[] r = new float[Tree.count(n)];
        for (int k = 0; k < r.length; k++) {
            int from = k * BLOCK;
            r[k] = ScalarSums.dot(lanes, a, ao + from, b, bo + from, Math.min(BLOCK, n - from));
        }
        return Tree.sumBlocks(r, r.length);
    }

    @Override
    public float squaredDistance(MemorySegment x, long xo, float center, int n) {
        return centeredDot(x, xo, center, x, xo, center, n);
    }

    @Override
    public float centeredDot(MemorySegment b, long bo, MemorySegment x, long xo, float center, int n) {
        return centeredDot(b, bo, 0, x, xo, center, n);
    }

    /** Sum of (b[i] - bc) (x[i] - xc). */
    static float centeredDot(MemorySegment b, long bo, float bc, MemorySegment x, long xo, float xc, int n) {
        float[] lanes = new float[16];
        if (n <= BLOCK) {
            return ScalarSums.centeredDot(lanes, b, bo, bc, x, xo, xc, n);
        }
        float[] r = new float[Tree.count(n)];
        for (int k = 0; k < r.length; k++) {
            int from = k * BLOCK;
            r[k] = ScalarSums.centeredDot(lanes, b, bo + from, bc, x, xo + from, xc, Math.min(BLOCK, n - from));
        }
        return Tree.sumBlocks(r, r.length);
    }

    /** Sum of exp(x[i] - max). */
    static float expSum(MemorySegment x, long xo, float max, int n) {
        float[] lanes = new float[16];
        if (n <= BLOCK) {
            return ScalarSums.expSum(lanes, x, xo, max, n);
        }
        float[] r = new float[Tree.count(n)];
        for (int b = 0; b < r.length; b++) {
            r[b] = ScalarSums.expSum(lanes, x, xo + b * BLOCK, max, Math.min(BLOCK, n - b * BLOCK));
        }
        return Tree.sumBlocks(r, r.length);
    }

    @Override
    public void foldColumns(Fold f, int rows, int cols, MemorySegment x, long xo, int ldx, MemorySegment y, long yo) {
        assert rows >= 0 && cols >= 0;
        for (int j = 0; j < cols; j++) {
            float a = rows == 0 ? f.identity() : foldColumnBlock(f, rows, x, xo + j, ldx);
            for (int i = COLUMN_BLOCK; i < rows; i += COLUMN_BLOCK) {
                a = f.apply(a, foldColumnBlock(f, rows - i, x, xo + j + (long) i * ldx, ldx));
            }
            y.set(JAVA_FLOAT_UNALIGNED, (yo + j) << 2, a);
        }
    }

    private static float foldColumnBlock(Fold f, int rows, MemorySegment x, long xo, int ldx) {
        float a = at(x, xo);
        for (int i = 1; i < Math.min(rows, COLUMN_BLOCK); i++) {
            a = f.apply(a, at(x, xo + (long) i * ldx));
        }
        return a;
    }

    @Override
    public int argmax(MemorySegment x, long xo, int n) {
        assert n > 0;
        int best = 0;
        float largest = at(x, xo);
        for (int i = 1; i < n && !Float.isNaN(largest); i++) {
            float v = at(x, xo + i);
            if (v > largest || Float.isNaN(v)) {
                largest = v;
                best = i;
            }
        }
        return best;
    }

    @Override
    public int argmin(MemorySegment x, long xo, int n) {
        assert n > 0;
        int best = 0;
        float smallest = at(x, xo);
        for (int i = 1; i < n && !Float.isNaN(smallest); i++) {
            float v = at(x, xo + i);
            if (v < smallest || Float.isNaN(v)) {
                smallest = v;
                best = i;
            }
        }
        return best;
    }

    @Override
    public void cumsum(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        chain(x, xo, y, yo, n);
    }

    /** One chain of additions has no lanes, so the vector twin runs this loop too. */
    public static void chain(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        if (n <= 0) {
            return;
        }
        float a = at(x, xo);
        y.set(JAVA_FLOAT_UNALIGNED, yo << 2, a);
        for (int i = 1; i < n; i++) {
            a += at(x, xo + i);
            y.set(JAVA_FLOAT_UNALIGNED, (yo + i) << 2, a);
        }
    }

    private static float at(MemorySegment x, long i) {
        return x.get(JAVA_FLOAT_UNALIGNED, i << 2);
    }
}
