package dev.merapi.tests.simd;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.merapi.simd.Attention;
import dev.merapi.simd.Kernels;
import java.lang.foreign.MemorySegment;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Tag;

/** Both forms of {@link Attention} give the same bits, a query in a row those of one in a column. */
@Tag("bits")
class AttentionTest {
    private static final Attention SCALAR = Kernels.scalar().attention();
    private static final Attention ACTIVE = Kernels.active().attention();
    private static final int Q = Attention.QUERIES;

    @Property(tries = 100)
    void sameBits(
            @ForAll @IntRange(max = Attention.KEYS) int rows,
            @ForAll @IntRange(min = 1, max = Attention.QUERIES) int cols,
            @ForAll boolean special,
            @ForAll long seed) {
        int every = special ? 300 : 1 << 30;
        MemorySegment s = state(seed);
        MemorySegment v = state(seed);
        for (int block = 0; block < 3; block++) {
            MemorySegment a = Runs.special(rows * Q, every, seed + block);
            MemorySegment b = Runs.special(rows * Q, every, seed + block);
            SCALAR.softmax(rows, cols, a, 0, s, 0);
            ACTIVE.softmax(rows, cols, b, 0, v, 0);
            assertColumns(rows, cols, a, b, "exponentials of block " + block);
            assertColumns(3, cols, s, v, "state of block " + block);
            SCALAR.scale(rows, cols, a, 0, s, 2 * Q);
            ACTIVE.scale(rows, cols, b, 0, v, 2 * Q);
            assertColumns(rows, cols, a, b, "scaled block " + block);
        }
    }

    @Property(tries = 100)
    void sameBitsOfTheGradient(
            @ForAll @IntRange(max = Attention.KEYS) int rows,
            @ForAll @IntRange(min = 1, max = Attention.QUERIES) int cols,
            @ForAll long seed) {
        MemorySegment p = Runs.special(rows * Q, 300, seed);
        MemorySegment v = Runs.special(rows * Q, 300, seed);
        MemorySegment dp = Runs.normal(rows * Q, ~seed);
        MemorySegment dv = Runs.normal(rows * Q, ~seed);
        MemorySegment of = Runs.normal(2 * Q, seed + 7);
        SCALAR.gradient(rows, cols, p, 0, dp, 0, of, 0, of, Q);
        ACTIVE.gradient(rows, cols, v, 0, dv, 0, of, 0, of, Q);
        assertColumns(rows, cols, p, v, "p");
        assertColumns(rows, cols, dp, dv, "ds");
    }

    @Example
    void aRowHasTheBitsOfAColumn() {
        for (Attention kernel : new Attention[] {SCALAR, ACTIVE}) {
            for (int n : new int[] {0, 1, 3, 16, 17, 100, Attention.KEYS}) {
                MemorySegment column = Runs.special(Attention.KEYS * Q, 200, n);
                MemorySegment row = Runs.floats(n);
                for (int i = 0; i < n; i++) {
                    row.setAtIndex(JAVA_FLOAT, i, column.getAtIndex(JAVA_FLOAT, (long) i * Q + 5));
                }
                MemorySegment one = state(3);
                MemorySegment many = state(3);
                kernel.softmaxRow(n, row, 0, one, 5);
                kernel.softmax(n, Q, column, 0, many, 0);
                for (int i = 0; i < n; i++) {
                    Runs.assertBits(
                            column.getAtIndex(JAVA_FLOAT, (long) i * Q + 5),
                            row.getAtIndex(JAVA_FLOAT, i),
                            "key " + i + " of " + n);
                }
                for (int i = 0; i < 3; i++) {
                    long at = (long) i * Q + 5;
                    Runs.assertBits(
                            many.getAtIndex(JAVA_FLOAT, at), one.getAtIndex(JAVA_FLOAT, at), "state " + i + " of " + n);
                }
            }
        }
    }

    @Example
    void aQueryThatSeesNothingKeepsASumOfZero() {
        for (Attention kernel : new Attention[] {SCALAR, ACTIVE}) {
            MemorySegment x = Runs.floats(2 * Q);
            MemorySegment state = state(1);
            for (int j = 0; j < Q; j++) {
                state.setAtIndex(JAVA_FLOAT, j, Float.NEGATIVE_INFINITY);
                state.setAtIndex(JAVA_FLOAT, Q + j, 0f);
                x.setAtIndex(JAVA_FLOAT, j, Float.NEGATIVE_INFINITY);
                x.setAtIndex(JAVA_FLOAT, Q + j, Float.NEGATIVE_INFINITY);
            }
            kernel.softmax(2, Q, x, 0, state, 0);
            assertEquals(0f, state.getAtIndex(JAVA_FLOAT, Q + 9));
            assertEquals(0f, x.getAtIndex(JAVA_FLOAT, Q + 9));
        }
    }

    /** Some queries at their beginning, some in the middle. */
    private static MemorySegment state(long seed) {
        MemorySegment state = Runs.normal(3 * Q, seed);
        for (int j = 0; j < Q; j += 3) {
            state.setAtIndex(JAVA_FLOAT, j, Float.NEGATIVE_INFINITY);
            state.setAtIndex(JAVA_FLOAT, Q + j, 0f);
        }
        return state;
    }

    private static void assertColumns(int rows, int cols, MemorySegment expected, MemorySegment actual, String what) {
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < cols; j++) {
                long at = (long) i * Q + j;
                Runs.assertBits(
                        expected.getAtIndex(JAVA_FLOAT, at),
                        actual.getAtIndex(JAVA_FLOAT, at),
                        what + " " + i + ", " + j);
            }
        }
    }
}
