package dev.merapi.simd.scalar;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;

/** Planes with numbers of their channel. */
final class ChannelLoops {
    private ChannelLoops() {}

    /** y = fma(x - center, scale, shift). */
    static void affine(
            int first,
            int planes,
            int channels,
            int size,
            MemorySegment x,
            long xo,
            MemorySegment table,
            long to,
            MemorySegment y,
            long yo) {
        for (int p = 0; p < planes; p++) {
            long c = to + (first + p) % channels;
            for (long j = (long) p * size; j < (p + 1L) * size; j++) {
                float d = at(x, xo + j) - at(table, c);
                set(y, yo + j, Math.fma(d, at(table, c + channels), at(table, c + 2L * channels)));
            }
        }
    }

    /** dx = fma(x - center, slope, fma(dy, scale, shift)). */
    static void gradient(
            int first,
            int planes,
            int channels,
            int size,
            MemorySegment dy,
            long dyo,
            MemorySegment x,
            long xo,
            MemorySegment table,
            long to,
            MemorySegment dx,
            long dxo) {
        for (int p = 0; p < planes; p++) {
            long c = to + (first + p) % channels;
            for (long j = (long) p * size; j < (p + 1L) * size; j++) {
                float g = Math.fma(at(dy, dyo + j), at(table, c + 2L * channels), at(table, c + 3L * channels));
                set(dx, dxo + j, Math.fma(at(x, xo + j) - at(table, c), at(table, c + channels), g));
            }
        }
    }

    private static float at(MemorySegment x, long i) {
        return x.get(JAVA_FLOAT_UNALIGNED, i << 2);
    }

    private static void set(MemorySegment y, long i, float v) {
        y.set(JAVA_FLOAT_UNALIGNED, i << 2, v);
    }
}
