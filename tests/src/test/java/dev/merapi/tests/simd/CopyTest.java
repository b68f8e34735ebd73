package dev.merapi.tests.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.merapi.simd.Copy;
import dev.merapi.simd.Kernels;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;

/** Copies move every byte where the formula says, and no other. */
@Tag("bits")
class CopyTest {
    private static final int[] SIZES = {1, 2, 4, 8};
    private static final Copy COPY = Kernels.active().copy();

    @Example
    void strides() {
        for (int size : SIZES) {
            for (int n : new int[] {0, 1, 2, 17, 100}) {
                for (int xs : new int[] {1, 0, -1, 3, -2}) {
                    for (int ys : new int[] {1, -1, 2, 5}) {
                        copy(size, n, xs, ys);
                    }
                }
            }
        }
    }

    private static void copy(int size, int n, int xs, int ys) {
        MemorySegment x = random(size * 512, n);
        MemorySegment y = random(size * 1024, -n);
        MemorySegment expected = Arena.ofAuto().allocate(y.byteSize()).copyFrom(y);
        long xo = xs < 0 ? 300 : 7;
        long yo = ys < 0 ? 300 : 9;
        for (int i = 0; i < n; i++) {
            MemorySegment.copy(x, (xo + (long) i * xs) * size, expected, (yo + (long) i * ys) * size, size);
        }
        COPY.copy(size, x, xo, xs, y, yo, ys, n);
        assertEquals(-1, expected.mismatch(y), size + " bytes, n " + n + ", strides " + xs + " to " + ys);
    }

    @Example
    void transposes() {
        int[] sides = {0, 1, 3, 4, 7, 8, 9, 15, 16, 17, 31, 33, 64, 65, 100};
        for (int size : SIZES) {
            for (int rows : sides) {
                for (int cols : sides) {
                    transpose(size, rows, cols, cols + 2, rows + 3);
                }
            }
        }
    }

    private static void transpose(int size, int rows, int cols, int ldx, int ldy) {
        MemorySegment x = random(size * (3 + rows * ldx), rows);
        MemorySegment y = random(size * (5 + cols * ldy), cols);
        MemorySegment expected = Arena.ofAuto().allocate(y.byteSize()).copyFrom(y);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < cols; j++) {
                MemorySegment.copy(
                        x, (3L + (long) i * ldx + j) * size, expected, (5L + (long) j * ldy + i) * size, size);
            }
        }
        COPY.transpose(size, rows, cols, x, 3, ldx, y, 5, ldy);
        assertEquals(-1, expected.mismatch(y), size + " bytes, " + rows + " x " + cols);
    }

    @Property(tries = 300)
    void anyStridesAndOffsetsAsTheScalarTwin(
            @ForAll @IntRange(max = 3) int log,
            @ForAll @IntRange(max = 200) int n,
            @ForAll @IntRange(min = -4, max = 4) int xs,
            @ForAll @IntRange(min = -4, max = 4) int ys,
            @ForAll @IntRange(max = 17) int offset) {
        int size = 1 << log;
        int step = ys == 0 ? 1 : ys;
        MemorySegment x = random(size * 1700, n);
        MemorySegment want = random(size * 1700, -n);
        MemorySegment got = Arena.ofAuto().allocate(want.byteSize(), 64).copyFrom(want);
        Kernels.scalar().copy().copy(size, x, 820 + offset, xs, want, 840 - offset, step, n);
        COPY.copy(size, x, 820 + offset, xs, got, 840 - offset, step, n);
        assertEquals(-1, want.mismatch(got), size + " bytes, n " + n + ", strides " + xs + " to " + step);
    }

    @Property(tries = 300)
    void anyTransposeAsTheScalarTwin(
            @ForAll @IntRange(max = 3) int log,
            @ForAll @IntRange(max = 70) int rows,
            @ForAll @IntRange(max = 70) int cols,
            @ForAll @IntRange(max = 9) int gap,
            @ForAll @IntRange(max = 17) int offset) {
        int size = 1 << log;
        MemorySegment x = random(size * (offset + rows * (cols + gap)), rows);
        MemorySegment want = random(size * (offset + cols * (rows + gap)), cols);
        MemorySegment got = Arena.ofAuto().allocate(want.byteSize(), 64).copyFrom(want);
        Kernels.scalar().copy().transpose(size, rows, cols, x, offset, cols + gap, want, offset, rows + gap);
        COPY.transpose(size, rows, cols, x, offset, cols + gap, got, offset, rows + gap);
        assertEquals(-1, want.mismatch(got), size + " bytes, " + rows + " x " + cols + " from " + offset);
    }

    @Example
    void otherSizesAreRefused() {
        MemorySegment x = random(64, 1);
        assertThrows(IllegalArgumentException.class, () -> COPY.copy(3, x, 0, 2, x, 0, 1, 2));
    }

    private static MemorySegment random(int bytes, long seed) {
        byte[] content = new byte[bytes];
        new Random(seed).nextBytes(content);
        return Arena.ofAuto().allocate(bytes, 64).copyFrom(MemorySegment.ofArray(content));
    }
}
