package dev.merapi.simd.vector;

import dev.merapi.simd.PerThread;
import dev.merapi.simd.Scratch;
import java.lang.foreign.MemorySegment;

/**
 * A thread's scratch memory for {@link dev.merapi.simd.Winograd} convolutions; it grows to the largest call and is used
 * again. What a caller shares with helpers ({@link #weights}, {@link #bias}, and in the weight gradient {@link
 * #inputs}, {@link #gradients}, {@link #sums}) is apart from what each thread uses alone.
 */
final class WinogradSpace {
    private static final PerThread<WinogradSpace> LOCAL = new PerThread<>(WinogradSpace::new);

    /** Transformed weights. */
    final Panels weights = new Panels();

    /** Transformed weights of one panel and block. */
    final Panels panel = new Panels();

    /** Bias per output channel, and a vector's room. */
    float[] bias = {};

    /** Transformed tiles of x. */
    float[] inputs = {};

    /** Transformed tiles of dy. */
    final Panels gradients = new Panels();

    /** Transformed weight gradients. */
    float[] sums = {};

    /** Transformed results of a panel of output channels. */
    float[] products = {};

    /** A band of an image, its pixels vectors of channels. */
    float[] band = {};

    /** Where in {@link #band} the pixels of its rows go. */
    int[] places = {};

    /** Packed weights of a panel and a block. */
    float[] taps = {};

    /** A row of tiles, transformed along one axis. */
    float[] strip = {};

    /** Results whose pixels are vectors of channels. */
    MemorySegment pixels = MemorySegment.NULL;

    /** The same, channel after channel. */
    MemorySegment planes = MemorySegment.NULL;

    /** What a kernel leaves. */
    final float[] tile = new float[MicroKernel.MR * MicroKernel.NR];

    /** A square block on its way through {@link Transpose}. */
    final float[] square = new float[MicroKernel.LANES * MicroKernel.LANES];

    private WinogradSpace() {}

    /** The calling thread's own. */
    static WinogradSpace local() {
        return LOCAL.get();
    }

    /** {@code a} if it has n elements, or else a new array. */
    static float[] atLeast(int n, float[] a) {
        return a.length >= n ? a : new float[Math.addExact(n, n / 8)];
    }

    /** {@code a} if it has n elements, or else a new array. */
    static int[] atLeast(int n, int[] a) {
        return a.length >= n ? a : new int[Math.addExact(n, n / 8)];
    }

    /** {@code a} if it has n floats, or else a new segment, aligned to a cache line. */
    static MemorySegment atLeast(long n, MemorySegment a) {
        return a.byteSize() >= n * Float.BYTES ? a : Scratch.allocate((n + n / 8) * Float.BYTES, 64);
    }
}
