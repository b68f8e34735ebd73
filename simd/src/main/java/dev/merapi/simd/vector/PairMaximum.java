package dev.merapi.simd.vector;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.merapi.simd.Pooling.Window;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Maxima of 2 x 2 windows with stride 2: a vector of windows at once, its four corners drawn from two vectors of each
 * of two rows. The corners are compared in row order, for which one wins decides about the gradient and about the
 * sign of a zero; two vertical maxima and one of pairs would be cheaper, but they compare in another order.
 */
final class PairMaximum {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();
    private static final VectorShuffle<Float> EVEN = VectorShuffle.fromOp(SPECIES, i -> 2 * i % LANES);
    private static final VectorShuffle<Float> ODD = VectorShuffle.fromOp(SPECIES, i -> 2 * i % LANES + 1);
    private static final VectorShuffle<Float> LOW = VectorShuffle.fromOp(SPECIES, i -> i / 2);
    private static final VectorShuffle<Float> HIGH = VectorShuffle.fromOp(SPECIES, i -> (LANES + i) / 2);
    private static final VectorMask<Float> UPPER_HALF =
            SPECIES.indexInRange(0, LANES / 2).not();
    private static final FloatVector ZERO = FloatVector.zero(SPECIES);
    private static final FloatVector ONE = FloatVector.broadcast(SPECIES, 1);
    private static final FloatVector TWO = FloatVector.broadcast(SPECIES, 2);
    private static final FloatVector THREE = FloatVector.broadcast(SPECIES, 3);

    /** The corners of an upper row: 0 1 0 1 ... */
    private static final FloatVector UPPER = ZERO.blend(ONE, VectorMask.fromLong(SPECIES, 0xAAAAAAAAAAAAAAAAL));

    /** The corners of a lower row: 2 3 2 3 ... */
    private static final FloatVector LOWER = UPPER.add(2);

    private PairMaximum() {}

    /** y = maximum of each window. */
    static void max(Window s, int planes, MemorySegment x, long xo, MemorySegment y, long yo) {
        long to = yo;
        for (int plane = 0; plane < planes; plane++) {
            long row = xo + (long) plane * s.h() * s.w();
            for (int p = 0; p < s.oh(); p++, row += 2L * s.w(), to += s.ow()) {
                maxRow(x, row, row + s.w(), y, to, s.ow());
            }
        }
    }

    private static void maxRow(MemorySegment x, long upper, long lower, MemorySegment y, long yo, int n) {
        int q = 0;
        for (; q + LANES <= n; q += LANES) {
            long u = (upper + 2L * q) * Float.BYTES;
            long l = (lower + 2L * q) * Float.BYTES;
            long half = (long) LANES * Float.BYTES;
            var a = FloatVector.fromMemorySegment(SPECIES, x, u, ORDER);
            var b = FloatVector.fromMemorySegment(SPECIES, x, u + half, ORDER);
            var c = FloatVector.fromMemorySegment(SPECIES, x, l, ORDER);
            var d = FloatVector.fromMemorySegment(SPECIES, x, l + half, ORDER);
            best(a, b, c, d).intoMemorySegment(y, (yo + q) * Float.BYTES, ORDER);
        }
        if (q < n) {
            maxTail(x, upper + 2L * q, lower + 2L * q, y, yo + q, n - q);
        }
    }

    private static void maxTail(MemorySegment x, long upper, long lower, MemorySegment y, long yo, int n) {
        var first = SPECIES.indexInRange(0, 2 * n);
        var second = SPECIES.indexInRange(LANES, 2 * n);
        long half = (long) LANES * Float.BYTES;
        var a = FloatVector.fromMemorySegment(SPECIES, x, upper * Float.BYTES, ORDER, first);
        var b = FloatVector.fromMemorySegment(SPECIES, x, upper * Float.BYTES + half, ORDER, second);
        var c = FloatVector.fromMemorySegment(SPECIES, x, lower * Float.BYTES, ORDER, first);
        var d = FloatVector.fromMemorySegment(SPECIES, x, lower * Float.BYTES + half, ORDER, second);
        best(a, b, c, d).intoMemorySegment(y, yo * Float.BYTES, ORDER, SPECIES.indexInRange(0, n));
    }

    private static FloatVector best(FloatVector a, FloatVector b, FloatVector c, FloatVector d) {
        var best = even(a, b);
        var v = odd(a, b);
        best = best.blend(v, beats(v, best));
        v = even(c, d);
        best = best.blend(v, beats(v, best));
        v = odd(c, d);
        return best.blend(v, beats(v, best));
    }

    private static FloatVector even(FloatVector a, FloatVector b) {
        return a.rearrange(EVEN).blend(b.rearrange(EVEN), UPPER_HALF);
    }

