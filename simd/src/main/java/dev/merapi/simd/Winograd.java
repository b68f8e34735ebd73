package dev.merapi.simd;

/**
 * Y = A' [(G g G') . (B' d B)] A: the convolution F(4 x 4, 3 x 3) of Winograd, which makes 16 results from a tile of 6
 * x 6 inputs with 36 products instead of 144.
 *
 * <p>The interpolation points are 0, +-5/8, +-3/2 and infinity. With c = {@link #A}, d = {@link #B}:
 *
 * <pre>
 *   B' x = [c2d2 x0 - (c2+d2) x2 + x4,  (x4 - d2 x2) +- c (x3 - d2 x1),  (x4 - c2 x2) +- d (x3 - c2 x1),
 *           c2d2 x1 - (c2+d2) x3 + x5]
 *   G g  = [g0,  (g0 + c2 g2) +- c g1,  (g0 + d2 g2) +- d g1,  g2]
 *   A' m = [GA (m1+m2) + (GB (m3+m4) + G0 m0),  c GA (m1-m2) + d GB (m3-m4),  d2 GB ((m3+m4) - (m1+m2)),
 *           d3 GB (m3-m4) + (c3 GA (m1-m2) + m5)]
 * </pre>
 *
 * <p>The weight gradient has the scales G0, GA and GB in G instead of A, for there G is the way back. Without them B, G
 * and A are exact in float. Errors against float64, relative to the root mean square of Y, for 64 channels of
 * normal numbers: root mean square 7.8e-7, largest of 9600 results 5.8e-6 (means of 20 images); the direct chain of fma
 * has 4.2e-7 and 3.4e-6. Lavin's points +-1, +-2 have 1.7e-6 and 2.3e-5, +-1, +-1/2 have 1.6e-6 and 2.2e-5, 1, -1, 1/2, -2 have
 * 1.2e-6 and 1.0e-5. A result's error is bounded by the magnitudes of its whole tile: {@code (c + c / 128 + 20) 2^-24 |A'|
 * [(|G| |g| |G'|) . (|B'| |d| |B|)] |A|}, summed over the channels; so an infinite or NaN input shows in all 16 results of
 * its tile.
 *
 * <p>Source: Lavin and Gray, "Fast algorithms for convolutional neural networks", 2016; for the points Barabasz et al.,
 * "Error analysis and improving the accuracy of Winograd convolution", 2020.
 */
public final class Winograd {
    /** Results on a side of a tile. */
    public static final int TILE = 4;

    /** Inputs on a side of a tile. */
    public static final int PATCH = 6;

    /** Products of a tile per pair of channels. */
    public static final int PRODUCTS = PATCH * PATCH;

    /**
     * Channels whose products make one chain of fma in the forward convolution; the chains are added in order. Chains
     * of 64 were 5 to 8 % slower from 128 channels on.
     */
    public static final int DEPTH = 128;

    /** The smaller point, and its powers. */
    public static final float A = 0.625f;

    /** A squared. */
    public static final float A2 = 0.390625f;

    /** The larger point, and its powers. */
    public static final float B = 1.5f;

    /** B squared. */
    public static final float B2 = 2.25f;

    /** The product of the squares. */
    public static final float A2B2 = A2 * B2;

    /** The sum of the squares. */
    public static final float SUM = A2 + B2;

    /** The scale of the point 0, 1 / (A2 B2). */
    public static final float G0 = (float) (1 / 0.87890625);

    /** The scale of +-A, 1 / (2 A2 (A2 - B2)). */
    public static final float GA = (float) (1 / (2 * 0.390625 * (0.390625 - 2.25)));

    /** The scale of +-B, 1 / (2 B2 (B2 - A2)). */
    public static final float GB = (float) (1 / (2 * 2.25 * (2.25 - 0.390625)));

    /** A GA. */
    public static final float A_GA = (float) (0.625 / (2 * 0.390625 * (0.390625 - 2.25)));

    /** A2 GA. */
    public static final float A2_GA = (float) (1 / (2 * (0.390625 - 2.25)));

    /** B GB. */
    public static final float B_GB = (float) (1.5 / (2 * 2.25 * (2.25 - 0.390625)));

    /** A3 GA. */
    public static final float A3_GA = (float) (0.625 / (2 * (0.390625 - 2.25)));

    /** B2 GB, which is -A2 GA. */
    public static final float B2_GB = (float) (1 / (2 * (2.25 - 0.390625)));

    /** B3 GB. */
    public static final float B3_GB = (float) (1.5 / (2 * (2.25 - 0.390625)));

    private static final int FEWEST_CHANNELS = 16;
    private static final int WIDEST = 1024;
    private static final int CHAIN = 128;
    private static final int MOST_SUMS = 1 << 20;

    private Winograd() {}

    /**
     * Whether {@link Convolution#forward} of these sizes goes this way: 3 x 3, stride 1, padding 2 at most, one group,
     * channels enough to pay for the transforms, and results that fill their tiles. Looks at a sample's sizes alone.
     */
    public static boolean forward(Convolution.Shape s) {
        return plain(s) && fills(s, s.oh(), s.ow());
    }

    /** Whether {@link Convolution#inputGradient} goes this way, as the forward convolution of {@link #transposed}. */
    public static boolean inputGradient(Convolution.Shape s) {
        return plain(s) && fills(s, s.h(), s.w());
    }

    /** Whether {@link Convolution#weightGradient} goes this way: as forward, and its 36 c o sums take 150 MB at most. */
    public static boolean weightGradient(Convolution.Shape s) {
        return forward(s) && (long) s.c() * s.o() <= MOST_SUMS;
    }

    private static boolean plain(Convolution.Shape s) {
        return s.kh() == 3
                && s.kw() == 3
                && s.strideH() == 1
                && s.strideW() == 1
                && s.dilationH() == 1
                && s.dilationW() == 1
                && s.groups() == 1
                && Math.max(s.padH(), s.padW()) <= 2
                && Math.min(s.c(), s.o()) >= FEWEST_CHANNELS;
    }

    /** At most 0.65 of the products that the direct way makes: input gradients go tap by tap and make as many. */
    private static boolean fills(Convolution.Shape s, int rows, int columns) {
        long products = (long) tiles(rows) * tiles(columns) * PRODUCTS;
        return columns <= WIDEST && 20 * products <= 13 * 9L * s.oh() * s.ow();
    }

    /** Tiles that cover so many results of an axis. */
    public static int tiles(int results) {
        return (results + TILE - 1) / TILE;
    }

    /** The input gradient as a convolution: dy with the kernels turned by 180 degrees, padding 2 - p. */
    public static Convolution.Shape transposed(Convolution.Shape s) {
        int padH = 2 - s.padH();
        int padW = 2 - s.padW();
        return new Convolution.Shape(s.n(), s.o(), s.oh(), s.ow(), s.c(), 3, 3, 1, 1, padH, padW, 1, 1, 1);
    }

    /**
     * Rows of tiles, counted through the batch, whose tiles make one chain of fma in {@link
     * Convolution#weightGradient}.
     */
    public static int rowsPerChain(Convolution.Shape s) {
        return Math.max(1, CHAIN / tiles(s.ow()));
    }
}
