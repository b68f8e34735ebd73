package dev.merapi.tests.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.cli.bench.Case;
import dev.merapi.cli.bench.Turns;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@link Turns}. */
class TurnsTest {
    private static final double NAP = 2e-3;

    private final List<String> made = new ArrayList<>();
    private final List<Case> cases = List.of(napping("a"), napping("b"));

    @Test
    void answersEachLineByOne() throws IOException {
        List<String> answers = talk("case a", "turn 0.01", "turn 0.01", "case b", "turn 0");
        assertEquals(5, answers.size());
        assertEquals("a in 1/s", answers.get(0));
        assertEquals("b in 1/s", answers.get(3));
        for (int turn : new int[] {1, 2, 4}) {
            assertTrue(Double.parseDouble(answers.get(turn)) >= NAP, answers.get(turn));
        }
    }

    @Test
    void theSameCaseAgainIsStillWarm() throws IOException {
        talk("case a", "case a", "turn 0", "case b", "case a");
        assertEquals(List.of("a", "b", "a"), made);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "case c              | there is no case 'c' among those of --filter",
                "turn 1              | 'turn 1' makes no sense here: first comes 'case NAME', then 'turn SECONDS'",
                "case a;next         | 'next' makes no sense here",
                "case a;turn quickly | 'turn quickly' doesn't say how many seconds",
            })
    void whatMakesNoSenseIsSaid(String lines, String sentence) {
        var e = assertThrows(IllegalArgumentException.class, () -> talk(lines.split(";")));
        assertTrue(e.getMessage().contains(sentence), e.getMessage());
    }

    private List<String> talk(String... lines) throws IOException {
        var out = new ByteArrayOutputStream();
        new Turns(cases, NAP, c -> c.name() + " in " + c.unit())
                .answer(
                        new BufferedReader(new StringReader(String.join("\n", lines))),
                        new PrintStream(out, true, StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private Case napping(String name) {
        return new Case(name, 1, "1/s", () -> {
            made.add(name);
            return TurnsTest::nap;
        });
    }

    private static void nap() {
        try {
            Thread.sleep(2);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
