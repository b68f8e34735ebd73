package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.Lanes.ORDER;
import static dev.merapi.simd.vector.Lanes.S;
import static dev.merapi.simd.vector.Lanes.V;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GT;

import dev.merapi.simd.Attention;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * {@link Attention} with the Vector API: a vector of queries at a time, down the keys. Each method has one site of
 * {@code expBelow}, and that one is hot: see {@link ExpSums}.
 */
public final class VectorAttention implements Attention {
    /** Bytes between the rows of a block. */
    private static final long STEP = (long) QUERIES * Float.BYTES;

    /** Creates the kernel; it has no state. */
    public VectorAttention() {}

    @Override
    public void softmax(int rows, int cols, MemorySegment x, long xo, MemorySegment state, long so) {
        for (int j = 0; j < cols; j += V) {
            long at = (xo + j) * Float.BYTES;
            long to = (so + j) * Float.BYTES;
            raise(rows, x, at, state, to);
            factor(state, to);
            exponentials(rows, x, at, state, to);
        }
    }

    /** max becomes the new maximum; factor the logarithm of what it will be. */
    private static void raise(int rows, MemorySegment x, long xo, MemorySegment state, long so) {
        x = OffHeap.of(x);
        state = OffHeap.of(state);
        FloatVector old = FloatVector.fromMemorySegment(S, state, so, ORDER);
        FloatVector a = old;
        FloatVector b = old;
        long at = xo;
        int i = 0;
        for (; i + 1 < rows; i += 2, at += 2 * STEP) {
            FloatVector v = FloatVector.fromMemorySegment(S, x, at, ORDER);
            FloatVector w = FloatVector.fromMemorySegment(S, x, at + STEP, ORDER);
            a = a.blend(v, v.compare(GT, a));
            b = b.blend(w, w.compare(GT, b));
        }
        if (i < rows) {
            FloatVector v = FloatVector.fromMemorySegment(S, x, at, ORDER);
            a = a.blend(v, v.compare(GT, a));
        }
        a = a.blend(b, b.compare(GT, a));
        a.intoMemorySegment(state, so, ORDER);
        old.sub(a.blend(0f, a.compare(EQ, Float.NEGATIVE_INFINITY))).intoMemorySegment(state, so + 2 * STEP, ORDER);
    }

    private static void factor(MemorySegment state, long so) {
        state = OffHeap.of(state);
        FloatVector difference = FloatVector.fromMemorySegment(S, state, so + 2 * STEP, ORDER);
        Exponential.expBelow(difference).intoMemorySegment(state, so + 2 * STEP, ORDER);
    }

    private static void exponentials(int rows, MemorySegment x, long xo, MemorySegment state, long so) {
        x = OffHeap.of(x);
        state = OffHeap.of(state);
        FloatVector max = FloatVector.fromMemorySegment(S, state, so, ORDER);
        FloatVector base = max.blend(0f, max.compare(EQ, Float.NEGATIVE_INFINITY));
        FloatVector sum = FloatVector.zero(S);
        long at = xo;
        for (int i = 0; i < rows; i++, at += STEP) {
            FloatVector e = Exponential.expBelow(
                    FloatVector.fromMemorySegment(S, x, at, ORDER).sub(base));
            e.intoMemorySegment(x, at, ORDER);
            sum = sum.add(e);
        }
        FloatVector before = FloatVector.fromMemorySegment(S, state, so + STEP, ORDER);
        FloatVector factor = FloatVector.fromMemorySegment(S, state, so + 2 * STEP, ORDER);
        before.fma(factor, sum).intoMemorySegment(state, so + STEP, ORDER);
    }

    @Override
    public void softmaxRow(int n, MemorySegment x, long xo, MemorySegment state, long so) {
        float old = state.getAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, so);
        float largest = Extremes.largest(x, xo, n);
        float max = largest > old ? largest : old;
        float base = max == Float.NEGATIVE_INFINITY ? 0f : max;
        row(n, x, xo, base);
        float sum = 0;
        for (int i = 0; i < n; i++) {
            sum += x.getAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, xo + i);
        }
        float factor = dev.merapi.simd.scalar.Exponential.expBelow(old - base);
        float before = state.getAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, so + QUERIES);
        state.setAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, so, max);
        state.setAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, so + QUERIES, Math.fma(before, factor, sum));
        state.setAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, so + 2 * QUERIES, factor);
    }

    private static void row(int n, MemorySegment x, long xo, float base) {
        x = OffHeap.of(x);
        int steady = n & -V;
        for (int i = 0; i < steady; i += V) {
            FloatVector v = FloatVector.fromMemorySegment(S, x, (xo + i) << 2, ORDER);
            Exponential.expBelow(v.sub(base)).intoMemorySegment(x, (xo + i) << 2, ORDER);
        }
        if (steady < n) {
            rest(n - steady, x, xo + steady, base);
        }
    }

    private static void rest(int n, MemorySegment x, long xo, float base) {
        x = OffHeap.of(x);
        VectorMask<Float> rest = S.indexInRange(0, n);
        FloatVector v = FloatVector.fromMemorySegment(S, x, xo << 2, ORDER, rest);
        Exponential.expBelow(v.sub(base)).intoMemorySegment(x, xo << 2, ORDER, rest);
    }

    @Override
    public void scale(int rows, int cols, MemorySegment x, long xo, MemorySegment factor, long fo) {
        for (int j = 0; j < cols; j += V) {
            scale(rows, x, (xo + j) << 2, factor, (fo + j) << 2);
        }
    }

    private static void scale(int rows, MemorySegment x, long xo, MemorySegment factor, long fo) {
        x = OffHeap.of(x);
        factor = OffHeap.of(factor);
        FloatVector f = FloatVector.fromMemorySegment(S, factor, fo, ORDER);
        FloatVector zero = FloatVector.zero(S);
        long at = xo;
        for (int i = 0; i < rows; i++, at += STEP) {
            FloatVector.fromMemorySegment(S, x, at, ORDER).fma(f, zero).intoMemorySegment(x, at, ORDER);
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
        for (int j = 0; j < cols; j += V) {
            gradient(rows, p, (po + j) << 2, dp, (dpo + j) << 2, lse, (lo + j) << 2, delta, (de + j) << 2);
        }
    }

    /** All offsets in bytes. */
    private static void gradient(
            int rows,
            MemorySegment p,
            long po,
            MemorySegment dp,
            long dpo,
            MemorySegment lse,
            long lo,
            MemorySegment delta,
            long de) {
        p = OffHeap.of(p);
        dp = OffHeap.of(dp);
        FloatVector l = FloatVector.fromMemorySegment(S, OffHeap.of(lse), lo, ORDER);
        FloatVector d = FloatVector.fromMemorySegment(S, OffHeap.of(delta), de, ORDER);
        for (long at = 0; at < rows * STEP; at += STEP) {
            FloatVector e = Exponential.expBelow(
                    FloatVector.fromMemorySegment(S, p, po + at, ORDER).sub(l));
            e.intoMemorySegment(p, po + at, ORDER);
            FloatVector.fromMemorySegment(S, dp, dpo + at, ORDER).sub(d).mul(e).intoMemorySegment(dp, dpo + at, ORDER);
        }
    }
}
