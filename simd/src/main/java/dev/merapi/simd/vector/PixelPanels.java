package dev.merapi.simd.vector;

import java.lang.foreign.MemorySegment;

/**
 * The columns of im2col [depth, n pixels] in panels of {@link MicroKernel#NR} pixels, which are counted through the batch. The rows of
 * the images that a chunk of results reads are copied into a {@link PaddedBand}; where each result reads its own pixel
 * alone, the panels are copied from the images themselves.
 */
final class PixelPanels {
    private static final int NR = MicroKernel.NR;

    private final Correlation c;
    private final boolean pointwise;
    private final int most;
    private final PaddedBand band;
    private final int slotSize;
    private final int[] offsets;
    private final MemorySegment x;
    private final long xo;

    private PixelPanels(Correlation c, int most, PaddedBand band, int[] offsets, MemorySegment x, long xo) {
        this.c = c;
        this.most = most;
        this.band = band;
        this.offsets = offsets;
        this.x = x;
        this.xo = xo;
        pointwise = c.pointwise();
        slotSize = c.in() * band.channelSize();
    }

    /** For chunks of at most {@code most} panels; made by the caller for all threads. */
    static PixelPanels of(Correlation c, int most, MemorySegment x, long xo) {
        var band = PaddedBand.of(c.rows(), c.columns(), gridRows(c, most));
        var space = ConvolutionSpace.local();
        space.offsets = ConvolutionPacking.offsets(c, band, space.offsets);
        return new PixelPanels(c, most, band, space.offsets, x, xo);
    }

    /** Panels of all results. */
    static int tiles(Correlation c) {
        return (int) (((long) c.n() * c.pixels() + NR - 1) / NR);
    }

    /** Floats of the images that so many panels read. */
    static long imageFloats(Correlation c, int panels) {
        int slots = Math.min(c.n(), (panels * NR - 2) / c.pixels() + 2);
        var sized = PaddedBand.of(c.rows(), c.columns(), gridRows(c, panels));
        return (long) slots * c.in() * sized.channelSize();
    }

    private static int gridRows(Correlation c, int panels) {
        return (panels * NR - 2) / c.columns().grid() + 2;
    }

    /** Makes the images of a group ready for the results [p0, p1), and room for blocks of their chains of {@code depth}. */
    void begin(int group, int p0, int p1, int depth, ConvolutionSpace space) {
        int count = (p1 - p0 + NR - 1) / NR;
        int slack = ConvolutionPacking.HEAD + NR + MicroKernel.LANES;
        if (!pointwise) {
            space.image = ConvolutionSpace.atLeast(Math.toIntExact(imageFloats(c, most) + slack), space.image);
            ConvolutionPacking.images(c, band, slotSize, p0, p1, x, source(group), space.image);
            cut(p0, p1, count, space);
        }
        space.panels.hold((long) count * depth * NR + slack);
    }

    private long source(int group) {
        return xo + group * c.in() * c.sourcePlane();
    }

    private void cut(int p0, int p1, int count, ConvolutionSpace space) {
        space.sources = ConvolutionSpace.atLeast(count * NR, space.sources);
        space.lanes = ConvolutionSpace.atLeast(count * NR, space.lanes);
        space.first = ConvolutionSpace.atLeast(count + 1, space.first);
        space.first[0] = 0;
        for (int t = 0; t < count; t++) {
            int from = p0 + t * NR;
            int to = Math.min(from + NR, p1);
            space.first[t + 1] =
                    ConvolutionPacking.pieces(c, band, slotSize, p0, from, to, true, space.first[t], space);
        }
    }

    /** Packs taps [k0, k0 + kc) of the results [p0, p1) into {@link ConvolutionSpace#panels}. */
    void pack(int group, int k0, int kc, int p0, int p1, ConvolutionSpace space) {
        if (pointwise) {
            PointwisePanel.pack(c, k0, kc, x, source(group), p0, p1, space.panels);
            return;
        }
        boolean narrow = ConvolutionPacking.narrow(c);
        for (int t = 0; p0 + t * NR < p1; t++) {
            int first = space.first[t];
            ConvolutionPanel.pack(kc, offsets, k0, space, first, space.first[t + 1], narrow, t * kc * NR);
        }
    }
}
