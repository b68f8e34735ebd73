package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.MicroKernel.LANES;
import static dev.merapi.simd.vector.MicroKernel.ORDER;
import static dev.merapi.simd.vector.MicroKernel.SPECIES;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/** Turns planes of three colours into pixels of three colours: {@code to[at + 3 q + c] = x[xo + c plane + q]} for q < n. */
final class ColourPixels {
    private static final VectorShuffle<Float> PIXEL_0 = pixel(0);
    private static final VectorShuffle<Float> PIXEL_1 = pixel(1);
    private static final VectorShuffle<Float> PIXEL_2 = pixel(2);

    /** The lanes that the second colour has in each of three vectors, and the third colour. */
    private static final VectorMask<Float> GREEN_0 = lanes(0, 1);

    private static final VectorMask<Float> GREEN_1 = lanes(1, 1);
    private static final VectorMask<Float> GREEN_2 = lanes(2, 1);
    private static final VectorMask<Float> BLUE_0 = lanes(0, 2);
    private static final VectorMask<Float> BLUE_1 = lanes(1, 2);
    private static final VectorMask<Float> BLUE_2 = lanes(2, 2);

    private ColourPixels() {}

    static void turn(int n, MemorySegment x, long xo, long plane, float[] to, int at) {
        if (n >= LANES) {
            vectors(n, x, xo * Float.BYTES, plane * Float.BYTES, to, at);
            return;
        }
        for (int i = 0; i < 3 * n; i++) {
            to[at + i] = x.getAtIndex(JAVA_FLOAT, xo + i % 3 * plane + i / 3);
        }
    }

    /** Three vectors of a colour each become three of pixels; the last ones overlap those before. */
    private static void vectors(int n, MemorySegment from, long at, long plane, float[] to, int first) {
        var x = OffHeap.of(from);
        for (int i = 0; i < n; i += LANES) {
            int q = Math.min(i, n - LANES);
            long source = at + (long) q * Float.BYTES;
            var r = FloatVector.fromMemorySegment(SPECIES, x, source, ORDER);
            var g = FloatVector.fromMemorySegment(SPECIES, x, source + plane, ORDER);
            var b = FloatVector.fromMemorySegment(SPECIES, x, source + 2 * plane, ORDER);
            r.rearrange(PIXEL_0)
                    .blend(g.rearrange(PIXEL_0), GREEN_0)
                    .blend(b.rearrange(PIXEL_0), BLUE_0)
                    .intoArray(to, first + 3 * q);
            r.rearrange(PIXEL_1)
                    .blend(g.rearrange(PIXEL_1), GREEN_1)
                    .blend(b.rearrange(PIXEL_1), BLUE_1)
                    .intoArray(to, first + 3 * q + LANES);
            r.rearrange(PIXEL_2)
                    .blend(g.rearrange(PIXEL_2), GREEN_2)
                    .blend(b.rearrange(PIXEL_2), BLUE_2)
                    .intoArray(to, first + 3 * q + 2 * LANES);
        }
    }

    /** The pixel of each lane of vector v of three. */
    private static VectorShuffle<Float> pixel(int v) {
        return VectorShuffle.fromOp(SPECIES, i -> (v * LANES + i) / 3);
    }

    /** The lanes of vector v of three that hold a colour. */
    private static VectorMask<Float> lanes(int v, int colour) {
        boolean[] lanes = new boolean[LANES];
        for (int i = 0; i < LANES; i++) {
            lanes[i] = (v * LANES + i) % 3 == colour;
        }
        return VectorMask.fromArray(SPECIES, lanes, 0);
    }
}
