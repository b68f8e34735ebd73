package dev.merapi.tests.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.bench.duel.Contender;
import dev.merapi.bench.duel.Duel;
import dev.merapi.bench.duel.Match;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two checkouts in turn, on a clock of the test's own. */
class DuelTest {
    /** A machine that runs at half its speed for most of a second, of each second. */
    @Test
    void aSlowMachineIsSlowForBoth() {
        AtomicLong now = new AtomicLong();
        Match match = new Match(() -> spend(now, 200_000), () -> spend(now, 300_000), now::get);
        Match.Score score = match.play(5);
        assertEquals(1.5, score.ratio(), 1e-9);
        assertEquals(1.5, score.low(), 1e-9);
        assertEquals(1.5, score.high(), 1e-9);
        assertEquals(2, score.here() / 200_000, 1e-9);
        assertEquals(2, score.there() / 300_000, 1e-9);
    }

    private static void spend(AtomicLong clock, long nanos) {
        boolean slow = clock.get() % 1_000_000_000 < 800_000_000;
        clock.addAndGet(slow ? 2 * nanos : nanos);
    }

    @Test
    void calls() {
        AtomicLong now = new AtomicLong();
        AtomicLong balance = new AtomicLong();
        new Match(
                        () -> {
                            now.addAndGet(400_000_000);
                            balance.incrementAndGet();
                        },
                        () -> {
                            now.addAndGet(400_000_000);
                            balance.decrementAndGet();
                        },
                        now::get)
                .play(0.1);
        assertEquals(0, balance.get(), "both were called as often");
        assertTrue(now.get() >= 5 * 4 * 400_000_000L, "five slices of each at least, one call before each");
    }

    @Test
    void options() {
        Duel.Options options = Duel.Options.parse(".", "../old", "--filter", "conv,gemm", "--seconds", "2.5");
        assertEquals(new Duel.Options(Path.of("."), Path.of("../old"), List.of("conv", "gemm"), 1, 2.5), options);
        told("name the folder of the other checkout first, then pairs of options", ".");
        told("name the folder of the other checkout first, then pairs of options", ".", "--filter");
        told("--seconds soon is no number", ".", "../old", "--seconds", "soon");
        told("--seconds 0 must be above 0 and at most 3600", ".", "../old", "--seconds", "0");
        told("--threads two must be a whole number from 1 to 9999", ".", "../old", "--threads", "two");
        told("--speed is no option", ".", "../old", "--speed", "1");
    }

    private static void told(String sentence, String... args) {
        assertEquals(
                sentence,
                assertThrows(IllegalArgumentException.class, () -> Duel.Options.parse(args))
                        .getMessage());
    }

    @Test
    void aCheckoutMustBeBuilt(@TempDir Path empty) {
        String told = assertThrows(IllegalArgumentException.class, () -> Contender.of(empty))
                .getMessage();
        assertTrue(told.contains(empty.toString()) && told.contains("run ./merapi --version"), told);
    }
}
