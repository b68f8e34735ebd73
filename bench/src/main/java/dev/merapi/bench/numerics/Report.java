package dev.merapi.bench.numerics;

import dev.merapi.simd.Elementwise;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** docs/NUMERICS.md: its rows, and how to write it anew with some of them replaced. */
public final class Report {
    private static final String INTRODUCTION = """
            # Numerics

            Written by `bench/numerics.sh`, never by hand; `bench/numerics.sh --function exp` measures one function anew. Kernels use
            IEEE add, subtract, multiply, divide, square root and fma alone, so these figures hold for scalar and vector kernels, at 128,
            256 and 512 bits, on any machine. The tests check a sample of every function against this table.

            ## Errors of float32 functions

            Measured at **all 2^32 floats** (pow: on a grid). What is exact is computed in double precision, near the root of a
            derivative by a series around it, and is off by less than a millionth of an ulp. One ulp is the distance of neighbouring
            floats at the exact result, 2^-149 if that is subnormal; 0.50 is correct rounding. Infinity counts as 2^128. Errors are
            rounded up. Gradients are for dy = 1, swiglu is for b = 0.7; at the root of a derivative an ulp has no size, so over all
            arguments the absolute error says more.

            """;

    private static final String SPECIAL = """

            ## Special values

            Result at each argument. "0 from -103.97" means that all results further out are 0, "inf up to 3E-39" all those nearer to 0.

            """;

    private static final String POW = """

            pow follows IEEE 754, 1^NaN = 1, (-1)^(+-inf) = 1 and (-inf)^0.5 = inf included.
            """;

    private Report() {}

    /** The rows in a file; none if there is no file. */
    public static List<Row> read(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.map(Row::parse).flatMap(Optional::stream).toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    /** Writes the file with new rows in place of those that it has of the same functions; the others stay as they are. */
    static void merge(Path file, List<Row> measured, Elementwise kernels) throws IOException {
        Map<String, List<String>> byFunction = new LinkedHashMap<>();
        Stream.of(Function.values()).forEach(f -> byFunction.put(f.toString(), List.of()));
        if (Files.exists(file)) {
            byFunction.putAll(lines(Files.readAllLines(file)));
        }
        byFunction.putAll(lines(measured.stream().map(Row::line).toList()));
        String rows = byFunction.values().stream()
                .flatMap(List::stream)
                .map(line -> line + "\n")
                .collect(Collectors.joining());
        Files.writeString(file, INTRODUCTION + Row.HEAD + rows + SPECIAL + special(kernels) + POW);
    }

    /** Those lines that are rows, by function. */
    private static Map<String, List<String>> lines(List<String> all) {
        return all.stream()
                .filter(line -> Row.parse(line).isPresent())
                .collect(Collectors.groupingBy(
                        line -> Row.parse(line).orElseThrow().function()));
    }

    /** The table of special values. */
    public static String special(Elementwise kernels) {
        return Arrays.stream(Function.values())
                .map(f -> new SpecialValues(f, kernels).line() + "\n")
                .collect(Collectors.joining("", SpecialValues.HEAD, ""));
    }
}
