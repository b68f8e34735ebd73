package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.Strip.FLOATS;
import static dev.merapi.simd.vector.Strip.LANES;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.VectorMask;

/**
 * Masks as one byte a lane, 8 lanes at a time in a {@code long}. A byte vector would be the other way, but at 128 bits
 * its 4 bytes have no species.
 */
final class MaskBytes {
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final long LOWS = 0x0101010101010101L;
    private static final long SEVENS = 0x7f7f7f7f7f7f7f7fL;
    private static final long HIGHS = 0x8080808080808080L;

    private MaskBytes() {}

    /** y[o + l] = lane l of m, 1 or 0. */
    static void store(VectorMask<Float> m, MemorySegment y, long o) {
        long bits = m.toLong();
        if (LANES < 8) {
            y.set(INT, o, (int) spread(bits));
            return;
        }
        for (int l = 0; l < LANES; l += 8) {
            y.set(LONG, o + l, spread((bits >>> l) & 0xff));
        }
    }

    /** The mask whose lane l is c[o + l] != 0. */
    static VectorMask<Float> load(MemorySegment c, long o) {
        if (LANES < 8) {
            return VectorMask.fromLong(FLOATS, gather(c.get(INT, o) & 0xffffffffL));
        }
        long bits = 0;
        for (int l = 0; l < LANES; l += 8) {
            bits |= gather(c.get(LONG, o + l)) << l;
        }
        return VectorMask.fromLong(FLOATS, bits);
    }

    /** Byte k = bit k of the low 8: copy them to all bytes, keep bit k in byte k, carry what is left to bit 7. */
    private static long spread(long bits) {
        long own = (bits * LOWS) & 0x8040201008040201L;
        return ((own + SEVENS) >>> 7) & LOWS;
    }

    /** Bit k = (byte k != 0): bit 7 of each, then one product brings them together in the top byte. */
    private static long gather(long bytes) {
        long set = (((bytes & SEVENS) + SEVENS) | bytes) & HIGHS;
        return ((set >>> 7) * 0x0102040810204080L) >>> 56;
    }
}
