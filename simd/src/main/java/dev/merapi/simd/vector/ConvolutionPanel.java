package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.MicroKernel.LANES;
import static dev.merapi.simd.vector.MicroKernel.NR;
import static dev.merapi.simd.vector.MicroKernel.ORDER;
import static dev.merapi.simd.vector.MicroKernel.SPECIES;

import java.lang.foreign.MemorySegment;
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
    private static final int ROW_BYTES = NR * Float.BYTES;

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
            int kc, int[] offsets, int k0, ConvolutionSpace space, int piece, int end, boolean narrow, long at) {
        int middle = piece;
        while (middle < end && space.lanes[middle] < LANES) {
            middle++;
        }
        long to = at * Float.BYTES;
        if (middle - piece <= 3 && end - middle <= 3) {
            vector(kc, offsets, k0, space, piece, middle, to);
            vector(kc, offsets, k0, space, middle, end, to + (long) LANES * Float.BYTES);
        } else if (narrow) {
            quads(kc, offsets, k0, space, piece, end, to);
        } else {
            many(kc, offsets, k0, space, piece, end, to);
        }
    }

    private static void vector(int kc, int[] offsets, int k0, ConvolutionSpace space, int piece, int end, long to) {
        switch (end - piece) {
            case 0 -> {}
            case 1 -> one(kc, offsets, k0, space.image, start(space, piece), space.panel, to);
            case 2 -> {
                int lane = space.lanes[piece + 1] % LANES;
                two(kc, offsets, k0, space.image, start(space, piece), start(space, piece + 1), lane, space.panel, to);
            }
            default -> three(kc, offsets, k0, space, piece, to);
        }
    }

    /** Where a vector begins that has the piece in its lanes. */
    private static int start(ConvolutionSpace space, int piece) {
        return space.sources[piece] - space.lanes[piece] % LANES;
    }

    private static void one(int kc, int[] offsets, int k0, float[] image, int first, MemorySegment to, long at) {
        to = OffHeap.of(to);
        long row = at;
        for (int p = k0; p < k0 + kc; p++, row += ROW_BYTES) {
            FloatVector.fromArray(SPECIES, image, offsets[p] + first).intoMemorySegment(to, row, ORDER);
        }
    }

    private static void two(
            int kc, int[] offsets, int k0, float[] image, int first, int second, int lane, MemorySegment to, long at) {
        to = OffHeap.of(to);
        var ofFirst = SPECIES.indexInRange(0, lane);
        long row = at;
        for (int p = k0; p < k0 + kc; p++, row += ROW_BYTES) {
            int offset = offsets[p];
            FloatVector.fromArray(SPECIES, image, offset + second)
                    .blend(FloatVector.fromArray(SPECIES, image, offset + first), ofFirst)
                    .intoMemorySegment(to, row, ORDER);
        }
    }

    private static void three(int kc, int[] offsets, int k0, ConvolutionSpace space, int piece, long at) {
        float[] image = space.image;
        int first = start(space, piece);
        int second = start(space, piece + 1);
        int third = start(space, piece + 2);
        var ofFirst = SPECIES.indexInRange(0, space.lanes[piece + 1] % LANES);
        var notOfThird = SPECIES.indexInRange(0, space.lanes[piece + 2] % LANES);
        var to = OffHeap.of(space.panel);
        long row = at;
        for (int p = k0; p < k0 + kc; p++, row += ROW_BYTES) {
            int offset = offsets[p];
            var firstTwo = FloatVector.fromArray(SPECIES, image, offset + second)
                    .blend(FloatVector.fromArray(SPECIES, image, offset + first), ofFirst);
            FloatVector.fromArray(SPECIES, image, offset + third)
                    .blend(firstTwo, notOfThird)
                    .intoMemorySegment(to, row, ORDER);
        }
    }

    private static void many(int kc, int[] offsets, int k0, ConvolutionSpace space, int piece, int end, long at) {
        int[] sources = space.sources;
        int[] lanes = space.lanes;
        float[] image = space.image;
        var to = OffHeap.of(space.panel);
        long row = at;
        for (int p = k0; p < k0 + kc; p++, row += ROW_BYTES) {
            int offset = offsets[p];
            for (int i = piece; i < end; i++) {
                FloatVector.fromArray(SPECIES, image, offset + sources[i])
                        .intoMemorySegment(to, row + lanes[i] * Float.BYTES, ORDER);
            }
        }
    }

    private static void quads(int kc, int[] offsets, int k0, ConvolutionSpace space, int piece, int end, long at) {
        int[] sources = space.sources;
        int[] lanes = space.lanes;
        float[] image = space.image;
        var to = OffHeap.of(space.panel);
        long row = at;
        for (int p = k0; p < k0 + kc; p++, row += ROW_BYTES) {
            int offset = offsets[p];
            for (int i = piece; i < end; i++) {
                FloatVector.fromArray(ConvolutionPacking.QUAD, image, offset + sources[i])
                        .intoMemorySegment(to, row + lanes[i] * Float.BYTES, ORDER);
            }
        }
    }
}
