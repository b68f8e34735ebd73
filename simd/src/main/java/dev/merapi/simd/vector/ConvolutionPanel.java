package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.MicroKernel.LANES;
import static dev.merapi.simd.vector.MicroKernel.NR;
import static dev.merapi.simd.vector.MicroKernel.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * Packs one panel of im2col: {@code to[p NR + lane] = image[offset(p) + source]} for taps p, its lanes cut in pieces
 * that are neighbours in the image (see {@link ConvolutionPacking#pieces}).
 *
 * <p>A vector of lanes with up to three pieces is blended in registers and stored whole and aligned. With more pieces
 * each is stored as it comes: what it writes past its end is written again by the next piece, or is a lane that isn't
 * used, or belongs to the next row or panel, which is packed later; so there are no masks.
 */
final class ConvolutionPanel {
    private ConvolutionPanel() {}

    /**
     * Packs rows for taps [k0, k0 + kc) from {@code at} on.
     *
     * @param piece first piece of the panel in the space; they are aligned
     * @param end after its last piece
     * @param narrow whether all pieces fit {@link ConvolutionPacking#QUAD}: four times less to write than with 512
     *     bits
     */
    static void pack(
            int kc, int[] offsets, int k0, ConvolutionSpace space, int piece, int end, boolean narrow, int at) {
        int middle = piece;
        while (middle < end && space.lanes[middle] < LANES) {
            middle++;
        }
        if (middle - piece <= 3 && end - middle <= 3) {
            vector(kc, offsets, k0, space, piece, middle, at);
            vector(kc, offsets, k0, space, middle, end, at + LANES);
        } else if (narrow) {
            quads(kc, offsets, k0, space, piece, end, at);
        } else {
            many(kc, offsets, k0, space, piece, end, at);
        }
    }

    private static void vector(int kc, int[] offsets, int k0, ConvolutionSpace space, int piece, int end, int at) {
        switch (end - piece) {
            case 0 -> {}
            case 1 -> one(kc, offsets, k0, space.image, start(space, piece), space.panels, at);
            case 2 -> {
                int lane = space.lanes[piece + 1] % LANES;
                int first = start(space, piece);
                two(kc, offsets, k0, space.image, first, start(space, piece + 1), lane, space.panels, at);
            }
            default -> three(kc, offsets, k0, space, piece, at);
        }
    }

    /** Where a vector begins that has the piece in its lanes. */
    private static int start(ConvolutionSpace space, int piece) {
        return space.sources[piece] - space.lanes[piece] % LANES;
    }

    private static void one(int kc, int[] offsets, int k0, float[] image, int first, Panels to, int at) {
        int row = at;
        for (int p = k0; p < k0 + kc; p++, row += NR) {
            to.put(FloatVector.fromArray(SPECIES, image, offsets[p] + first), row);
        }
    }

    private static void two(
            int kc, int[] offsets, int k0, float[] image, int first, int second, int lane, Panels to, int at) {
        var ofFirst = SPECIES.indexInRange(0, lane);
        int row = at;
        for (int p = k0; p < k0 + kc; p++, row += NR) {
            int offset = offsets[p];
            var v = FloatVector.fromArray(SPECIES, image, offset + second)
                    .blend(FloatVector.fromArray(SPECIES, image, offset + first), ofFirst);
            to.put(v, row);
        }
    }

    private static void three(int kc, int[] offsets, int k0, ConvolutionSpace space, int piece, int at) {
        float[] image = space.image;
        int first = start(space, piece);
        int second = start(space, piece + 1);
        int third = start(space, piece + 2);
        var ofFirst = SPECIES.indexInRange(0, space.lanes[piece + 1] % LANES);
        var notOfThird = SPECIES.indexInRange(0, space.lanes[piece + 2] % LANES);
        var to = space.panels;
        int row = at;
        for (int p = k0; p < k0 + kc; p++, row += NR) {
            int offset = offsets[p];
            var firstTwo = FloatVector.fromArray(SPECIES, image, offset + second)
                    .blend(FloatVector.fromArray(SPECIES, image, offset + first), ofFirst);
            to.put(FloatVector.fromArray(SPECIES, image, offset + third).blend(firstTwo, notOfThird), row);
        }
    }

    private static void many(int kc, int[] offsets, int k0, ConvolutionSpace space, int piece, int end, int at) {
        int[] sources = space.sources;
        int[] lanes = space.lanes;
        float[] image = space.image;
        var to = space.panels;
        int row = at;
        for (int p = k0; p < k0 + kc; p++, row += NR) {
            int offset = offsets[p];
            for (int i = piece; i < end; i++) {
                to.put(FloatVector.fromArray(SPECIES, image, offset + sources[i]), row + lanes[i]);
            }
        }
    }

    private static void quads(int kc, int[] offsets, int k0, ConvolutionSpace space, int piece, int end, int at) {
        int[] sources = space.sources;
        int[] lanes = space.lanes;
        float[] image = space.image;
        var to = space.panels;
        int row = at;
        for (int p = k0; p < k0 + kc; p++, row += NR) {
            int offset = offsets[p];
            for (int i = piece; i < end; i++) {
                to.put(FloatVector.fromArray(ConvolutionPacking.QUAD, image, offset + sources[i]), row + lanes[i]);
            }
        }
    }
}
