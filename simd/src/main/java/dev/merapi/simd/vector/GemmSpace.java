package dev.merapi.simd.vector;

import dev.merapi.simd.Gemm;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * What one thread needs for a matrix product: packed rows of A, packed panels of B, one tile, one transposed block.
 *
 * <p>Spaces are taken from and given back to a small rack instead of a {@link ThreadLocal}: a virtual thread per
 * request would otherwise make its own 750 KB each time.
 */
final class GemmSpace {
    /** Rows of A that are packed together: a multiple of the tile's rows and of the lanes, for transposed blocks. */
    static final int MC = MicroKernel.MR == 12 ? 48 : 40;

    /** Columns of B that are packed together: with KC deep 640 KB, which stay in the second-level cache. */
    static final int NC = 320;

    /** Columns of C that a product of a single row works on at a time. */
    static final int ROW = 1024;

    private static final int SLOTS = 64;
    private static final AtomicReferenceArray<GemmSpace> RACK = new AtomicReferenceArray<>(SLOTS);

    /** Rows of A, {@link MicroKernel#LDA} apart. */
    final float[] a = new float[MC * MicroKernel.LDA];

    /** Panels of B: one kind of arena for all memory, since call sites that meet two kinds lose half their speed. */
    final MemorySegment b = Arena.ofAuto().allocate((long) Gemm.KC * NC * Float.BYTES, 64);

    /** The tile a kernel stores. */
    final float[] tile = new float[MicroKernel.MR * MicroKernel.NR];

    /** The sums of a single row of C. */
    final float[] row = new float[ROW];

    /** A square block on its way from rows to columns. */
    final float[] square = new float[MicroKernel.LANES * MicroKernel.LANES];

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

    private static int slot() {
        return (int) Thread.currentThread().threadId() & (SLOTS - 1);
    }
}
