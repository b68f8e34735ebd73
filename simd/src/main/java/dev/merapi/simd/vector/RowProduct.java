package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.MicroKernel.NR;

import dev.merapi.simd.Gemm;
import dev.merapi.simd.Workers;
import dev.merapi.simd.vector.VectorGemm.Factor;
import dev.merapi.simd.vector.VectorGemm.Result;
import java.lang.foreign.ValueLayout;

/**
 * C = op(A) B of one row: bound by memory, so B is read where it lies, once, in long rows as prefetchers like it. Packing
 * would write it to memory and read it again; tiles would walk down its rows, a page at each step.
 */
record RowProduct(int n, int k, Factor a, Factor b, Result c) {
    /** Elements of B below which it isn't shared: about 5 us of one core. */
    private static final int SHARED = 1 << 16;

    /** Columns of a piece of work at least, so that rows stay long. */
    private static final int SHORTEST = 192;

    void run() {
        int parts = Math.ceilDiv(n, GemmSpace.ROW);
        int threads = Workers.threads();
        if (threads > 1 && (long) n * k >= SHARED) {
            parts = Math.clamp(n / SHORTEST, parts, Math.max(parts, threads));
        }
        int width = Math.ceilDiv(Math.ceilDiv(n, parts), NR) * NR;
        Workers.forRange(Math.ceilDiv(n, width), 1, (from, to) -> {
            GemmSpace space = GemmSpace.take();
            space.holdRows(1);
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
            for (int q = 0; q < kc; q++) {
                space.a[q] = a.segment().getAtIndex(ValueLayout.JAVA_FLOAT, a.at(0, p + q));
            }
            if (b.transposed()) {
                GemvTransposed.run(kc, cols, space.a, b.segment(), b.at(p, j), b.ld(), space);
            } else {
                Gemv.run(kc, cols, space.a, b.segment(), b.at(p, j), b.ld(), space.row);
            }
            for (int jr = 0; jr < cols; jr += NR) {
                c.store(space.row, jr, 0, 1, j + jr, Math.min(NR, cols - jr), p);
            }
            p += Gemm.KC;
        } while (p < k);
    }
}
