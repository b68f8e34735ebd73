package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.MicroKernel.LANES;
import static dev.merapi.simd.vector.MicroKernel.LDA;
import static dev.merapi.simd.vector.MicroKernel.MR;
import static dev.merapi.simd.vector.MicroKernel.NR;

import dev.merapi.simd.Gemm;
import dev.merapi.simd.Workers;
import dev.merapi.simd.vector.VectorGemm.Factor;
import dev.merapi.simd.vector.VectorGemm.Result;
import java.lang.foreign.MemorySegment;

/**
 * C = op(A) op(B) by {@link MicroKernel}s on packed blocks.
 *
 * <p>Loops from the outside: rows (MC), depth (KC), pack A; columns (NC), pack B; row tiles, panels of B. So B's block
 * stays in the second-level cache and the A of one tile in the first; A's block comes from the third once for each
 * block of B. The order of Goto and van de Geijn ("Anatomy of high-performance matrix multiplication", 2008), with A's
 * block in the second-level cache, reached 0.88 and 0.82 of OpenBLAS at 1024 and 2048: it updates C more often.
 *
 * <p>The threads pack each block together and then compute from it, so that nothing is packed twice.
 */
record BlockedProduct(int m, int n, int k, Factor a, Factor b, Result c, int threads) {
    /** Multiply-adds below which nothing is shared: about 4 us of one core. */
    private static final long SHARED = 1 << 19;

    /** Stored [k, n], B is read where it lies if it has this many elements at most: it fits in the first-level cache. */
    private static final int DIRECT_ELEMENTS = 8192;

    /** Rows, or columns, that are packed as one piece of work. */
    private static final int PIECE = 4 * LANES;

    /** Pieces per thread at least, so that a thread that comes late costs little. */
    private static final int PIECES_PER_THREAD = 8;

    /** A block of A, of depth kc from p on: rows i and following. */
    private record RowBlock(int i, int rows, int p, int kc) {}

    /** A block of B: columns j and following, in whole panels but for the last. */
    private record ColumnBlock(int j, int cols, boolean direct) {}

    void run() {
        GemmSpace space = GemmSpace.take();
        int height = even(m, GemmSpace.MC, MR);
        space.holdRows(height);
        for (int i = 0; i < m; i += height) {
            int rows = Math.min(height, m - i);
            int p = 0;
            do {
                var block = new RowBlock(i, rows, p, Math.min(Gemm.KC, k - p));
                packRows(block, space);
                columns(block, space);
                p += Gemm.KC;
            } while (p < k);
        }
        space.giveBack();
    }

    /** A multiple of {@code unit}, at most {@code most}, that cuts {@code length} in about equal parts. */
    private static int even(int length, int most, int unit) {
        int parts = Math.ceilDiv(length, most);
        return Math.ceilDiv(Math.ceilDiv(length, parts), unit) * unit;
    }

    private void columns(RowBlock block, GemmSpace space) {
        boolean direct = !b.transposed() && (long) k * n <= DIRECT_ELEMENTS;
        int width = direct ? n : even(n, GemmSpace.NC, NR);
        space.holdPanels();
        for (int j = 0; j < n; j += width) {
            var columns = new ColumnBlock(j, Math.min(width, n - j), direct);
            packPanels(block, columns, space);
            multiply(block, columns, space);
        }
    }

    /** What a thread does of a block, with a space of its own for what it needs on the way. */
    @FunctionalInterface
    private interface Pieces {
        void run(int from, int to, GemmSpace own);
    }

    /** The caller has a space already; taking a second would make one at each call. */
    private static void share(int pieces, GemmSpace space, Pieces body) {
        Thread caller = Thread.currentThread();
        Workers.forRange(pieces, 1, (from, to) -> {
            if (Thread.currentThread() == caller) {
                body.run(from, to, space);
                return;
            }
            GemmSpace own = GemmSpace.take();
            body.run(from, to, own);
            own.giveBack();
        });
    }

    /** Whether a block is worth sharing. What isn't is called without a lambda: through one, C2 made 64^3 a third slower. */
    private boolean alone(RowBlock block, int cols) {
        return threads == 1 || (long) block.rows * block.kc * cols < SHARED;
    }

