package dev.merapi.tests.models;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.metric.ConfusionMatrix;
import dev.merapi.models.text.Sequences;
import dev.merapi.tensor.Tensor;
import dev.merapi.tests.Child;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables that this JVM has no room for are told by what they are, not by Java's "Java heap space". */
class LargeTablesTest {
    @ParameterizedTest
    @CsvSource({
        "pad, 'a tensor int64 [1, 67108864] of 536,870,912 bytes doesn''t fit'",
        "pool, 'a tensor int64 [99999999, 2] of 1,610,612,736 bytes doesn''t fit'",
        "confuse, 'a confusion matrix of 10000 classes: an array of 100000000 elements of 8 bytes doesn''t fit into the JVM''s heap'"
    })
    void tell(String what, String sentence) throws IOException, InterruptedException {
        String out = Child.run(List.of("-Xmx256m", "-Dmerapi.memory.limit=64m"), Tables.class, what);
        assertTrue(out.startsWith(sentence), out);
    }

    /** The longest window is found without a look at each. */
    @Test
    void manyWindows() throws IOException, InterruptedException {
        String out = Child.run(List.of("-Dmerapi.memory.limit=64m"), Tables.class, "windows");
        assertTrue(out.startsWith("a tensor int64 [2147483647, 1] of "), out);
    }

    /** Asks for one of them. */
    static final class Tables {
        private Tables() {}

        public static void main(String[] args) {
            try {
                System.out.println(
                        switch (args[0]) {
                            case "pad" -> Sequences.padSequences(List.of(new int[1]), 1 << 26);
                            case "pool" -> Tensor.zeros(1).expand(100_000_000).adaptiveMaxPool1d(99_999_999);
                            case "windows" -> Tensor.zeros(1).adaptiveMaxPool1d(Integer.MAX_VALUE);
                            default -> new ConfusionMatrix(10_000);
                        });
            } catch (OutOfMemoryError | IllegalArgumentException e) {
                System.out.println(e.getMessage());
            }
        }
    }
}
