package dev.merapi.simd.vector;

/**
 * How rows of C are cut into tiles: {@code tall} of {@code most} rows, then {@code low} of {@code height}; the last may reach
 * beyond them. A few rows left over would waste a tall tile; 13 to 16 rows are two tiles of 8 instead of one of 12 and a
 * third of another.
 */
record RowTiles(int most, int tall, int low, int height) {
    /** The cut of so many rows, tall ones of {@code most}. */
    static RowTiles of(int rows, int most) {
        int tall = rows / most;
        int left = rows % most;
        if (left == 0) {
            return new RowTiles(most, tall, 0, 0);
        }
        if (most < EdgeKernel.MIDDLE) {
            return left <= EdgeKernel.FLAT
                    ? new RowTiles(most, tall, 1, EdgeKernel.FLAT)
                    : new RowTiles(most, tall + 1, 0, 0);
        }
        if (left > EdgeKernel.MIDDLE) {
            return new RowTiles(most, tall + 1, 0, 0);
        }
        if (left > EdgeKernel.FLAT) {
            return new RowTiles(most, tall, 1, EdgeKernel.MIDDLE);
        }
        return tall == 0
                ? new RowTiles(most, 0, 1, EdgeKernel.FLAT)
                : new RowTiles(most, tall - 1, 2, EdgeKernel.MIDDLE);
    }

    int count() {
        return tall + low;
    }

    /** First row of a tile. */
    int start(int tile) {
        return tile <= tall ? tile * most : tall * most + (tile - tall) * height;
    }

    /** Rows that the tile's kernel computes. */
    int height(int tile) {
        return tile < tall ? most : height;
    }
}
