package dev.merapi.simd.vector;

import static dev.merapi.simd.vector.MicroKernel.ORDER;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.merapi.simd.PerThread;
import dev.merapi.simd.Pooling.Window;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Maxima of 2 x 2 windows with stride 2. The winner of the upper row meets the winner of the lower one, so that of
 * equal corners the first in row order wins: it decides about the gradient and about the sign of a zero.
 *
 * <p>A vector at x[i] and one at x[i + 1] hold the left and the right corners of LANES / 2 windows in their even
 * lanes; what the odd lanes hold is never used. For the gradient both lanes of a window get both corners. No load or store has a mask: each vector that reaches past the end of a row
 * is overwritten by what comes next. The last planes, which nothing comes after, go by bands of rows that are copied to
 * memory with room at its end and back.
 *
 * <p>All vectors live in the method that holds the loop. With loads from segments under masks and the comparison in a
 * method of its own, C2 boxed every vector in some JVMs (docs/decisions.md).
 */
final class PairMaximum {
    private static final VectorSpecies<Float> SPECIES = MicroKernel.SPECIES;
    private static final int LANES = SPECIES.length();
    private static final int WINDOWS = LANES / 2;
    private static final int BAND_FLOATS = 4096;
    private static final VectorShuffle<Float> EVEN = VectorShuffle.fromOp(SPECIES, i -> 2 * i % LANES);
    private static final VectorShuffle<Float> TWICE = VectorShuffle.fromOp(SPECIES, i -> i / 2);
    private static final VectorShuffle<Float> FROM_EVEN = VectorShuffle.fromOp(SPECIES, i -> i / 2 * 2);
    private static final VectorShuffle<Float> FROM_ODD = VectorShuffle.fromOp(SPECIES, i -> i / 2 * 2 + 1);
    private static final VectorMask<Float> ODD = VectorMask.fromLong(SPECIES, 0xaaaaaaaaaaaaaaaaL);

    private static final PerThread<PairMaximum> LOCAL = new PerThread<>(PairMaximum::new);

    /** Rows of x. */
    private MemorySegment image = MemorySegment.NULL;

    /** Rows of dx. */
    private MemorySegment gradient = MemorySegment.NULL;

    /** Rows of y or of dy. */
    private MemorySegment results = MemorySegment.NULL;

    private PairMaximum() {}

    /** y = maximum of each window, and at least 0 if relu is asked for. */
    static void max(Window s, boolean relu, int planes, MemorySegment x, long xo, MemorySegment y, long yo) {
        float lowest = relu ? 0 : Float.NEGATIVE_INFINITY;
        int direct = direct(s, planes);
        for (int plane = 0; plane < planes; plane++) {
            long from = xo + (long) plane * s.h() * s.w();
            long to = yo + (long) plane * s.oh() * s.ow();
            if (plane < direct) {
                maxRows(x, from, s.w(), s.oh(), s.ow(), lowest, y, to);
            } else {
                LOCAL.get().maxBands(s, x, from, lowest, y, to);
            }
        }
    }

    /** Planes with so much behind them that vectors may reach past their end. */
    private static int direct(Window s, int planes) {
        return planes - (2 * LANES - 1) / (s.oh() * s.ow()) - 1;
    }

    private void maxBands(Window s, MemorySegment x, long from, float lowest, MemorySegment y, long to) {
        int band = reserve(s);
        for (int p = 0; p < s.oh(); p += band) {
            int rows = Math.min(band, s.oh() - p);
            copy(x, from + 2L * p * s.w(), image, 0, rows * 2 * s.w());
            maxRows(image, 0, s.w(), rows, s.ow(), lowest, results, 0);
            copy(results, 0, y, to + (long) p * s.ow(), rows * s.ow());
        }
    }

    private static void copy(MemorySegment x, long xo, MemorySegment y, long yo, int n) {
        MemorySegment.copy(x, xo * Float.BYTES, y, yo * Float.BYTES, (long) n * Float.BYTES);
    }

    private static void maxRows(
            MemorySegment from, long xo, int w, int rows, int n, float lowest, MemorySegment to, long yo) {
        var x = OffHeap.of(from);
        var y = OffHeap.of(to);
        var floor = FloatVector.broadcast(SPECIES, lowest);
        for (int p = 0; p < rows; p++) {
            for (int q = 0; q < n; q += WINDOWS) {
                long at = (xo + 2L * (p * w + q)) * Float.BYTES;
                long lowerAt = at + (long) w * Float.BYTES;
                var a = FloatVector.fromMemorySegment(SPECIES, x, at, ORDER);
                var b = FloatVector.fromMemorySegment(SPECIES, x, at + Float.BYTES, ORDER);
                var upper = b.blend(a, b.compare(VectorOperators.LE, a).or(a.compare(VectorOperators.NE, a)));
                var c = FloatVector.fromMemorySegment(SPECIES, x, lowerAt, ORDER);
                var d = FloatVector.fromMemorySegment(SPECIES, x, lowerAt + Float.BYTES, ORDER);
                var lower = d.blend(c, d.compare(VectorOperators.LE, c).or(c.compare(VectorOperators.NE, c)));
                var stays = lower.compare(VectorOperators.LE, upper).or(upper.compare(VectorOperators.NE, upper));
                var best = lower.blend(upper, stays);
                best.blend(floor, best.compare(VectorOperators.LE, floor))
                        .rearrange(EVEN)
                        .intoMemorySegment(y, (yo + (long) p * n + q) * Float.BYTES, ORDER);
            }
        }
    }

