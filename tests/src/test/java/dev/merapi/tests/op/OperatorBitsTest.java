package dev.merapi.tests.op;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.merapi.simd.Kernels;
import dev.merapi.simd.Workers;
import dev.merapi.tests.Digest;
import dev.merapi.tests.Laws;
import dev.merapi.tests.OperatorCase;
import dev.merapi.tests.OperatorCases;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The bits of every operator's results and gradients are those in {@code bits.txt}, at whatever width and number of
 * threads: this class runs again at 256 bits, at 128 bits and in scalar form. {@code -Dmerapi.bits.write=true} writes the
 * file anew.
 */
@Tag("bits")
class OperatorBitsTest {
    private static final boolean WRITE = Boolean.getBoolean("merapi.bits.write");
    private static final Path FILE =
            Path.of(System.getProperty("merapi.root", ".."), "tests/src/test/resources/bits.txt");

    private static final String SEPARATOR = " = ";

    private static Map<String, String> committed = Map.of();

    static List<OperatorCase> all() {
        return OperatorCases.all();
    }

    /** Only the run at the preferred width writes; the others are compared with what it wrote. */
    @BeforeAll
    static void read() throws IOException {
        if (WRITE && System.getProperty("merapi.expect.bits", "preferred").equals("preferred")) {
            Files.writeString(FILE, all().stream().map(OperatorBitsTest::line).collect(Collectors.joining()));
        }
        committed = parse(WRITE ? Files.readString(FILE) : resource());
    }

    private static String line(OperatorCase c) {
        return c + SEPARATOR + Workers.withThreads(1, () -> Digest.of(c)) + "\n";
    }

    private static String resource() throws IOException {
        try (InputStream in = OperatorBitsTest.class.getResourceAsStream("/bits.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Map<String, String> parse(String text) {
        Map<String, String> digests = new TreeMap<>();
        text.lines().forEach(line -> {
            int at = line.indexOf(SEPARATOR);
            digests.put(line.substring(0, at), line.substring(at + SEPARATOR.length()));
        });
        return digests;
    }

    @ParameterizedTest
    @MethodSource("all")
    void bitsAreTheCommittedOnes(OperatorCase c) {
        assertEquals(
                committed.getOrDefault(c.name(), "no line in bits.txt; -Dmerapi.bits.write=true writes it"),
                Digest.of(c),
                c + " on " + Kernels.active().name() + " kernels of "
                        + Kernels.active().bits() + " bits");
    }

    @ParameterizedTest
    @MethodSource("all")
    void bitsDontDependOnThreads(OperatorCase c) {
        Laws.sameBitsAcrossThreads(c);
    }

    @Test
    void noLineIsStale() {
        assertEquals(
                all().stream().map(OperatorCase::name).sorted().toList(),
                committed.keySet().stream().sorted().toList());
    }
}
