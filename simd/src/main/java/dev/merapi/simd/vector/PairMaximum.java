package dev.merapi.simd.vector;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.merapi.simd.Pooling.Window;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Maxima of 2 x 2 windows with stride 2. The winner of the upper row meets the winner of the lower one, so that of
 * equal corners the first in row order wins: it decides about the gradient and about the sign of a zero.
 *
 * <p>A vector at x[i] and one at x[i + 1] hold the left and the right corners of LANES / 2 windows in their even
 * lanes; what the odd lanes hold is never used. A band of rows is copied to an array with room at its end and back, so
 * that no load or store has a mask: each vector that reaches past the end of a row is overwritten by what comes next.
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

    /** The corners of an upper row, 0 1 0 1 ..., and of a lower row, 2 3 2 3 .... */
    private static final float[] CORNERS = corners();

    private static final ThreadLocal<PairMaximum> LOCAL = ThreadLocal.withInitial(PairMaximum::new);

    /** Rows of x. */
    private float[] image = {};

    /** Rows of dx. */
    private float[] gradient = {};

    /** Rows of y or of dy. */
    private float[] results = {};

    private PairMaximum() {}

    private static float[] corners() {
        float[] corners = new float[2 * LANES];
        for (int i = 0; i < corners.length; i++) {
            corners[i] = i / LANES * 2 + i % 2;
        }
        return corners;
    }

    /** y = maximum of each window. */
    static void max(Window s, int planes, MemorySegment x, long xo, MemorySegment y, long yo) {
        var space = LOCAL.get();
        int band = space.reserve(s);
        for (int plane = 0; plane < planes; plane++) {
            long from = xo + (long) plane * s.h() * s.w();
            long to = yo + (long) plane * s.oh() * s.ow();
            for (int p = 0; p < s.oh(); p += band) {
                int rows = Math.min(band, s.oh() - p);
                int n = rows * 2 * s.w();
                MemorySegment.copy(x, JAVA_FLOAT, (from + 2L * p * s.w()) * Float.BYTES, space.image, 0, n);
                maxRows(space.image, s.w(), rows, s.ow(), space.results);
                long at = (to + (long) p * s.ow()) * Float.BYTES;
                MemorySegment.copy(space.results, 0, y, JAVA_FLOAT, at, rows * s.ow());
            }
        }
    }

    private static void maxRows(float[] x, int w, int rows, int n, float[] y) {
        for (int p = 0; p < rows; p++) {
            for (int q = 0; q < n; q += WINDOWS) {
                int at = 2 * (p * w + q);
                var a = FloatVector.fromArray(SPECIES, x, at);
                var b = FloatVector.fromArray(SPECIES, x, at + 1);
                var upper = b.blend(a, b.compare(VectorOperators.LE, a).or(a.compare(VectorOperators.NE, a)));
                var c = FloatVector.fromArray(SPECIES, x, at + w);
                var d = FloatVector.fromArray(SPECIES, x, at + w + 1);
                var lower = d.blend(c, d.compare(VectorOperators.LE, c).or(c.compare(VectorOperators.NE, c)));
                var stays = lower.compare(VectorOperators.LE, upper).or(upper.compare(VectorOperators.NE, upper));
                lower.blend(upper, stays).rearrange(EVEN).intoArray(y, p * n + q);
            }
        }
    }

    /** dx is set: dy at the corner that won, 0 elsewhere. */
    static void gradient(
            Window s, int planes, MemorySegment x, long xo, MemorySegment dy, long dyo, MemorySegment dx, long dxo) {
        var space = LOCAL.get();
        int band = space.reserve(s);
        for (int plane = 0; plane < planes; plane++) {
            long base = (long) plane * s.h() * s.w();
            long from = dyo + (long) plane * s.oh() * s.ow();
            for (int p = 0; p < s.oh(); p += band) {
                int rows = Math.min(band, s.oh() - p);
                int n = rows * 2 * s.w();
                long at = base + 2L * p * s.w();
                MemorySegment.copy(x, JAVA_FLOAT, (xo + at) * Float.BYTES, space.image, 0, n);
                long windows = (from + (long) p * s.ow()) * Float.BYTES;
                MemorySegment.copy(dy, JAVA_FLOAT, windows, space.results, 0, rows * s.ow());
                gradientRows(space.image, s.w(), rows, s.ow(), space.results, space.gradient);
                space.clearRest(s, rows);
                int rest = p + rows == s.oh() ? s.h() % 2 * s.w() : 0;
                MemorySegment.copy(space.gradient, 0, dx, JAVA_FLOAT, (dxo + at) * Float.BYTES, n + rest);
            }
        }
    }

    /**
     * A row from right to left: the vector that reaches past the end of the upper row is then stored before the
     * lower one. Adding 0 to dy makes 0 of -0, as a sum that begins at 0 does.
     */
    private static void gradientRows(float[] x, int w, int rows, int n, float[] dy, float[] dx) {
        var zero = FloatVector.broadcast(SPECIES, 0);
        var one = FloatVector.broadcast(SPECIES, 1);
        var two = FloatVector.broadcast(SPECIES, 2);
        var three = FloatVector.broadcast(SPECIES, 3);
        var ofUpper = FloatVector.fromArray(SPECIES, CORNERS, 0);
        var ofLower = FloatVector.fromArray(SPECIES, CORNERS, LANES);
        for (int p = 0; p < rows; p++) {
            for (int q = (n - 1) / WINDOWS * WINDOWS; q >= 0; q -= WINDOWS) {
                int at = 2 * (p * w + q);
                var a = FloatVector.fromArray(SPECIES, x, at);
                var b = FloatVector.fromArray(SPECIES, x, at + 1);
                var left = b.compare(VectorOperators.LE, a).or(a.compare(VectorOperators.NE, a));
                var upper = b.blend(a, left);
                var corner = one.blend(zero, left);
                var c = FloatVector.fromArray(SPECIES, x, at + w);
                var d = FloatVector.fromArray(SPECIES, x, at + w + 1);
                left = d.compare(VectorOperators.LE, c).or(c.compare(VectorOperators.NE, c));
                var lower = d.blend(c, left);
                var stays = lower.compare(VectorOperators.LE, upper).or(upper.compare(VectorOperators.NE, upper));
                corner = three.blend(two, left).blend(corner, stays).rearrange(FROM_EVEN);
                var g = FloatVector.fromArray(SPECIES, dy, p * n + q).add(zero).rearrange(TWICE);
                zero.blend(g, corner.compare(VectorOperators.EQ, ofUpper)).intoArray(dx, at);
                zero.blend(g, corner.compare(VectorOperators.EQ, ofLower)).intoArray(dx, at + w);
            }
        }
    }

    /** Sets the column and the row of dx that no window holds to 0. */
    private void clearRest(Window s, int rows) {
        if (s.w() % 2 == 1) {
            for (int i = 1; i <= 2 * rows; i++) {
                gradient[i * s.w() - 1] = 0;
            }
        }
        if (s.h() % 2 == 1) {
            Arrays.fill(gradient, 2 * rows * s.w(), (2 * rows + 1) * s.w(), 0);
        }
    }

    /** Makes room for a band of rows of windows, and gives their number. */
    private int reserve(Window s) {
        int band = Math.max(1, Math.min(BAND_FLOATS / Math.max(1, 2 * s.w()), s.oh()));
        int size = Math.addExact(Math.multiplyExact(2 * band + 1, s.w()), 2 * LANES);
        image = ConvolutionSpace.atLeast(size, image);
        gradient = ConvolutionSpace.atLeast(size, gradient);
        results = ConvolutionSpace.atLeast(band * s.ow() + LANES, results);
        return band;
    }
}
