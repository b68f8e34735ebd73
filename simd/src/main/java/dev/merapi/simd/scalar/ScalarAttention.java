package dev.merapi.simd.scalar;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.merapi.simd.Attention;
import java.lang.foreign.MemorySegment;

/** {@link Attention} in plain loops, column by column: the fallback, and the definition of the bits. */
public final class ScalarAttention implements Attention {
    /** Creates the kernel; it has no state. */
    public ScalarAttention() {}

    @Override
    public void softmax(int rows, int cols, MemorySegment x, long xo, MemorySegment state, long so) {
        for (int j = 0; j < cols; j++) {
            column(rows, x, xo + j, QUERIES, state, so + j);
        }
    }

    @Override
    public void softmaxRow(int n, MemorySegment x, long xo, MemorySegment state, long so) {
        column(n, x, xo, 1, state, so);
    }

    private static void column(int n, MemorySegment x, long xo, int step, MemorySegment state, long so) {
        float old = at(state, so);
        float max = old;
        for (int i = 0; i < n; i++) {
            float v = at(x, xo + (long) i * step);
            max = v > max ? v : max;
        }
        float base = max == Float.NEGATIVE_INFINITY ? 0f : max;
        float sum = 0;
        for (int i = 0; i < n; i++) {
            float e = Exponential.expBelow(at(x, xo + (long) i * step) - base);
            set(x, xo + (long) i * step, e);
            sum += e;
        }
        float factor = Exponential.expBelow(old - base);
        set(state, so, max);
        set(state, so + QUERIES, Math.fma(at(state, so + QUERIES), factor, sum));
        set(state, so + 2 * QUERIES, factor);
    }

    @Override
    public void scale(int rows, int cols, MemorySegment x, long xo, MemorySegment factor, long fo) {
        for (int i = 0; i < rows; i++) {
            long row = xo + (long) i * QUERIES;
            for (int j = 0; j < cols; j++) {
                set(x, row + j, Math.fma(at(x, row + j), at(factor, fo + j), 0f));
            }
        }
    }

    @Override
    public void gradient(
            int rows,
            int cols,
            MemorySegment p,
            long po,
            MemorySegment dp,
            long dpo,
            MemorySegment lse,
            long lo,
            MemorySegment delta,
            long de) {
        for (int i = 0; i < rows; i++) {
            long row = (long) i * QUERIES;
            for (int j = 0; j < cols; j++) {
                float e = Exponential.expBelow(at(p, po + row + j) - at(lse, lo + j));
                set(p, po + row + j, e);
                set(dp, dpo + row + j, e * (at(dp, dpo + row + j) - at(delta, de + j)));
            }
        }
    }

    private static float at(MemorySegment x, long i) {
        return x.get(JAVA_FLOAT_UNALIGNED, i << 2);
    }

    private static void set(MemorySegment y, long i, float v) {
        y.set(JAVA_FLOAT_UNALIGNED, i << 2, v);
    }
}
