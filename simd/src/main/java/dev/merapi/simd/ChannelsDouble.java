package dev.merapi.simd;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;

import java.lang.foreign.MemorySegment;

/** {@link Normalization}'s methods over planes of channels, in float64, in plain loops. */
public final class ChannelsDouble {
    private ChannelsDouble() {}

    /** y = fma(x - center, scale, shift): {@link Normalization#channelAffine}. */
    public static void affine(
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
                double d = at(x, xo + j) - at(table, c);
                set(y, yo + j, Math.fma(d, at(table, c + channels), at(table, c + 2L * channels)));
            }
        }
    }

    /** dx = fma(x - center, slope, fma(dy, scale, shift)): {@link Normalization#channelGradient}. */
    public static void gradient(
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
                double g = Math.fma(at(dy, dyo + j), at(table, c + 2L * channels), at(table, c + 3L * channels));
                set(dx, dxo + j, Math.fma(at(x, xo + j) - at(table, c), at(table, c + channels), g));
            }
        }
    }

    private static double at(MemorySegment x, long i) {
        return x.get(JAVA_DOUBLE_UNALIGNED, i << 3);
    }

    private static void set(MemorySegment y, long i, double v) {
        y.set(JAVA_DOUBLE_UNALIGNED, i << 3, v);
    }
}
