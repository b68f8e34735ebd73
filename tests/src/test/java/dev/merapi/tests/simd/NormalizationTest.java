package dev.merapi.tests.simd;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.simd.Kernels;
import dev.merapi.simd.Normalization;
import dev.merapi.simd.Reduction.Fold;
import dev.merapi.simd.ReductionDouble;
import java.lang.foreign.MemorySegment;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;

/**
 * Both forms of {@link Normalization} give the same bits, near float64; the gradients are those of the forward methods.
 */
@Tag("bits")
class NormalizationTest {
    private static final Normalization SCALAR = Kernels.scalar().normalization();
    private static final Normalization ACTIVE = Kernels.active().normalization();

    @Property(tries = 100)
    void sameBits(
            @ForAll NormalizationCase c,
            @ForAll @IntRange(max = 4) int rows,
            @ForAll @IntRange(max = 300) int cols,
            @ForAll @IntRange(max = 17) int offset,
            @ForAll long seed) {
        sameBits(c, rows, cols, offset, 1 << 30, seed);
    }

    @Example
    void sameBitsOfAwkwardRowsAndSpecialValues() {
        for (NormalizationCase c : NormalizationCase.values()) {
            for (int cols : Runs.SIZES) {
                for (int every : new int[] {4, 2000, 1 << 30}) {
                    sameBits(c, 3, cols, 1, every, cols);
                }
            }
        }
    }

    private static void sameBits(NormalizationCase c, int rows, int cols, int offset, int every, long seed) {
        int n = rows * cols;
        MemorySegment x = Runs.special(n + offset, every, seed);
        MemorySegment dy = Runs.special(n + offset, every, ~seed);
        MemorySegment s = Runs.floats(n + 2);
        MemorySegment v = Runs.floats(n + 2);
        c.run(SCALAR, rows, cols, dy, x, offset, s, 1);
        c.run(ACTIVE, rows, cols, dy, x, offset, v, 1);
        Runs.assertBits(s, v, c + " of " + rows + " x " + cols);
    }

    /** Rows whose numbers lie near each other have a path of their own: its border, and signs, which it tells apart by bits. */
    @Example
    void sameBitsOfSoftmaxOfRowsNearAndFar() {
        float[][] ends = {
            {0f, -87f},
            {0f, -87.1f},
            {43f, -43f},
            {44f, -44f},
            {-1f, -2f},
            {-200f, -300f},
            {200f, 199f},
            {80f, 1f},
            {-0f, -1f},
            {1e38f, -3e38f},
            {1f, Float.NEGATIVE_INFINITY},
            {Float.intBitsToFloat(0xffc00123), 0f},
            {Float.NaN, 0f}
        };
        for (int cols : new int[] {1, 10, 16, 17, 100, 1000}) {
            MemorySegment x = Runs.floats(ends.length * cols);
            for (int i = 0; i < ends.length; i++) {
                for (int j = 0; j < cols; j++) {
                    float inner = j % 3 == 0 ? ends[i][1] : ends[i][0];
                    x.setAtIndex(
                            JAVA_FLOAT, i * cols + j, j == cols - 1 ? ends[i][0] : j == cols / 2 ? ends[i][1] : inner);
                }
            }
            MemorySegment s = Runs.floats(ends.length * cols);
            MemorySegment v = Runs.floats(ends.length * cols);
            SCALAR.softmax(ends.length, cols, x, 0, s, 0);
            ACTIVE.softmax(ends.length, cols, x, 0, v, 0);
            Runs.assertBits(s, v, "softmax of rows of " + cols);
            ACTIVE.softmax(ends.length, cols, x, 0, x, 0);
            Runs.assertBits(s, x, "softmax in place, rows of " + cols);
        }
    }

    @Example
    void aRowAloneHasTheBitsOfThatRowAmongOthers() {
        for (NormalizationCase c : NormalizationCase.values()) {
            int cols = 37;
            MemorySegment x = Runs.special(5 * cols, 60, 3);
            MemorySegment dy = Runs.normal(5 * cols, 4);
            MemorySegment all = Runs.floats(5 * cols);
            MemorySegment alone = Runs.floats(5 * cols);
            c.run(ACTIVE, 5, cols, dy, x, 0, all, 0);
            for (int i = 0; i < 5; i++) {
                c.run(ACTIVE, 1, cols, dy, x, (long) i * cols, alone, (long) i * cols);
            }
            Runs.assertBits(all, alone, c.name());
        }
    }

    @Example
    void worksInPlace() {
        for (NormalizationCase c : NormalizationCase.values()) {
            for (int cols : new int[] {1, 10, 100, 5000}) {
                MemorySegment x = Runs.normal(2 * cols, 5);
                MemorySegment dy = Runs.normal(2 * cols, 6);
                MemorySegment y = Runs.floats(2 * cols);
                c.run(ACTIVE, 2, cols, dy, x, 0, y, 0);
                if (c.worksInPlace()) {
                    c.run(ACTIVE, 2, cols, dy, x, 0, x, 0);
                    Runs.assertBits(y, x, c + " in place");
                }
            }
        }
    }

