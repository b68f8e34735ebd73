package dev.merapi.tests.numerics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.bench.numerics.Numerics;
import dev.merapi.bench.numerics.Report;
import dev.merapi.bench.numerics.Row;
import dev.merapi.bench.numerics.Ulps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** bench/numerics.sh: how errors are counted, what it keeps of an older table, and what it says of mistakes. */
class NumericsCommandTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "1, 1, 0",
        "1, 1.0000000596046448, 0.5",
        "1.0000001, 1, 1",
        "1, 0.99999997, 0.50331648",
        "0, 1e-46, 0.07136238",
        "1.4e-45, 0, 1",
        "Infinity, 3.4028235677973366e38, 0.5",
        "Infinity, 1e300, 0",
        "3.4028235e38, 1e300, 1",
        "NaN, NaN, 0",
        "NaN, 1, Infinity",
        "1, NaN, Infinity"
    })
    void ulpsAreDistancesOfNeighboursAtTheExactResult(float got, double exact, double ulps) {
        assertEquals(ulps, Ulps.between(got, exact), 1e-6);
    }

    @Test
    void otherRowsStayWhenOneIsMeasuredAnew() throws IOException {
        Path file = folder.resolve("NUMERICS.md");
        String exp = "| exp | all | 9.99 | 1.5 | 99.00 |  |";
        String slope = "| gelu_grad | x > -0.5 | 3.9e+07 | 1.5 | 90.12 | 2^-22.4 |";
        Files.writeString(
                file, "# Numerics\n" + exp + "\n" + slope + "\n| pow | a grid | 7.00 | 2.0, 3.0 | 50.00 |  |\n");
        Numerics.main("--function", "pow", "--file", file.toString());
        List<String> lines = Files.readAllLines(file);
        assertTrue(lines.contains(exp) && lines.contains(slope), () -> String.join("\n", lines));
        List<Row> rows = Report.read(file);
        assertEquals(
                List.of("exp", "gelu_grad", "pow"),
                rows.stream().map(Row::function).toList());
        assertTrue(rows.getLast().ulps() < 1, rows::toString);
    }

    @Test
    void aQuickLookWritesNothing() throws IOException {
        Path file = folder.resolve("NUMERICS.md");
        Numerics.main("--function", "SILU", "--stride", "1000003", "--file", file.toString());
        assertTrue(Files.notExists(file));
    }

    @ParameterizedTest
    @CsvSource({
        "--function, expp, There's no function \"expp\"; choose one of those named below",
        "--stride, 0, '--stride is \"0\", but must be a whole number from 1 to 999999999'",
        "--fil, x, There's no option --fil; see the usage"
    })
    void mistakesAreSentences(String option, String value, String message) {
        var error = assertThrows(IllegalArgumentException.class, () -> Numerics.parse(option, value));
        assertEquals(message, error.getMessage());
    }
}