    /** dx is set: dy at the corner that won, 0 elsewhere. */
    static void gradient(
            Window s, int planes, MemorySegment x, long xo, MemorySegment dy, long dyo, MemorySegment dx, long dxo) {
        int direct = direct(s, planes);
        for (int plane = 0; plane < planes; plane++) {
            long base = (long) plane * s.h() * s.w();
            long from = dyo + (long) plane * s.oh() * s.ow();
            if (plane < direct) {
                gradientRows(x, xo + base, s.w(), s.oh(), s.ow(), dy, from, dx, dxo + base);
                clearRest(s, s.oh(), dx, dxo + base);
            } else {
                LOCAL.get().gradientBands(s, x, xo + base, dy, from, dx, dxo + base);
            }
        }
    }

    private void gradientBands(
            Window s, MemorySegment x, long xo, MemorySegment dy, long from, MemorySegment dx, long dxo) {
        int band = reserve(s);
        for (int p = 0; p < s.oh(); p += band) {
            int rows = Math.min(band, s.oh() - p);
            int n = rows * 2 * s.w();
            long at = 2L * p * s.w();
            copy(x, xo + at, image, 0, n);
            copy(dy, from + (long) p * s.ow(), results, 0, rows * s.ow());
            gradientRows(image, 0, s.w(), rows, s.ow(), results, 0, gradient, 0);
            clearRest(s, rows, gradient, 0);
            int rest = p + rows == s.oh() ? s.h() % 2 * s.w() : 0;
            copy(gradient, 0, dx, dxo + at, n + rest);
        }
    }

    /**
     * A row from right to left: the vector that reaches past the end of the upper row is then stored before the
     * lower one. Adding 0 to dy makes 0 of -0, as a sum that begins at 0 does.
     */
    private static void gradientRows(
            MemorySegment images,
            long xo,
            int w,
            int rows,
            int n,
            MemorySegment gradients,
            long dyo,
            MemorySegment to,
            long dxo) {
        var x = OffHeap.of(images);
        var dy = OffHeap.of(gradients);
        var dx = OffHeap.of(to);
        var zero = FloatVector.broadcast(SPECIES, 0);
        long row = (long) w * Float.BYTES;
        for (int p = 0; p < rows; p++) {
            for (int q = (n - 1) / WINDOWS * WINDOWS; q >= 0; q -= WINDOWS) {
                long i = 2L * (p * w + q);
                long at = (xo + i) * Float.BYTES;
                var u = FloatVector.fromMemorySegment(SPECIES, x, at, ORDER);
                var a = u.rearrange(FROM_EVEN);
                var b = u.rearrange(FROM_ODD);
                var left = b.compare(VectorOperators.LE, a).or(a.compare(VectorOperators.NE, a));
                var upper = b.blend(a, left);
                var v = FloatVector.fromMemorySegment(SPECIES, x, at + row, ORDER);
                var c = v.rearrange(FROM_EVEN);
                var d = v.rearrange(FROM_ODD);
                var lowerLeft = d.compare(VectorOperators.LE, c).or(c.compare(VectorOperators.NE, c));
                var lower = d.blend(c, lowerLeft);
                var stays = lower.compare(VectorOperators.LE, upper).or(upper.compare(VectorOperators.NE, upper));
                var g = FloatVector.fromMemorySegment(SPECIES, dy, (dyo + (long) p * n + q) * Float.BYTES, ORDER)
                        .add(zero)
                        .rearrange(TWICE);
                long z = (dxo + i) * Float.BYTES;
                zero.blend(g, left.xor(ODD).and(stays)).intoMemorySegment(dx, z, ORDER);
                zero.blend(g, lowerLeft.xor(ODD).andNot(stays)).intoMemorySegment(dx, z + row, ORDER);
            }
        }
    }

    /** Sets the column and the row of dx that no window holds to 0; vectors may reach past its end, as the others do. */
    private static void clearRest(Window s, int rows, MemorySegment to, long dxo) {
        var dx = OffHeap.of(to);
        if (s.w() % 2 == 1) {
            for (int i = 1; i <= 2 * rows; i++) {
                dx.setAtIndex(JAVA_FLOAT, dxo + (long) i * s.w() - 1, 0);
            }
        }
        if (s.h() % 2 == 1) {
            var zero = FloatVector.zero(SPECIES);
            long at = (dxo + 2L * rows * s.w()) * Float.BYTES;
            for (int q = 0; q < s.w(); q += LANES) {
                zero.intoMemorySegment(dx, at + (long) q * Float.BYTES, ORDER);
            }
        }
    }

    /** Makes room for a band of rows of windows, and gives their number. */
    private int reserve(Window s) {
        int band = Math.max(1, Math.min(BAND_FLOATS / Math.max(1, 2 * s.w()), s.oh()));
        int size = Math.addExact(Math.multiplyExact(2 * band + 1, s.w()), 2 * LANES);
        image = WinogradSpace.atLeast((long) size, image);
        gradient = WinogradSpace.atLeast((long) size, gradient);
        results = WinogradSpace.atLeast((long) band * s.ow() + LANES, results);
        return band;
    }
}
