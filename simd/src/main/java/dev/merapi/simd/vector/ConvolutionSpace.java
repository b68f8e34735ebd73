package dev.merapi.simd.vector;

import dev.merapi.simd.PerThread;
import dev.merapi.simd.Scratch;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * A thread's scratch memory for convolutions: it grows to the largest call and is used again by the next, so that the
 * steady state allocates no arrays. What a caller shares with helpers ({@link #weights}, {@link #partials}, {@link
 * #offsets}, {@link #bias}) and what each thread uses alone ({@link #image}, {@link #panels}, {@link #tile}, the
 * pieces) are apart, because a caller also works as one of the helpers.
 */
final class ConvolutionSpace {
    private static final PerThread<ConvolutionSpace> LOCAL = new PerThread<>(ConvolutionSpace::new);

    /** Weights as rows of the micro-kernel's A. */
    float[] weights = {};

    /** The rows of a tile of weights. */
    final float[] rows = new float[MicroKernel.MR * MicroKernel.LDA + MicroKernel.LANES];

    /** Weight gradients of the chunks. */
    float[] partials = {};

    /** Bias per row, 0 past the last one. */
    float[] bias = {};

    /** Where each tap reads, relative to its pixel. */
    int[] offsets = {};

    /** A padded band of images. */
    float[] image = {};

    /** Rows of im2col, as A of the weight gradient. */
    float[] columns = {};

    /** Where in the image each piece of a tile begins. */
    int[] sources = {};

    /** The lane of the tile where each piece goes. */
    int[] lanes = {};

    /** Where each row of a product adds to the image. */
    int[] places = {};

    /** First piece of each tile. */
    int[] first = {};

    /** What the micro-kernel leaves; a vector longer, for loads that begin at any lane. */
    final float[] tile = new float[MicroKernel.MR * MicroKernel.NR + MicroKernel.LANES];

    /** The tile of a further block of a chain. */
    final float[] block = new float[MicroKernel.MR * MicroKernel.NR];

    /** Results of NR output channels and pixels; a vector longer, as {@link #tile}. */
    final float[] results = new float[MicroKernel.NR * MicroKernel.NR + MicroKernel.LANES];

    /** A square block on its way through {@link Transpose}. */
    final float[] square = new float[MicroKernel.LANES * MicroKernel.LANES];

    /** Packed panels of B. */
    final Panels panels = new Panels();

    /** A panel that a kernel of its own reads, or results on their way. */
    MemorySegment panel = MemorySegment.NULL;

    private ConvolutionSpace() {}

    /** The calling thread's own. */
    static ConvolutionSpace local() {
        return LOCAL.get();
    }

    /** {@code a} if it has n elements, or else a new array. */
    static float[] atLeast(int n, float[] a) {
        return a.length >= n ? a : new float[grown(n)];
    }

    /** {@code a} if it has n elements, or else a longer copy. */
    static int[] atLeast(int n, int[] a) {
        return a.length >= n ? a : Arrays.copyOf(a, grown(n));
    }

    /** Makes {@link #panel} hold n floats, aligned to a cache line. */
    MemorySegment panel(long n) {
        if (panel.byteSize() < n * Float.BYTES) {
            panel = Scratch.allocate(grown(Math.toIntExact(n)) * (long) Float.BYTES, 64);
        }
        return panel;
    }

    private static int grown(int n) {
        return Math.addExact(n, n / 8);
    }
}
