package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.MicroKernel.NR;

import dev.merapi.simd.Gemm;
import dev.merapi.simd.Workers;
import dev.merapi.simd.vector.VectorGemm.Factor;
import dev.merapi.simd.vector.VectorGemm.Result;
import java.util.Arrays;

/**
 * C = op(A) B of two to {@value #MOST} rows, B stored as [k, n] and too large for the caches: bound by memory, so B is
 * read where it lies, once, in long rows as prefetchers like it. A tile's panel would be packed for a single use.
 */
record ThinProduct(int m, int n, int k, Factor a, Factor b, Result c) {
    /** Rows at most. */
    static final int MOST = 2 * ThinKernel.ROWS;

    /** Columns at a time: their sums and four rows of B fill three quarters of a first-level cache of 32 KB. */
    private static final int WIDTH = 512;

    /** Elements of B from which packing its panels costs more: it fits in the second-level cache below. */
    private static final long LARGE = 1 << 18;

    /** Whether this is the way to multiply. */
    static boolean suits(int m, int n, int k, Factor b) {
        return m <= MOST && !b.transposed() && (long) n * k >= LARGE;
    }

    void run() {
        int parts = Math.ceilDiv(n, WIDTH);
        int width = Math.ceilDiv(Math.ceilDiv(n, parts), NR) * NR;
        Workers.forRange(Math.ceilDiv(n, width), 1, (from, to) -> {
            GemmSpace space = GemmSpace.take();
            space.holdRows(MOST);
            space.holdSums();
            for (int j = from * width; j < Math.min(n, to * width); j += width) {
                columns(j, Math.min(width, n - j), space);
            }
            space.giveBack();
        });
    }

    private void columns(int j, int cols, GemmSpace space) {
        int p = 0;
        do {
            int kc = Math.min(Gemm.KC, k - p);
            pack(p, kc, space);
            Arrays.fill(space.row, 0, Math.ceilDiv(m, ThinKernel.ROWS) * ThinKernel.ROWS * WIDTH, 0f);
            long at = b.at(p, j) * Float.BYTES;
            long step = (long) b.ld() * Float.BYTES;
            ThinKernel.run(kc, m, cols, space.a, b.segment(), at, step, space.row, WIDTH);
            store(j, cols, p, space);
            p += Gemm.KC;
        } while (p < k);
    }

    private void pack(int p, int kc, GemmSpace space) {
        if (a.transposed()) {
            RowPacking.columns(m, kc, a.segment(), a.at(0, p), a.ld(), space.a, 0, space.square);
        } else {
            RowPacking.rows(m, kc, a.segment(), a.at(0, p), a.ld(), space.a, 0);
        }
    }

    private void store(int j, int cols, int p, GemmSpace space) {
        for (int i = 0; i < m; i++) {
            for (int jr = 0; jr < cols; jr += NR) {
                c.store(space.row, i * WIDTH + jr, i, 1, j + jr, Math.min(NR, cols - jr), p);
            }
        }
    }
}
