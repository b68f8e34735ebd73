package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.MicroKernel.LANES;
import static dev.merapi.simd.vector.MicroKernel.NR;
import static dev.merapi.simd.vector.MicroKernel.ORDER;
import static dev.merapi.simd.vector.MicroKernel.SPECIES;
import static dev.merapi.simd.vector.MicroKernel.WIDE;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/** Packs panels of planes where a result reads its own pixel alone: rows of the panel are pieces of planes. */
final class PointwisePanel {
    private static final long VECTOR_BYTES = (long) LANES * Float.BYTES;
    private static final long ROW_BYTES = (long) NR * Float.BYTES;

    /** Planes of a page and more: a row of each is a page of its own, which is visited once for all panels. */
    private static final long PAGE = 4096;

    private PointwisePanel() {}

    /**
     * Panels of positions [p0, p1), counted through the samples: to[(t kc + k) NR + j] = channel k0 + k of x at position
     * p0 + t NR + j, for k < kc.
     *
     * @param xo the group's first channel of the first sample
     */
    static void pack(Correlation c, int k0, int kc, MemorySegment x, long xo, int p0, int p1, Panels to) {
        int pixels = c.pixels();
        long plane = (long) pixels * Float.BYTES;
        for (int p = p0; p < p1; ) {
            int lane = (p - p0) % NR;
            int left = Math.min(pixels - p % pixels, p1 - p);
            long from = (xo + p / pixels * c.sourceSample() + (long) k0 * pixels + p % pixels) * Float.BYTES;
            int target = (p - p0 - lane) * kc + lane;
            int n = Math.min(left, LANES - lane % LANES);
            if (lane == 0 && left >= NR) {
                n = left / NR * NR;
                whole(n / NR, kc, x, from, plane, to, target);
            } else if (n == LANES) {
                half(kc, x, from, plane, to, target);
            } else {
                part(n, kc, x, from, plane, to, target);
            }
            p += n;
        }
    }

    /**
     * Two panels at a time, whose pieces of planes are neighbours: the memory likes long pieces. With four or more they
     * are written at distances of powers of two and share a few sets of the cache, and with one it was 5 % slower. A narrow
     * machine packs large planes as it packs B.
     */
    private static void whole(int panels, int kc, MemorySegment x, long from, long plane, Panels to, int at) {
        int step = kc * NR;
        if (!WIDE && plane >= PAGE) {
            PanelPacking.bands(panels, kc, x, from, (int) (plane / Float.BYTES), to, at, step);
            return;
        }
        for (int t = 0; t + 1 < panels; t += 2) {
            pair(kc, x, from + t * ROW_BYTES, plane, to, at + t * step, step);
        }
        if (panels % 2 == 1) {
            long source = from + (panels - 1) * ROW_BYTES;
            int target = at + (panels - 1) * step;
            half(kc, x, source, plane, to, target);
            half(kc, x, source + VECTOR_BYTES, plane, to, target + LANES);
        }
    }

    private static void pair(int kc, MemorySegment image, long from, long plane, Panels to, int at, int step) {
        var x = OffHeap.of(image);
        long source = from;
        int target = at;
        for (int k = 0; k < kc; k++, source += plane, target += NR) {
            var v = FloatVector.fromMemorySegment(SPECIES, x, source, ORDER);
            var w = FloatVector.fromMemorySegment(SPECIES, x, source + VECTOR_BYTES, ORDER);
            to.put(v, target);
            to.put(w, target + LANES);
            v = FloatVector.fromMemorySegment(SPECIES, x, source + ROW_BYTES, ORDER);
            w = FloatVector.fromMemorySegment(SPECIES, x, source + ROW_BYTES + VECTOR_BYTES, ORDER);
            to.put(v, target + step);
            to.put(w, target + step + LANES);
        }
    }

    private static void half(int kc, MemorySegment image, long from, long plane, Panels to, int at) {
        var x = OffHeap.of(image);
        long source = from;
        int target = at;
        for (int k = 0; k < kc; k++, source += plane, target += NR) {
            to.put(FloatVector.fromMemorySegment(SPECIES, x, source, ORDER), target);
        }
    }

    private static void part(int n, int kc, MemorySegment image, long from, long plane, Panels to, int at) {
        var x = OffHeap.of(image);
        var mask = SPECIES.indexInRange(0, n);
        long source = from;
        int target = at;
        for (int k = 0; k < kc; k++, source += plane, target += NR) {
            to.put(FloatVector.fromMemorySegment(SPECIES, x, source, ORDER, mask), target, mask);
        }
    }
}