    @Example
    void rowsWithInfinitiesAndNansAreNanAndLeaveOthersAlone() {
        for (var c : new NormalizationCase[] {NormalizationCase.SOFTMAX, NormalizationCase.LOG_SOFTMAX}) {
            MemorySegment x = Runs.normal(80, 1);
            x.asSlice(80, 80).fill((byte) 0);
            for (int j = 0; j < 20; j++) {
                x.setAtIndex(JAVA_FLOAT, 20 + j, Float.NEGATIVE_INFINITY);
            }
            x.setAtIndex(JAVA_FLOAT, 43, Float.NaN);
            x.setAtIndex(JAVA_FLOAT, 65, Float.POSITIVE_INFINITY);
            MemorySegment y = Runs.floats(80);
            c.run(ACTIVE, 4, 20, x, x, 0, y, 0);
            for (int i = 0; i < 80; i++) {
                assertEquals(i >= 20, Float.isNaN(y.getAtIndex(JAVA_FLOAT, i)), c + "[" + i + "]");
            }
        }
    }

    /**
     * Within 64 units in the last place of the largest element of the result or, in standardize's gradient, of the
     * terms rstd dy that nearly cancel in short rows: sums and exp cost about ten, x - max and x - mean more.
     */
    @Example
    void nearFloat64() {
        for (NormalizationCase c : NormalizationCase.values()) {
            for (int cols : new int[] {1, 2, 10, 33, 1000, 5000}) {
                near(c, cols);
            }
        }
    }

    private static void near(NormalizationCase c, int cols) {
        MemorySegment dy = Runs.normal(cols, 8);
        MemorySegment x = Runs.normal(cols, 9);
        if (c.readsResult()) {
            c.forward().run(ACTIVE, 1, cols, dy, x, 0, x, 0);
        }
        MemorySegment y = Runs.floats(cols);
        MemorySegment expected = Runs.doubles(cols);
        c.run(ACTIVE, 1, cols, dy, x, 0, y, 0);
        c.runDouble(1, cols, Runs.toDoubles(dy), Runs.toDoubles(x), expected);
        double largest = Math.max(
                ReductionDouble.fold(Fold.MAX, expected, 0, cols), -ReductionDouble.fold(Fold.MIN, expected, 0, cols));
        if (c == NormalizationCase.STANDARDIZE_GRADIENT) {
            largest = terms(Runs.toDoubles(dy), Runs.toDoubles(x), cols);
        } else if (c == NormalizationCase.LAYER_NORM_GRADIENT || c == NormalizationCase.RMS_NORM_GRADIENT) {
            MemorySegment g = Runs.toDoubles(dy);
            MemorySegment weight = NormalizationCase.weight(cols);
            for (int j = 0; j < cols; j++) {
                g.setAtIndex(JAVA_DOUBLE, j, g.getAtIndex(JAVA_DOUBLE, j) * weight.getAtIndex(JAVA_FLOAT, j));
            }
            largest = terms(g, Runs.toDoubles(x), cols);
        }
        for (int j = 0; j < cols; j++) {
            double e = expected.getAtIndex(JAVA_DOUBLE, j);
            assertEquals(e, y.getAtIndex(JAVA_FLOAT, j), 64 * 0x1p-24 * largest, c + " of " + cols + ", element " + j);
        }
    }

    /** rstd, which is above RMS norm's scale, times the norm of dy, which no |dy| exceeds. */
    private static double terms(MemorySegment dy, MemorySegment x, int cols) {
        double mean = ReductionDouble.fold(Fold.SUM, x, 0, cols) / cols;
        double variance = ReductionDouble.squaredDistance(x, 0, mean, cols) / cols;
        return Math.sqrt(ReductionDouble.dot(dy, 0, dy, 0, cols) / (variance + NormalizationCase.EPS));
    }

    /**
     * dot(dx, d) against (dot(dy, f(x + h d)) - dot(dy, f(x - h d))) / 2h in float64: error h^2 and u / h, both near
     * 1e-9.
     */
    @Example
    void gradientsAreThoseOfTheForwardMethods() {
        for (NormalizationCase c : NormalizationCase.values()) {
            if (c.isGradient()) {
                for (int cols : new int[] {2, 3, 10, 50}) {
                    gradient(c, cols);
                }
            }
        }
    }

    private static void gradient(NormalizationCase c, int cols) {
        double h = 1e-5;
        MemorySegment dy = Runs.toDoubles(Runs.normal(cols, 11));
        MemorySegment x = Runs.toDoubles(Runs.normal(cols, 12));
        MemorySegment d = Runs.toDoubles(Runs.normal(cols, 13));
        MemorySegment read = Runs.doubles(cols).copyFrom(x);
        if (c.readsResult()) {
            c.forward().runDouble(1, cols, dy, x, read);
        }
        MemorySegment dx = Runs.doubles(cols);
        c.runDouble(1, cols, dy, read, dx);
        double slope = (along(c, cols, dy, x, d, h) - along(c, cols, dy, x, d, -h)) / (2 * h);
        double stated = ReductionDouble.dot(dx, 0, d, 0, cols);
        assertEquals(slope, stated, 1e-5 * (1 + Math.abs(slope)), c + " of " + cols);
        assertTrue(Double.isFinite(stated));
    }

    private static double along(
            NormalizationCase c, int cols, MemorySegment dy, MemorySegment x, MemorySegment d, double h) {
        MemorySegment moved = Runs.doubles(cols);
        for (int j = 0; j < cols; j++) {
            moved.setAtIndex(JAVA_DOUBLE, j, x.getAtIndex(JAVA_DOUBLE, j) + h * d.getAtIndex(JAVA_DOUBLE, j));
        }
        c.forward().runDouble(1, cols, dy, moved, moved);
        return ReductionDouble.dot(dy, 0, moved, 0, cols);
    }
}