    private static FloatVector odd(FloatVector a, FloatVector b) {
        return a.rearrange(ODD).blend(b.rearrange(ODD), UPPER_HALF);
    }

    /** v > best, or v is the first NaN. */
    private static VectorMask<Float> beats(FloatVector v, FloatVector best) {
        return v.compare(VectorOperators.LE, best).not().and(best.compare(VectorOperators.EQ, best));
    }

    /** dx is set: dy at the corner that won, 0 elsewhere. */
    static void gradient(
            Window s, int planes, MemorySegment x, long xo, MemorySegment dy, long dyo, MemorySegment dx, long dxo) {
        long from = dyo;
        for (int plane = 0; plane < planes; plane++) {
            long base = (long) plane * s.h() * s.w();
            for (int p = 0; p < s.oh(); p++, from += s.ow()) {
                long row = base + 2L * p * s.w();
                for (int q = 0; q < s.ow(); q += LANES) {
                    int n = Math.min(LANES, s.ow() - q);
                    long at = row + 2L * q;
                    corners(x, xo + at, s.w(), dx, dxo + at, n);
                    spread(dy, from + q, dx, dxo + at, s.w(), n);
                }
                for (int q = 2 * s.ow(); q < s.w(); q++) {
                    dx.setAtIndex(JAVA_FLOAT, dxo + row + q, 0);
                    dx.setAtIndex(JAVA_FLOAT, dxo + row + s.w() + q, 0);
                }
            }
            for (long i = base + 2L * s.oh() * s.w(); i < base + (long) s.h() * s.w(); i++) {
                dx.setAtIndex(JAVA_FLOAT, dxo + i, 0);
            }
        }
    }

    /** Writes to {@code to} which corner of each of n windows won: 0, 1, 2 or 3 in row order. */
    private static void corners(MemorySegment x, long xo, int w, MemorySegment to, long at, int n) {
        var first = SPECIES.indexInRange(0, 2 * n);
        var second = SPECIES.indexInRange(LANES, 2 * n);
        long upper = xo * Float.BYTES;
        long lower = (xo + w) * Float.BYTES;
        long half = (long) LANES * Float.BYTES;
        var a = FloatVector.fromMemorySegment(SPECIES, x, upper, ORDER, first);
        var b = FloatVector.fromMemorySegment(SPECIES, x, upper + half, ORDER, second);
        var best = even(a, b);
        var v = odd(a, b);
        var won = beats(v, best);
        best = best.blend(v, won);
        var corner = ZERO.blend(ONE, won);
        a = FloatVector.fromMemorySegment(SPECIES, x, lower, ORDER, first);
        b = FloatVector.fromMemorySegment(SPECIES, x, lower + half, ORDER, second);
        v = even(a, b);
        won = beats(v, best);
        best = best.blend(v, won);
        corner = corner.blend(TWO, won).blend(THREE, beats(odd(a, b), best));
        corner.intoMemorySegment(to, at * Float.BYTES, ORDER, SPECIES.indexInRange(0, n));
    }

    /**
     * The gradient of n windows whose corners lie at the beginning of their place in dx. Adding 0 to dy makes 0 of
     * -0, as a sum that begins at 0 does.
     */
    private static void spread(MemorySegment dy, long dyo, MemorySegment dx, long dxo, int w, int n) {
        var windows = SPECIES.indexInRange(0, n);
        var first = SPECIES.indexInRange(0, 2 * n);
        var second = SPECIES.indexInRange(LANES, 2 * n);
        long upper = dxo * Float.BYTES;
        long lower = (dxo + w) * Float.BYTES;
        long half = (long) LANES * Float.BYTES;
        var corner = FloatVector.fromMemorySegment(SPECIES, dx, upper, ORDER, windows);
        var g = FloatVector.fromMemorySegment(SPECIES, dy, dyo * Float.BYTES, ORDER, windows)
                .add(0);
        var c = corner.rearrange(LOW);
        var v = g.rearrange(LOW);
        ZERO.blend(v, c.compare(VectorOperators.EQ, UPPER)).intoMemorySegment(dx, upper, ORDER, first);
        ZERO.blend(v, c.compare(VectorOperators.EQ, LOWER)).intoMemorySegment(dx, lower, ORDER, first);
        c = corner.rearrange(HIGH);
        v = g.rearrange(HIGH);
        ZERO.blend(v, c.compare(VectorOperators.EQ, UPPER)).intoMemorySegment(dx, upper + half, ORDER, second);
        ZERO.blend(v, c.compare(VectorOperators.EQ, LOWER)).intoMemorySegment(dx, lower + half, ORDER, second);
    }
}
