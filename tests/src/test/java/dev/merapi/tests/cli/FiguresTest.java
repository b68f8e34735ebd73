package dev.merapi.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.merapi.cli.text.Figures;
import dev.merapi.cli.text.Pasted;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers for people, and paths for their shells. */
class FiguresTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0.0321, 0.032",
        "0.25, 0.25",
        "0.5, 0.50",
        "0.996, 1.0",
        "1, 1.0",
        "3.44, 3.4",
        "9.94, 9.9",
        "9.96, 10",
        "10.4, 10",
        "1234.4, 1234",
        "NaN, NaN",
        "Infinity, Infinity"
    })
    void ratesHaveTwoDigitsThatSaySomething(double rate, String text) {
        assertEquals(text, Figures.rate(rate));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            runs/mlp-1       | runs/mlp-1
            /tmp/\u00fcbung_1 | /tmp/\u00fcbung_1
            my run           | 'my run'
            it's             | 'it'\\''s'
            ~/$HOME/a;b      | '~/$HOME/a;b'
            -x               | ./-x
            """)
    void pathsAreQuotedWhereAShellWouldTakeThemApart(String path, String pasted) {
        assertEquals(pasted, Pasted.path(Path.of(path)));
    }
}
