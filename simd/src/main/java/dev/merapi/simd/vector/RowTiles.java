package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.MicroKernel.MR;

/**
 * How rows of C are cut into tiles: {@code tall} of {@link MicroKernel#MR} rows, then {@code low} of {@code height}. A
 * few rows left over would waste a tall tile; 13 to 16 rows are two tiles of 8 instead of one of 12 and a third of another.
 *
 * @param rows how many there are; the last tile may reach beyond them
 */
record RowTiles(int rows, int tall, int low, int height) {
    /** The cut of so many rows. */
    static RowTiles of(int rows) {
        int tall = rows / MR;
        int left = rows % MR;
        if (left == 0) {
            return new RowTiles(rows, tall, 0, 0);
        }
        if (MR < EdgeKernel.MIDDLE) {
            return left <= EdgeKernel.FLAT
                    ? new RowTiles(rows, tall, 1, EdgeKernel.FLAT)
                    : new RowTiles(rows, tall + 1, 0, 0);
        }
        if (left > EdgeKernel.MIDDLE) {
            return new RowTiles(rows, tall + 1, 0, 0);
        }
        if (left > EdgeKernel.FLAT) {
            return new RowTiles(rows, tall, 1, EdgeKernel.MIDDLE);
        }
        return tall == 0
                ? new RowTiles(rows, 0, 1, EdgeKernel.FLAT)
                : new RowTiles(rows, tall - 1, 2, EdgeKernel.MIDDLE);
    }

    int count() {
        return tall + low;
    }

    /** First row of a tile. */
    int start(int tile) {
        return tile <= tall ? tile * MR : tall * MR + (tile - tall) * height;
    }

    /** Rows that the tile's kernel computes. */
    int height(int tile) {
        return tile < tall ? MR : height;
    }
}
