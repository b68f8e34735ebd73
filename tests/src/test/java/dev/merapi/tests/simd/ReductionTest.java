package dev.merapi.tests.simd;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.simd.Kernels;
import dev.merapi.simd.Reduction;
import dev.merapi.simd.Reduction.Fold;
import dev.merapi.simd.ReductionDouble;
import dev.merapi.simd.ReductionLong;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;

/** Both forms of {@link Reduction} give the bits of the canonical order, which lie near the exact result. */
@Tag("bits")
class ReductionTest {
    private static final Reduction SCALAR = Kernels.scalar().reduction();
    private static final Reduction ACTIVE = Kernels.active().reduction();

    @Example
    void awkwardSizesOffsetsAndSpecialValues() {
        for (int n : Runs.SIZES) {
            for (int offset : new int[] {0, 1, 5}) {
                for (int every : new int[] {3, 1000, 1 << 30}) {
                    sameBits(n, offset, every, n + offset);
                }
            }
        }
    }

    @Property(tries = 200)
    void anySize(@ForAll @IntRange(max = 20000) int n, @ForAll @IntRange(max = 17) int offset, @ForAll long seed) {
        sameBits(n, offset, 5000, seed);
    }

    private static void sameBits(int n, int offset, int every, long seed) {
        MemorySegment x = Runs.special(n + offset, every, seed);
        MemorySegment y = Runs.special(n + offset, every, ~seed);
        String what = " of " + n + " from " + offset;
        for (Fold f : Fold.values()) {
            Runs.assertBits(SCALAR.fold(f, x, offset, n), ACTIVE.fold(f, x, offset, n), f + what);
        }
        Runs.assertBits(SCALAR.dot(x, offset, y, offset, n), ACTIVE.dot(x, offset, y, offset, n), "dot" + what);
        Runs.assertBits(
                SCALAR.squaredDistance(x, offset, 0.3f, n),
                ACTIVE.squaredDistance(x, offset, 0.3f, n),
                "squares" + what);
        if (n > 0) {
            assertEquals(SCALAR.argmax(x, offset, n), ACTIVE.argmax(x, offset, n), "argmax" + what);
            assertEquals(SCALAR.argmin(x, offset, n), ACTIVE.argmin(x, offset, n), "argmin" + what);
        }
        MemorySegment s = Runs.floats(n);
        MemorySegment v = Runs.floats(n);
        SCALAR.cumsum(x, offset, s, 0, n);
        ACTIVE.cumsum(x, offset, v, 0, n);
        Runs.assertBits(s, v, "cumsum" + what);
    }

    @Property(tries = 150)
    void anyColumns(
            @ForAll Fold f,
            @ForAll @IntRange(max = 300) int rows,
            @ForAll @IntRange(max = 150) int cols,
            @ForAll @IntRange(max = 17) int gap,
            @ForAll @IntRange(max = 17) int offset,
            @ForAll long seed) {
        int ldx = cols + gap;
        MemorySegment x = Runs.special(offset + rows * ldx, 2000, seed);
        MemorySegment s = Runs.floats(cols + 3);
        MemorySegment v = Runs.floats(cols + 3);
        SCALAR.foldColumns(f, rows, cols, x, offset, ldx, s, 3);
        ACTIVE.foldColumns(f, rows, cols, x, offset, ldx, v, 3);
        Runs.assertBits(s, v, f + " down " + rows + " x " + cols + " from " + offset + ", rows " + ldx + " apart");
    }

    @Example
    void columnsOfAnyShape() {
        for (int rows : new int[] {0, 1, 2, 127, 128, 129, 300}) {
            for (int cols : new int[] {0, 1, 3, 15, 16, 17, 63, 64, 65, 130}) {
                int ldx = cols + 3;
                MemorySegment x = Runs.special(5 + rows * ldx, 2000, rows + cols);
                for (Fold f : Fold.values()) {
                    MemorySegment s = Runs.floats(cols + 1);
                    MemorySegment v = Runs.floats(cols + 1);
                    SCALAR.foldColumns(f, rows, cols, x, 5, ldx, s, 1);
                    ACTIVE.foldColumns(f, rows, cols, x, 5, ldx, v, 1);
                    Runs.assertBits(s, v, f + " down " + rows + " x " + cols);
                }
            }
        }
    }

    /** fold(x) = fold(folds of blocks of x): what lets callers cut a long run for threads. */
    @Example
    void splitsAtBlockBorders() {
        for (int n : new int[] {1, 4096, 4097, 8192, 10000, 100_000, 4096 * 65 + 1}) {
            MemorySegment x = Runs.normal(n, n);
            int blocks = (n - 1) / Reduction.BLOCK + 1;
            for (Fold f : Fold.values()) {
                MemorySegment parts = Runs.floats(blocks);
                for (int b = 0; b < blocks; b++) {
                    int from = b * Reduction.BLOCK;
                    float part = ACTIVE.fold(f, x, from, Math.min(Reduction.BLOCK, n - from));
                    parts.setAtIndex(JAVA_FLOAT, b, part);
                }
                Runs.assertBits(ACTIVE.fold(f, x, 0, n), ACTIVE.fold(f, parts, 0, blocks), f + " of " + n);
            }
        }
    }

