package dev.merapi.tests.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.simd.Pace;
import dev.merapi.simd.Workers;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

/** {@link Pace} takes the quicker way, by a clock that the steps themselves turn. */
class PaceTest {
    private static final int THREADS = 4;

    private final long[] now = new long[1];
    private final Pace pace = new Pace(() -> now[0]);

    /** Runs steps for so many times {@link Pace#KEEP}; the share of them that ran alone. */
    private double alone(int keeps, IntToLongFunction nanosOfThreads) {
        long end = now[0] + keeps * Pace.KEEP;
        int steps = 0;
        int alone = 0;
        while (now[0] < end) {
            int threads = Workers.withThreads(
                    THREADS,
                    () -> pace.run(() -> {
                        now[0] += nanosOfThreads.applyAsLong(Workers.threads());
                        return Workers.threads();
                    }));
            steps++;
            alone += threads == 1 ? 1 : 0;
        }
        return (double) alone / steps;
    }

    private static IntToLongFunction takes(long alone, long shared) {
        return threads -> threads == 1 ? alone : shared;
    }

    @Test
    void keepsAllThreadsWhileTheyAreQuicker() {
        double share = alone(40, takes(300_000, 200_000));
        assertTrue(share > 0 && share < 0.03, "alone: " + share);
    }

    @Test
    void staysAloneWhileThatIsQuicker() {
        alone(2, takes(200_000, 300_000));
        double share = alone(40, takes(200_000, 300_000));
        assertTrue(share > 0.97 && share < 1, "alone: " + share);
    }

    @Test
    void followsAMachineThatChanges() {
        alone(10, takes(200_000, 300_000));
        alone(3, takes(200_000, 100_000));
        double share = alone(40, takes(200_000, 100_000));
        assertTrue(share < 0.03, "alone: " + share);
    }

    @Test
    void staysWhereItIsForATenth() {
        assertTrue(alone(40, takes(190_000, 200_000)) < 0.03);
    }

    @Test
    void triesNothingWhereStepsAreLong() {
        assertEquals(0, alone(100, takes(1, Pace.LONG + 1)));
    }

    @Test
    void oneThreadIsLeftAlone() {
        assertEquals("done", Workers.withThreads(1, () -> pace.run(() -> "done")));
        assertEquals(0, now[0]);
    }
}
