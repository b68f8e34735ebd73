package dev.merapi.tests.simd;

import dev.merapi.simd.Kernels;
import dev.merapi.simd.Recurrence;
import java.lang.foreign.MemorySegment;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;

/** Both forms of {@link Recurrence} give the same bits; their formulas are held to loops and PyTorch by the operators' tests. */
@Tag("bits")
class RecurrenceTest {
    private static final Recurrence SCALAR = Kernels.scalar().recurrence();
    private static final Recurrence ACTIVE = Kernels.active().recurrence();

    /** Memory of a step: what is read, what is changed. Each block begins at an offset of its own. */
    private record Step(int rows, int h, MemorySegment x, MemorySegment y, MemorySegment[] changed) {
        static Step of(int rows, int h, int every, long seed) {
            int n = rows * h;
            MemorySegment[] changed = new MemorySegment[5];
            for (int i = 0; i < changed.length; i++) {
                changed[i] = Runs.special(4 * n + i, every, seed + i);
            }
            return new Step(
                    rows,
                    h,
                    Runs.special(4 * n + 3, every, seed - 1),
                    Runs.special(n + h + 1, every, seed - 2),
                    changed);
        }

        void run(Recurrence kernel, int which) {
            MemorySegment[] m = changed;
            switch (which) {
                case 0 -> kernel.lstm(rows, h, x, 3, m[0], 0, m[1], 1, m[2], 2);
                case 1 -> kernel.lstmGradient(rows, h, y, 1, m[1], 1, m[2], 2, x, 3, m[4], 4, m[0], 0);
                case 2 -> kernel.gru(rows, h, x, 3, y, 1, m[0], 0, m[1], 1);
                default -> kernel.gruGradient(rows, h, y, 1, m[1], 1, x, 3, m[4], 4, m[0], 0, m[2], 2);
            }
        }
    }

    private static void sameBits(int rows, int h, int every, long seed) {
        for (int which = 0; which < 4; which++) {
            Step one = Step.of(rows, h, every, seed);
            Step two = Step.of(rows, h, every, seed);
            one.run(SCALAR, which);
            two.run(ACTIVE, which);
            for (int i = 0; i < one.changed.length; i++) {
                Runs.assertBits(
                        one.changed[i], two.changed[i], "kernel " + which + " of " + rows + " x " + h + ", block " + i);
            }
        }
    }

    @Property(tries = 100)
    void twins(@ForAll @IntRange(max = 4) int rows, @ForAll @IntRange(min = 1, max = 90) int h, @ForAll long seed) {
        sameBits(rows, h, 1 << 30, seed);
    }

    @Example
    void twinsOfAwkwardSizesAndSpecialValues() {
        for (int h : new int[] {1, 7, 15, 16, 17, 31, 32, 33, 64, 65, 127, 200}) {
            for (int every : new int[] {5, 500}) {
                sameBits(3, h, every, h);
            }
        }
    }
}