    private void packRows(RowBlock block, GemmSpace space) {
        int pieces = Math.ceilDiv(block.rows, PIECE);
        if (alone(block, n)) {
            packRows(block, space.a, 0, pieces, space);
        } else {
            float[] to = space.a;
            share(pieces, space, (from, end, own) -> packRows(block, to, from, end, own));
        }
    }

    private void packRows(RowBlock block, float[] to, int from, int end, GemmSpace own) {
        int first = from * PIECE;
        int rows = Math.min(block.rows, end * PIECE) - first;
        long at = a.at(block.i + first, block.p);
        if (a.transposed()) {
            GemmPacking.columns(rows, block.kc, a.segment(), at, a.ld(), to, first * LDA, own.square);
        } else {
            GemmPacking.rows(rows, block.kc, a.segment(), at, a.ld(), to, first * LDA);
        }
    }

    /** Packs B's block; one that is read where it lies only needs its last columns packed, which don't fill a panel. */
    private void packPanels(RowBlock block, ColumnBlock columns, GemmSpace space) {
        int pieces = Math.ceilDiv(columns.cols, PIECE);
        if (columns.direct) {
            int tail = columns.cols % NR;
            long at = b.at(block.p, columns.j + columns.cols - tail);
            GemmPacking.panels(block.kc, tail, b.segment(), at, b.ld(), space.b, 0);
        } else if (alone(block, columns.cols)) {
            packPanels(block, columns, space.b, 0, pieces, space);
        } else {
            MemorySegment to = space.b;
            share(pieces, space, (from, end, own) -> packPanels(block, columns, to, from, end, own));
        }
    }

    private void packPanels(RowBlock block, ColumnBlock columns, MemorySegment to, int from, int end, GemmSpace own) {
        int kc = block.kc;
        int first = from * PIECE;
        int cols = Math.min(columns.cols, end * PIECE) - first;
        long at = b.at(block.p, columns.j + first);
        if (b.transposed()) {
            GemmPacking.transposedPanels(kc, cols, b.segment(), at, b.ld(), to, (long) first * kc, own.square);
        } else {
            GemmPacking.panels(kc, cols, b.segment(), at, b.ld(), to, (long) first * kc);
        }
    }

    /** The pieces: row tiles of a part of the columns, one part after the other. */
    private void multiply(RowBlock block, ColumnBlock columns, GemmSpace space) {
        RowTiles tiles = RowTiles.of(block.rows);
        if (alone(block, columns.cols)) {
            for (int tile = 0; tile < tiles.count(); tile++) {
                rowTile(block, columns, tiles, tile, 0, columns.cols, space, space.tile);
            }
            return;
        }
        int panels = Math.ceilDiv(columns.cols, NR);
        int parts = Math.clamp(Math.ceilDiv(PIECES_PER_THREAD * threads, tiles.count()), 1, panels);
        int width = Math.ceilDiv(panels, parts) * NR;
        share(tiles.count() * Math.ceilDiv(columns.cols, width), space, (from, to, own) -> {
            for (int u = from; u < to; u++) {
                int first = u / tiles.count() * width;
                int end = Math.min(columns.cols, first + width);
                rowTile(block, columns, tiles, u % tiles.count(), first, end, space, own.tile);
            }
        });
    }

    private void rowTile(
            RowBlock block,
            ColumnBlock columns,
            RowTiles tiles,
            int tile,
            int first,
            int end,
            GemmSpace space,
            float[] result) {
        int start = tiles.start(tile);
        int height = tiles.height(tile);
        int rows = Math.min(height, block.rows - start);
        int kc = block.kc;
        for (int j = first; j < end; j += NR) {
            int cols = Math.min(NR, end - j);
            if (columns.direct && cols == NR) {
                long at = b.at(block.p, columns.j + j);
                EdgeKernel.tile(height, cols, kc, space.a, start * LDA, b.segment(), at, b.ld(), result);
            } else {
                long at = columns.direct ? 0 : (long) j * kc;
                EdgeKernel.tile(height, cols, kc, space.a, start * LDA, space.b, at, NR, result);
            }
            c.store(result, 0, block.i + start, rows, columns.j + j, cols, block.p);
        }
    }
}
