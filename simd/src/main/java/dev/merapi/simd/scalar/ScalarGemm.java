package dev.merapi.simd.scalar;

import dev.merapi.simd.Gemm;
import dev.merapi.simd.PerThread;
import dev.merapi.simd.Workers;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * {@link Gemm} in plain loops: the fallback, and the definition of the bits.
 *
 * <p>One row of C at a time: an array holds its sums while a row of op(A) runs down the rows of op(B), four at a step.
 * Those rows are copied to arrays first, one array each, because C2 turns such a loop into vector instructions (of fma
 * too) only if every access has the loop's own index.
 */
public final class ScalarGemm implements Gemm {
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;

    /** Columns at a time: with KC deep 512 KB. */
    private static final int NC = 256;

    /** Rows per chunk of work at least: each chunk copies B. */
    private static final int ROWS = 32;

    /** Multiply-adds per chunk at least. */
    private static final long CHUNK = 1 << 18;

    private static final PerThread<Space> SPACE = new PerThread<>(Space::new);

    /** Creates the kernel; it has no state. */
    public ScalarGemm() {}

    @Override
    public void gemm(
            boolean transA,
            boolean transB,
            int m,
            int n,
            int k,
            MemorySegment a,
            long ao,
            int lda,
            MemorySegment b,
            long bo,
            int ldb,
            MemorySegment c,
            long co,
            int ldc,
            boolean accumulate,
            Epilogue epilogue) {
        assert m >= 0 && n >= 0 && k >= 0 : "sizes " + m + " " + n + " " + k;
        assert !accumulate || epilogue.equals(Epilogue.NONE) : "an epilogue can't follow an accumulation";
        if (m == 0 || n == 0) {
            return;
        }
        var product = new Product(transA, transB, n, k, a, ao, lda, b, bo, ldb, c, co, ldc, accumulate, epilogue);
        long rows = Math.max(ROWS, Math.ceilDiv(CHUNK, (long) n * Math.max(k, 1)));
        Workers.forRange(m, (int) Math.min(rows, m), product::rows);
    }

    /** What one thread works in. */
    private static final class Space {
        private final float[][] b = new float[KC][NC];
        private final float[] sums = new float[NC];
    }

    /** The arguments of one call. */
    private record Product(
            boolean transA,
            boolean transB,
            int n,
            int k,
            MemorySegment a,
            long ao,
            int lda,
            MemorySegment b,
            long bo,
            int ldb,
            MemorySegment c,
            long co,
            int ldc,
            boolean accumulate,
            Epilogue epilogue) {

        /** C[from..to, all columns]. */
        void rows(int from, int to) {
            Space space = SPACE.get();
            for (int j = 0; j < n; j += NC) {
                int nc = Math.min(NC, n - j);
                int p = 0;
                do {
                    int kc = Math.min(KC, k - p);
                    pack(p, kc, j, nc, space.b);
                    for (int i = from; i < to; i++) {
                        Arrays.fill(space.sums, 0, nc, 0f);
                        multiply(i, p, kc, nc, space);
                        store(i, j, nc, p, space.sums);
                    }
                    p += KC;
                } while (p < k);
            }
        }

        private void pack(int p, int kc, int j, int nc, float[][] to) {
            for (int r = 0; r < kc; r++) {
                long at = transB ? bo + (long) j * ldb + p + r : bo + (long) (p + r) * ldb + j;
                if (transB) {
                    for (int x = 0; x < nc; x++) {
                        to[r][x] = b.getAtIndex(FLOAT, at + (long) x * ldb);
                    }
                } else {
                    MemorySegment.copy(b, FLOAT, at * Float.BYTES, to[r], 0, nc);
                }
            }
        }

        private void multiply(int i, int p, int kc, int nc, Space space) {
            int r = 0;
            for (; r + 4 <= kc; r += 4) {
                four(nc, at(i, p + r), at(i, p + r + 1), at(i, p + r + 2), at(i, p + r + 3), space, r);
            }
            for (; r < kc; r++) {
                one(nc, at(i, p + r), space.b[r], space.sums);
            }
        }

        private float at(int i, int p) {
            return a.getAtIndex(FLOAT, transA ? ao + (long) p * lda + i : ao + (long) i * lda + p);
        }

        private void store(int i, int j, int nc, int p, float[] sums) {
            long row = co + (long) i * ldc + j;
            boolean last = k - p <= KC;
            for (int x = 0; x < nc; x++) {
                float value = accumulate || p > 0 ? c.getAtIndex(FLOAT, row + x) + sums[x] : sums[x];
                c.setAtIndex(FLOAT, row + x, last ? finish(value, i, j + x) : value);
            }
        }

        private float finish(float value, int i, int j) {
            float sum = switch (epilogue.axis()) {
                case NONE -> value;
                case PER_COLUMN -> value + epilogue.bias().getAtIndex(FLOAT, epilogue.offset() + j);
                case PER_ROW -> value + epilogue.bias().getAtIndex(FLOAT, epilogue.offset() + i);
            };
            return switch (epilogue.activation()) {
                case IDENTITY -> sum;
                case RELU -> sum > 0 || Float.isNaN(sum) ? sum : 0f;
            };
        }
    }

    private static void four(int n, float a0, float a1, float a2, float a3, Space space, int r) {
        float[] b0 = space.b[r];
        float[] b1 = space.b[r + 1];
        float[] b2 = space.b[r + 2];
        float[] b3 = space.b[r + 3];
        float[] sums = space.sums;
        for (int j = 0; j < n; j++) {
            sums[j] = Math.fma(a3, b3[j], Math.fma(a2, b2[j], Math.fma(a1, b1[j], Math.fma(a0, b0[j], sums[j]))));
        }
    }

    private static void one(int n, float a, float[] b, float[] sums) {
        for (int j = 0; j < n; j++) {
            sums[j] = Math.fma(a, b[j], sums[j]);
        }
    }
}
