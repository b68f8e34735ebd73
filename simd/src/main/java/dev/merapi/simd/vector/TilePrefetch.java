package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.MicroKernel.NR;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Has the cache lines of a row of C's tiles on their way before {@link GemmStore} needs them, where C lies beyond the caches.
 * Java has no instruction for it, but an access to the first column of each tile does.
 *
 * <p>The lines are waited for together then, instead of tile by tile: of a product of 2048 x 384 x 1536 in memory, as in
 * training, the ends of tiles took 9 to 15 % of the kernel's time, and 6 to 8 % so (Zen 3). A wide machine's single tile has as
 * many lines as are waited for at once.
 */
final class TilePrefetch {
    private TilePrefetch() {}

    /** For tiles that C will be set to: the column becomes 0. */
    static void claim(int rows, int cols, MemorySegment c, long co, int ldc) {
        var to = OffHeap.of(c);
        for (int i = 0; i < rows; i++) {
            long at = co + (long) i * ldc;
            for (int j = 0; j < cols; j += NR) {
                to.setAtIndex(ValueLayout.JAVA_FLOAT, at + j, 0);
            }
        }
    }

    /**
     * For tiles that will be added to C: the column is loaded.
     *
     * @return a number without meaning, which is to be kept: loads that nobody needs are left out
     */
    static int touch(int rows, int cols, MemorySegment c, long co, int ldc) {
        var from = OffHeap.of(c);
        int bits = 0;
        for (int i = 0; i < rows; i++) {
            long at = co + (long) i * ldc;
            for (int j = 0; j < cols; j += NR) {
                bits ^= from.getAtIndex(ValueLayout.JAVA_INT, at + j);
            }
        }
        return bits;
    }
}
