package dev.merapi.simd.vector;

/**
 * How C [m, n] is cut into blocks for the threads: a grid of blocks of {@code rows} x {@code cols}, counted down the
 * columns of the grid. The cut changes no bits.
 *
 * @param m rows of C
 * @param n columns of C
 * @param rows rows of a block
 * @param cols columns of a block
 * @param grain blocks per chunk of work
 */
record GemmSplit(int m, int n, int rows, int cols, int grain) {
    /** Multiply-adds below which a block isn't worth handing over: about 5 us of one core. */
    private static final long BLOCK = 1 << 18;

    /** Rows of a block at most: each block packs its own B, which costs about 2 / rows of the product. */
    private static final int ROWS = 8 * MicroKernel.MR;

    /** Blocks per thread at least, so that a thread that comes late costs little. */
    private static final int BLOCKS_PER_THREAD = 4;

    /** What a visitor does with the block of C [i0, i1) x [j0, j1). */
    @FunctionalInterface
    interface Block {
        /** Does one block. */
        void run(int i0, int i1, int j0, int j1);
    }

    /** The cut of a product of m x n x k. */
    static GemmSplit of(int m, int n, int k, int threads) {
        int cols = even(n, m == 1 ? GemmSpace.ROW : GemmSpace.NC, MicroKernel.NR);
        long work = (long) m * n * Math.max(k, 1);
        if (threads == 1 || work < 2 * BLOCK) {
            return new GemmSplit(m, n, m, cols, Math.ceilDiv(n, cols));
        }
        long wanted = Math.min(BLOCKS_PER_THREAD * (long) threads, work / BLOCK);
        int rows = even(m, ROWS, MicroKernel.MR);
        while ((long) Math.ceilDiv(m, rows) * Math.ceilDiv(n, cols) < wanted) {
            if (cols > MicroKernel.NR && cols >= rows) {
                cols = even(cols, Math.ceilDiv(cols, 2), MicroKernel.NR);
            } else if (rows > MicroKernel.MR) {
                rows = even(rows, Math.ceilDiv(rows, 2), MicroKernel.MR);
            } else {
                break;
            }
        }
        return new GemmSplit(m, n, rows, cols, 1);
    }

    /** A multiple of {@code unit} that cuts {@code length} in about equal parts, none much longer than {@code most}. */
    private static int even(int length, int most, int unit) {
        int parts = Math.ceilDiv(length, most);
        return Math.ceilDiv(Math.ceilDiv(length, parts), unit) * unit;
    }

    /** Number of blocks. */
    int count() {
        return Math.ceilDiv(m, rows) * Math.ceilDiv(n, cols);
    }

    /** Visits the blocks {@code from <= u < to}, those that lie above one another as one. */
    void forEach(int from, int to, Block body) {
        int high = Math.ceilDiv(m, rows);
        int u = from;
        while (u < to) {
            int column = u / high;
            int first = u % high;
            int last = Math.min(high, first + to - u);
            body.run(first * rows, Math.min(m, last * rows), column * cols, Math.min(n, (column + 1) * cols));
            u += last - first;
        }
    }
}