    /** Several blocks at once are the blocks one by one. */
    @Example
    void blocksTogetherAreTheBlocksAlone() {
        for (int n : new int[] {0, 1, 4096, 16383, 16384, 16385, 5 * 16384 + 4097}) {
            MemorySegment x = Runs.normal(n + 3, n);
            int blocks = (n + Reduction.BLOCK - 1) / Reduction.BLOCK;
            for (Fold f : Fold.values()) {
                for (Reduction kernel : List.of(SCALAR, ACTIVE)) {
                    MemorySegment together = Runs.floats(blocks + 1);
                    kernel.foldBlocks(f, x, 3, n, together, 1);
                    for (int b = 0; b < blocks; b++) {
                        int from = b * Reduction.BLOCK;
                        float alone = SCALAR.fold(f, x, 3 + from, Math.min(Reduction.BLOCK, n - from));
                        Runs.assertBits(alone, together.getAtIndex(JAVA_FLOAT, 1 + b), f + " of " + n);
                    }
                }
            }
        }
    }

    /** A path from an element to the sum has at most 64 + 6 additions a level: |error| <= 70 u (levels) sum |x|. */
    @Example
    void nearTheExactSum() {
        for (int n : new int[] {1, 17, 1000, 4097, 1_000_000}) {
            MemorySegment x = Runs.normal(n, n);
            MemorySegment y = Runs.normal(n, n + 1);
            MemorySegment wide = Runs.toDoubles(x);
            double magnitude = ReductionDouble.dot(wide, 0, wide, 0, n) + n;
            double bound = 140 * 0x1p-24 * magnitude;
            assertEquals(ReductionDouble.fold(Fold.SUM, wide, 0, n), ACTIVE.fold(Fold.SUM, x, 0, n), bound);
            assertEquals(ReductionDouble.dot(wide, 0, Runs.toDoubles(y), 0, n), ACTIVE.dot(x, 0, y, 0, n), 2 * bound);
            assertEquals(
                    ReductionDouble.squaredDistance(wide, 0, 0.5, n), ACTIVE.squaredDistance(x, 0, 0.5f, n), 2 * bound);
        }
    }

    @Example
    void identitiesOfNothing() {
        MemorySegment none = Runs.floats(0);
        for (Fold f : Fold.values()) {
            Runs.assertBits(f.identity(), ACTIVE.fold(f, none, 0, 0), f + " of nothing");
            assertEquals(f.identity(), ReductionDouble.fold(f, Runs.doubles(0), 0, 0));
        }
    }

    @Example
    void zerosAndNansInExtremes() {
        MemorySegment x = Runs.floats(40);
        x.fill((byte) 0);
        x.setAtIndex(JAVA_FLOAT, 0, -0f);
        Runs.assertBits(0f, ACTIVE.fold(Fold.MAX, x, 0, 40), "max");
        Runs.assertBits(-0f, ACTIVE.fold(Fold.MIN, x, 0, 40), "min");
        assertEquals(0, ACTIVE.argmax(x, 0, 40));
        assertEquals(0, ACTIVE.argmin(x, 0, 40));
        x.setAtIndex(JAVA_FLOAT, 33, Float.NaN);
        x.setAtIndex(JAVA_FLOAT, 36, Float.NaN);
        assertTrue(Float.isNaN(ACTIVE.fold(Fold.MAX, x, 0, 40)));
        assertEquals(33, ACTIVE.argmax(x, 0, 40));
        assertEquals(33, ACTIVE.argmin(x, 0, 40));
    }

    @Example
    void integers() {
        long large = Long.MAX_VALUE - 3;
        MemorySegment x = Arena.ofAuto().allocateFrom(JAVA_LONG, 3, -7, large, large, -7);
        assertEquals(2 * large - 11, ReductionLong.fold(Fold.SUM, x, 0, 5), "wraps");
        assertEquals(2, ReductionLong.argmax(x, 0, 5), "the first of equals");
        assertEquals(1, ReductionLong.argmin(x, 0, 5));
        MemorySegment y = Arena.ofAuto().allocate(5 * 8L, 8);
        ReductionLong.cumsum(x, 0, y, 0, 5);
        assertEquals(2 * large - 11, y.getAtIndex(JAVA_LONG, 4));
        MemorySegment z = Arena.ofAuto().allocateFrom(JAVA_LONG, 1, 2, 3, 4, 5, 6);
        assertEquals(720, ReductionLong.fold(Fold.PROD, z, 0, 6));
        assertEquals(5, ReductionLong.argmax(z, 0, 6));
        assertEquals(0, ReductionLong.argmin(z, 0, 6));
        MemorySegment c = Arena.ofAuto().allocate(3 * 8L, 8);
        ReductionLong.foldColumns(Fold.MAX, 2, 3, z, 0, 3, c, 0);
        assertEquals(6, c.getAtIndex(JAVA_LONG, 2));
        ReductionLong.cumsum(z, 0, z, 0, 6);
        assertEquals(21, z.getAtIndex(JAVA_LONG, 5));
    }
}
