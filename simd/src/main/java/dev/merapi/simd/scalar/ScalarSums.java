package dev.merapi.simd.scalar;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;

/**
 * Sums and products over one block in the canonical order of {@link dev.merapi.simd.Reduction}: 16 times four lanes
 * that are 16 apart, then the tree. {@code lanes} is room for 16 floats.
 */
final class ScalarSums {
    private ScalarSums() {}

    static float sum(float[] lanes, MemorySegment x, long xo, int n) {
        for (int l = 0; l < 16; l++) {
            float a0 = 0;
            float a1 = 0;
            float a2 = 0;
            float a3 = 0;
            int i = l;
            for (; i < n - 48; i += 64) {
                a0 += at(x, xo + i);
                a1 += at(x, xo + i + 16);
                a2 += at(x, xo + i + 32);
                a3 += at(x, xo + i + 48);
            }
            a0 = i < n ? a0 + at(x, xo + i) : a0;
            a1 = i < n - 16 ? a1 + at(x, xo + i + 16) : a1;
            a2 = i < n - 32 ? a2 + at(x, xo + i + 32) : a2;
            lanes[l] = (a0 + a1) + (a2 + a3);
        }
        return Tree.sum(lanes);
    }

    static float product(float[] lanes, MemorySegment x, long xo, int n) {
        for (int l = 0; l < 16; l++) {
            float a0 = 1;
            float a1 = 1;
            float a2 = 1;
            float a3 = 1;
            int i = l;
            for (; i < n - 48; i += 64) {
                a0 *= at(x, xo + i);
                a1 *= at(x, xo + i + 16);
                a2 *= at(x, xo + i + 32);
                a3 *= at(x, xo + i + 48);
            }
            a0 = i < n ? a0 * at(x, xo + i) : a0;
            a1 = i < n - 16 ? a1 * at(x, xo + i + 16) : a1;
            a2 = i < n - 32 ? a2 * at(x, xo + i + 32) : a2;
            lanes[l] = (a0 * a1) * (a2 * a3);
        }
        return Tree.product(lanes);
    }

    static float dot(float[] lanes, MemorySegment a, long ao, MemorySegment b, long bo, int n) {
        for (int l = 0; l < 16; l++) {
            float a0 = 0;
            float a1 = 0;
            float a2 = 0;
            float a3 = 0;
            int i = l;
            for (; i < n - 48; i += 64) {
                a0 = Math.fma(at(a, ao + i), at(b, bo + i), a0);
                a1 = Math.fma(at(a, ao + i + 16), at(b, bo + i + 16), a1);
                a2 = Math.fma(at(a, ao + i + 32), at(b, bo + i + 32), a2);
                a3 = Math.fma(at(a, ao + i + 48), at(b, bo + i + 48), a3);
            }
            a0 = i < n ? Math.fma(at(a, ao + i), at(b, bo + i), a0) : a0;
            a1 = i < n - 16 ? Math.fma(at(a, ao + i + 16), at(b, bo + i + 16), a1) : a1;
            a2 = i < n - 32 ? Math.fma(at(a, ao + i + 32), at(b, bo + i + 32), a2) : a2;
            lanes[l] = (a0 + a1) + (a2 + a3);
        }
        return Tree.sum(lanes);
    }

    /** Sum of (b[i] - bc) (x[i] - xc). */
    static float centeredDot(
            float[] lanes, MemorySegment b, long bo, float bc, MemorySegment x, long xo, float xc, int n) {
        for (int l = 0; l < 16; l++) {
            float a0 = 0;
            float a1 = 0;
            float a2 = 0;
            float a3 = 0;
            int i = l;
            for (; i < n - 48; i += 64) {
                a0 = Math.fma(at(b, bo + i) - bc, at(x, xo + i) - xc, a0);
                a1 = Math.fma(at(b, bo + i + 16) - bc, at(x, xo + i + 16) - xc, a1);
                a2 = Math.fma(at(b, bo + i + 32) - bc, at(x, xo + i + 32) - xc, a2);
                a3 = Math.fma(at(b, bo + i + 48) - bc, at(x, xo + i + 48) - xc, a3);
            }
            a0 = i < n ? Math.fma(at(b, bo + i) - bc, at(x, xo + i) - xc, a0) : a0;
            a1 = i < n - 16 ? Math.fma(at(b, bo + i + 16) - bc, at(x, xo + i + 16) - xc, a1) : a1;
            a2 = i < n - 32 ? Math.fma(at(b, bo + i + 32) - bc, at(x, xo + i + 32) - xc, a2) : a2;
            lanes[l] = (a0 + a1) + (a2 + a3);
        }
        return Tree.sum(lanes);
    }

    /** Sum of exp(x[i] - max). */
    static float expSum(float[] lanes, MemorySegment x, long xo, float max, int n) {
        for (int l = 0; l < 16; l++) {
            lanes[l] = (expSumEvery64th(x, xo, max, l, n) + expSumEvery64th(x, xo, max, l + 16, n))
                    + (expSumEvery64th(x, xo, max, l + 32, n) + expSumEvery64th(x, xo, max, l + 48, n));
        }
        return Tree.sum(lanes);
    }

    private static float expSumEvery64th(MemorySegment x, long xo, float max, int from, int n) {
        float a = 0;
        for (int i = from; i < n; i += 64) {
            a += Exponential.exp(at(x, xo + i) - max);
        }
        return a;
    }

    private static float at(MemorySegment x, long i) {
        return x.get(JAVA_FLOAT_UNALIGNED, i << 2);
    }
}
