package dev.merapi.tests.simd;

import dev.merapi.simd.Gemm;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * One matrix product: sizes, layout, and by its seed all elements. What surrounds C in memory is filled too, so that a
 * kernel that writes beside C is found out.
 *
 * @param pad how much longer than its rows each leading dimension is; offsets are 3, 5 and 7 times it
 * @param special whether a few elements are NaN, infinite, subnormal or -0
 */
record GemmCase(
        boolean transA,
        boolean transB,
        int m,
        int n,
        int k,
        int pad,
        boolean accumulate,
        Gemm.Bias axis,
        Gemm.Activation activation,
        boolean special,
        long seed) {

    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;
    private static final float[] SPECIALS = {
        Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, -0f, Float.MIN_VALUE, -3e-39f, Float.MAX_VALUE
    };

    static GemmCase plain(int m, int n, int k, long seed) {
        return new GemmCase(false, false, m, n, k, 0, false, Gemm.Bias.NONE, Gemm.Activation.IDENTITY, false, seed);
    }

    /** The same of other sizes. */
    GemmCase sized(int m, int n, int k) {
        return new GemmCase(transA, transB, m, n, k, pad, accumulate, axis, activation, special, seed);
    }

    int lda() {
        return (transA ? m : k) + pad;
    }

    int ldb() {
        return (transB ? k : n) + pad;
    }

    int ldc() {
        return n + pad;
    }

    long co() {
        return 7L * pad;
    }

    /** All memory of A, of B, of C before the product, and of the bias. */
    record Operands(MemorySegment a, MemorySegment b, MemorySegment c, MemorySegment bias) {}

    Operands operands() {
        var random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        return new Operands(
                fill(random, 3 * pad + (transA ? k : m) * lda(), special),
                fill(random, 5 * pad + (transB ? n : k) * ldb(), special),
                fill(random, 7 * pad + m * ldc(), false),
                fill(random, pad + Math.max(m, n), special));
    }

    private static MemorySegment fill(RandomGenerator random, int length, boolean special) {
        MemorySegment x = Arena.ofAuto().allocate((long) Math.max(length, 1) * Float.BYTES, 64);
        for (int i = 0; i < length; i++) {
            x.setAtIndex(FLOAT, i, random.nextFloat(-1f, 1f));
        }
        for (int i = 0; special && i < 3 && length > 0; i++) {
            x.setAtIndex(FLOAT, random.nextInt(length), SPECIALS[random.nextInt(SPECIALS.length)]);
        }
        return x;
    }

    /** All memory of C after the product by {@code gemm}. */
    float[] run(Gemm gemm) {
        Operands o = operands();
        var epilogue = axis == Gemm.Bias.NONE && activation == Gemm.Activation.IDENTITY
                ? Gemm.Epilogue.NONE
                : new Gemm.Epilogue(axis, o.bias, pad, activation);
        gemm.gemm(
                transA,
                transB,
                m,
                n,
                k,
                o.a,
                3L * pad,
                lda(),
                o.b,
                5L * pad,
                ldb(),
                o.c,
                co(),
                ldc(),
                accumulate,
                epilogue);
        return o.c.toArray(FLOAT);
    }

    /** All memory of C after the product as {@link Gemm} defines it, element by element. */
    float[] defined() {
        Operands o = operands();
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                long at = co() + (long) i * ldc() + j;
                float sum = accumulate ? o.c.getAtIndex(FLOAT, at) : 0f;
                for (int p = 0; p < k || p == 0; p += Gemm.KC) {
                    float block = 0f;
                    for (int q = p; q < Math.min(k, p + Gemm.KC); q++) {
                        block = Math.fma(a(o, i, q), b(o, q, j), block);
                    }
                    sum = accumulate || p > 0 ? sum + block : block;
                }
                o.c.setAtIndex(FLOAT, at, finish(o, sum, i, j));
            }
        }
        return o.c.toArray(FLOAT);
    }

    private float finish(Operands o, float value, int i, int j) {
        float x = axis == Gemm.Bias.NONE ? value : value + bias(o, i, j);
        return activation == Gemm.Activation.RELU ? (x > 0 ? x : (Float.isNaN(x) ? x : 0f)) : x;
    }

    float a(Operands o, int i, int p) {
        return o.a.getAtIndex(FLOAT, 3L * pad + (transA ? (long) p * lda() + i : (long) i * lda() + p));
    }

    float b(Operands o, int p, int j) {
        return o.b.getAtIndex(FLOAT, 5L * pad + (transB ? (long) j * ldb() + p : (long) p * ldb() + j));
    }

    float bias(Operands o, int i, int j) {
        return o.bias.getAtIndex(FLOAT, pad + (axis == Gemm.Bias.PER_ROW ? i : j));
    }
}
