package dev.merapi.simd.vector;

import dev.merapi.simd.Gemm;
import dev.merapi.simd.Scratch;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * What a matrix product needs: the caller's packed rows of A and packed panels of B, which all its threads read, and
 * each thread's tile and transposed square.
 *
 * <p>Spaces are taken from and given back to a small rack instead of a {@link ThreadLocal}: a virtual thread per
 * request would otherwise make its own 750 KB each time.
 */
final class GemmSpace {
    /** Rows of A that are packed together at most: 2 MB at full depth, read once for each {@link #NC} columns of B. */
    static final int MC = 1008;

    /**
     * Columns of B that are packed together: with KC deep 640 KB, which stay in a second-level cache of a megabyte, or 256 KB,
     * where it may have half as much.
     */
    static final int NC = MicroKernel.WIDE ? 320 : 128;

    /** Columns of C that a product of a single row works on at a time. */
    static final int ROW = 4096;

    private static final int SLOTS = 64;
    private static final AtomicReferenceArray<GemmSpace> RACK = new AtomicReferenceArray<>(SLOTS);

    /** Rows of A, {@link MicroKernel#LDA} apart. */
    float[] a = {};

    /** Panels of B. */
    final Panels b = new Panels();

    /** The sums of a single row of C. */
    float[] row = {};

    /** The tile a kernel stores. */
    final float[] tile = new float[MicroKernel.MR * MicroKernel.NR];

    /** A tile of {@link DirectKernel} that isn't C's, or not yet. */
    MemorySegment corner = MemorySegment.NULL;

    /** Rows of a transposed B on their way to the chains, {@link MicroKernel#LDA} apart. */
    final float[] rows = new float[MicroKernel.LANES * MicroKernel.LDA];

    /** A square block on its way from rows to columns. */
    final float[] square = new float[MicroKernel.LANES * MicroKernel.LANES];

    /** What {@link TilePrefetch#touch} found last. */
    int touched;

    private GemmSpace() {}

    /** A space for the current thread alone, until it gives it back. */
    static GemmSpace take() {
        GemmSpace space = RACK.getAndSet(slot(), null);
        return space == null ? new GemmSpace() : space;
    }

    /** Gives it back; one that is lost instead (by an exception) is only garbage. */
    void giveBack() {
        RACK.set(slot(), this);
    }

    /** Makes room for so many packed rows of A: kernels read whole tiles and packing writes whole squares. */
    void holdRows(int rows) {
        int length = (rows + MicroKernel.LANES) * MicroKernel.LDA;
        if (a.length < length) {
            a = new float[length];
        }
    }

    /** Makes room for a block of B. */
    void holdPanels() {
        b.hold((long) PanelPacking.step(Gemm.KC) * (NC / MicroKernel.NR));
    }

    /** Makes room for a tile of {@link DirectKernel}. */
    void holdCorner() {
        if (corner.byteSize() == 0) {
            corner = Scratch.allocate((long) DirectKernel.ROWS * DirectKernel.COLUMNS * Float.BYTES, 64);
        }
    }

    /** Makes room for the sums of a row. */
    void holdSums() {
        if (row.length < ROW) {
            row = new float[ROW];
        }
    }

    private static int slot() {
        return (int) Thread.currentThread().threadId() & (SLOTS - 1);
    }
}
