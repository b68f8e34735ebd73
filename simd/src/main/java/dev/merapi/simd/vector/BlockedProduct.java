package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.MicroKernel.LDA;
import static dev.merapi.simd.vector.MicroKernel.MR;
import static dev.merapi.simd.vector.MicroKernel.NR;

import dev.merapi.simd.Gemm;
import dev.merapi.simd.Workers;
import dev.merapi.simd.vector.VectorGemm.Factor;
import dev.merapi.simd.vector.VectorGemm.Result;

/**
 * C = op(A) op(B) by {@link MicroKernel}s on packed blocks.
 *
 * <p>Loops from the outside: rows (MC), depth (KC), pack A; columns (NC), pack B; row tiles, panels of B. So B's block
 * stays in the second-level cache and the A of one tile in the first; A's block comes from the third once for each
 * block of B. The order of Goto and van de Geijn ("Anatomy of high-performance matrix multiplication", 2008), with A's
 * block in the second-level cache, reached 0.88 and 0.82 of OpenBLAS at 1024 and 2048: it updates C more often.
 *
 * <p>Threads share nothing: each packs what its rectangles of C need, see {@link Rectangles}.
 */
record BlockedProduct(int m, int n, int k, Factor a, Factor b, Result c) {
    /** Stored [k, n], B is read where it lies if it has this many elements at most: it fits in the first-level cache. */
    private static final int DIRECT_ELEMENTS = 8192;

    /** Up to so many rows, on a narrow machine: its tiles of packed panels are the quicker ones, from here on by more than packing takes. */
    private static final int FEW_SMALL = 64;

    /**
     * Up to so many rows a narrow machine reads a B of less than a megabyte where it lies, unless its rows fall in one set of
     * a cache: 16 x 512 x 128 had 38 GFLOP/s packed and 51 so, 20 x 800 x 200 29 and 40. A wide one has {@link DirectProduct}.
     */
    private static final int FEW = 24;

    private static final int FEW_ELEMENTS = 1 << 18;
    private static final int CLASH = 1024;

    /** From so many elements on a narrow machine's C is looked for beyond its second-level cache. */
    private static final int DISTANT = 1 << 18;

    /** A block of A, of depth kc from p on: rows i and following. */
    private record RowBlock(int i, int rows, int p, int kc) {}

    /** A block of B: columns j and following, in whole panels but for the last. */
    private record ColumnBlock(int j, int cols, boolean direct) {}

    /** On at most so many threads. */
    void run(int threads) {
        var parts = Rectangles.of(m, n, threads);
        Workers.forRange(parts.count(), 1, (from, to) -> {
            GemmSpace space = GemmSpace.take();
            for (int part = from; part < to; part++) {
                int top = parts.top(part);
                int left = parts.left(part);
                rectangle(top, Math.min(parts.height(), m - top), left, Math.min(parts.width(), n - left), space);
            }
            space.giveBack();
        });
    }

    private void rectangle(int top, int rows, int left, int cols, GemmSpace space) {
        int height = even(rows, GemmSpace.MC, MR);
        space.holdRows(height);
        for (int i = top; i < top + rows; i += height) {
            int p = 0;
            do {
                var block = new RowBlock(i, Math.min(height, top + rows - i), p, Math.min(Gemm.KC, k - p));
                packRows(block, space);
                columns(block, left, cols, space);
                p += Gemm.KC;
            } while (p < k);
        }
    }

    /** A multiple of {@code unit}, at most {@code most}, that cuts {@code length} in about equal parts. */
    private static int even(int length, int most, int unit) {
        int parts = Math.ceilDiv(length, most);
        return Math.ceilDiv(Math.ceilDiv(length, parts), unit) * unit;
    }

    private void columns(RowBlock block, int left, int cols, GemmSpace space) {
        boolean direct = direct();
        int width = direct ? cols : even(cols, GemmSpace.NC, NR);
        space.holdPanels();
        for (int j = left; j < left + cols; j += width) {
            var columns = new ColumnBlock(j, Math.min(width, left + cols - j), direct);
            packPanels(block, columns, space);
            RowTiles tiles = RowTiles.of(block.rows, direct ? MicroKernel.IN_PLACE : MR);
            for (int tile = 0; tile < tiles.count(); tile++) {
                rowTile(block, columns, tiles, tile, space);
            }
        }
    }

    private boolean direct() {
        long elements = (long) k * n;
        boolean small = elements <= DIRECT_ELEMENTS;
        boolean few = small ? m <= FEW_SMALL : m <= FEW && elements < FEW_ELEMENTS && b.ld() % CLASH != 0;
        return !b.transposed() && (MicroKernel.WIDE ? small : few);
    }

    private void packRows(RowBlock block, GemmSpace space) {
        long at = a.at(block.i, block.p);
        if (a.transposed()) {
            RowPacking.columns(block.rows, block.kc, a.segment(), at, a.ld(), space.a, 0, space.square);
        } else {
            RowPacking.rows(block.rows, block.kc, a.segment(), at, a.ld(), space.a, 0);
        }
    }

    /** Packs B's block; one that is read where it lies only needs its last columns packed, which don't fill a panel. */
    private void packPanels(RowBlock block, ColumnBlock columns, GemmSpace space) {
        int kc = block.kc;
        int cols = columns.direct ? columns.cols % NR : columns.cols;
        long at = b.at(block.p, columns.j + columns.cols - cols);
        if (b.transposed()) {
            PanelPacking.transposedPanels(kc, cols, b.segment(), at, b.ld(), space.b, space.square);
        } else {
            PanelPacking.panels(kc, cols, b.segment(), at, b.ld(), space.b);
        }
    }

    private void rowTile(RowBlock block, ColumnBlock columns, RowTiles tiles, int tile, GemmSpace space) {
        int start = tiles.start(tile);
        int height = tiles.height(tile);
        int rows = Math.min(height, block.rows - start);
        int kc = block.kc;
        if (!MicroKernel.WIDE && (long) m * n >= DISTANT) {
            prefetch(block.p, block.i + start, rows, columns, space);
        }
        for (int j = 0; j < columns.cols; j += NR) {
            int cols = Math.min(NR, columns.cols - j);
            if (columns.direct && cols == NR) {
                long at = b.at(block.p, columns.j + j);
                EdgeKernel.inPlace(height, kc, space.a, start * LDA, b.segment(), at, b.ld(), space.tile);
            } else {
                int at = columns.direct ? 0 : j / NR * PanelPacking.step(kc);
                EdgeKernel.tile(height, cols, kc, space.a, start * LDA, space.b, at, space.tile);
            }
            c.store(space.tile, 0, block.i + start, rows, columns.j + j, cols, block.p);
        }
    }

    private void prefetch(int p, int i, int rows, ColumnBlock columns, GemmSpace space) {
        long at = c.at(i, columns.j);
        if (c.adds(p)) {
            space.touched = TilePrefetch.touch(rows, columns.cols, c.segment(), at, c.ld());
        } else {
            TilePrefetch.claim(rows, columns.cols, c.segment(), at, c.ld());
        }
    }
}
