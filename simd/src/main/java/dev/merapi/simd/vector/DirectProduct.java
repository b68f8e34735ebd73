package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.DirectKernel.COLUMNS;
import static dev.merapi.simd.vector.DirectKernel.ROWS;

import dev.merapi.simd.Gemm;
import dev.merapi.simd.Workers;
import dev.merapi.simd.vector.VectorGemm.Factor;
import dev.merapi.simd.vector.VectorGemm.Result;

/**
 * C = A B of matrices stored as [m, k], or [k, m], and [k, n], in tiles of {@link DirectKernel}: nothing is packed.
 *
 * <p>Loops from the outside: panels of columns, depth (DEEP), tiles of rows, blocks of k. So a panel of B stays in the
 * second-level cache, a quarter of a core's loads, and A passes once for each panel, a float for 128 operations, which even memory
 * delivers. For many rows and a large B that order loses to {@link BlockedProduct}: a prototype ran 2048 at 43 GFLOP/s, packed at 102.
 *
 * <p>At the edges a tile begins earlier than its turn, so that it's whole, and only what isn't another's is stored.
 */
record DirectProduct(int m, int n, int k, Factor a, Factor b, Result c) {
    /** Rows up to which a B of any size is read where it lies: packing it costs more than its cache misses. */
    private static final int FEW = 128;

    /** The same for a transposed A, which would be turned before: 384 x 384 x 2048 ran at 104 GFLOP/s, packed at 97, 1536 rows at 86 and 96. */
    private static final int FEW_TRANSPOSED = 768;

    /** Rows of B so far apart, or a multiple, share too few sets of a cache: 128 x 2048 x 2048 ran at 55 GFLOP/s, packed at 92. */
    private static final int CLASH = 2048;

    /** Elements of B up to which it is read where it lies by any number of rows. */
    private static final long SMALL = 1 << 18;

    /** Pieces per thread at least, so that a thread that comes late costs little. */
    private static final int PIECES_PER_THREAD = 8;

    /** Depth of a panel at most: half a megabyte of B. Of a transposed A, read down its columns, a block of k is enough. */
    private static final int DEEP = 4 * Gemm.KC;

    /** Where a tile begins in C and which of its rows and columns are its own: the ones from {@code row} and {@code column} on. */
    private record Part(int i, int row, int j, int column) {
        int rows() {
            return ROWS - row;
        }

        int cols() {
            return COLUMNS - column;
        }

        boolean whole() {
            return row + column == 0;
        }
    }

    /** Whether this is the way to multiply: with at most a sixteenth of the work done twice at the edges. */
    static boolean suits(int m, int n, int k, Factor a, Factor b) {
        return MicroKernel.MR > EdgeKernel.MIDDLE
                && !b.transposed()
                && m >= ROWS
                && n >= COLUMNS
                && ((few(m, a) && b.ld() % CLASH != 0) || (long) n * k <= SMALL)
                && (long) Math.ceilDiv(m, ROWS) * ROWS * Math.ceilDiv(n, COLUMNS) * COLUMNS * 16 <= 17L * m * n;
    }

    private static boolean few(int m, Factor a) {
        return a.transposed() ? m <= FEW_TRANSPOSED && a.ld() % CLASH != 0 : m <= FEW;
    }

    /** On at most so many threads. */
    void run(int threads) {
        int panels = Math.ceilDiv(n, COLUMNS);
        int tiles = Math.ceilDiv(m, ROWS);
        if (threads == 1) {
            GemmSpace space = GemmSpace.take();
            for (int panel = 0; panel < panels; panel++) {
                panel(panel, 0, tiles, space);
            }
            space.giveBack();
            return;
        }
        int height = Math.ceilDiv(tiles, Math.clamp(Math.ceilDiv(PIECES_PER_THREAD * threads, panels), 1, tiles));
        int cuts = Math.ceilDiv(tiles, height);
        Workers.forRange(panels * cuts, 1, (from, to) -> {
            GemmSpace space = GemmSpace.take();
            for (int u = from; u < to; u++) {
                int first = u % cuts * height;
                panel(u / cuts, first, Math.min(tiles, first + height), space);
            }
            space.giveBack();
        });
    }

    private void panel(int panel, int from, int end, GemmSpace space) {
        int j = Math.min(panel * COLUMNS, n - COLUMNS);
        int deep = a.transposed() ? Gemm.KC : DEEP;
        int p = 0;
        do {
            int stop = Math.min(k, p + deep);
            for (int tile = from; tile < end; tile++) {
                int i = Math.min(tile * ROWS, m - ROWS);
                var part = new Part(i, tile * ROWS - i, j, panel * COLUMNS - j);
                int q = p;
                do {
                    block(part, q, space);
                    q += Gemm.KC;
                } while (q < stop);
            }
            p += deep;
        } while (p < k);
    }

    /** The block of k that begins at p. */
    private void block(Part t, int p, GemmSpace space) {
        int kc = Math.min(Gemm.KC, k - p);
        long ao = a.at(t.i, p) * Float.BYTES;
        long lda = a.transposed() ? Float.BYTES : (long) a.ld() * Float.BYTES;
        long step = a.transposed() ? (long) a.ld() * Float.BYTES : Float.BYTES;
        long bo = b.at(p, t.j) * Float.BYTES;
        long ldb = (long) b.ld() * Float.BYTES;
        long to = (c.offset() + (long) (t.i + t.row) * c.ld() + t.j + t.column) * Float.BYTES;
        long ldc = (long) c.ld() * Float.BYTES;
        if (t.whole() && p == 0 && !c.accumulate()) {
            DirectKernel.run(kc, a.segment(), ao, lda, step, b.segment(), bo, ldb, c.segment(), to, ldc);
        } else {
            space.holdCorner();
            long ldt = (long) COLUMNS * Float.BYTES;
            DirectKernel.run(kc, a.segment(), ao, lda, step, b.segment(), bo, ldb, space.corner, 0, ldt);
            long from = t.row * ldt + (long) t.column * Float.BYTES;
            if (p > 0 || c.accumulate()) {
                DirectStore.add(space.corner, from, ldt, t.rows(), t.cols(), c.segment(), to, ldc);
            } else {
                DirectStore.set(space.corner, from, ldt, t.rows(), t.cols(), c.segment(), to, ldc);
            }
        }
        if (k - p <= Gemm.KC && !c.epilogue().isNone()) {
            DirectStore.finish(t.rows(), t.cols(), c.segment(), to, ldc, c.epilogue(), t.i + t.row, t.j + t.column);
        }
    }
}
