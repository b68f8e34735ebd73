package dev.merapi.tests.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.data.Csv;
import dev.merapi.models.data.JsonLines;
import dev.merapi.models.data.Standardization;
import dev.merapi.models.data.Table;
import dev.merapi.models.io.FileFormatException;
import dev.merapi.models.io.Json;
import dev.merapi.models.io.JsonException;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables of text become tensors; mistakes in them are told by line and column. */
class CsvTest {
    private static final Path NAME = Path.of("a.csv");

    @TempDir
    Path folder;

    private static Table parse(String text) {
        return Csv.parse(NAME, text, ',');
    }

    @Test
    void columnsBecomeTensors() throws IOException {
        String text = "width,kind,\"height, cm\"\n1.5,cat,-2\r\n3e2,\"dog\",+.25";
        Table table = Csv.read(Files.writeString(folder.resolve("a.csv"), "\uFEFF" + text));
        assertEquals(List.of("width", "kind", "height, cm"), table.header());
        Tensor x = table.numbers("width", "height, cm");
        assertEquals(Shape.of(2, 2), x.shape());
        assertArrayEquals(new float[] {1.5f, -2, 300, 0.25f}, x.toFloatArray());
        assertEquals(List.of("cat", "dog"), table.distinct("kind"));
        assertArrayEquals(
                new long[] {1, 0}, table.classes("kind", List.of("dog", "cat")).toLongArray());
        assertEquals(2, table.size());
        Table tabs = Csv.parse(NAME, "a\tb\n1,5\t2", '\t');
        assertEquals(List.of("1,5"), tabs.texts("a"));
    }

    @Test
    void quotesHoldEverything() {
        Table table = parse("a,b\n\"one, \"\"two\"\"\r\nthree\",\"\"\n4,5\n");
        assertEquals(List.of("one, \"two\"\r\nthree", "4"), table.texts("a"));
        assertEquals(List.of("", "5"), table.texts("b"));
        assertEquals(4, table.rows().getLast().line());
    }

    @Provide
    Arbitrary<List<String>> fields() {
        return Arbitraries.strings()
                .withChars(",;\"\n\r\uFEFF ab")
                .ofMaxLength(6)
                .list()
                .ofMinSize(3)
                .ofMaxSize(30);
    }

    @Property(tries = 300)
    void whatIsWrittenIsRead(@ForAll("fields") List<String> fields, @ForAll @IntRange(min = 1, max = 3) int columns) {
        List<String> header = List.of("x", "\"y\"", "a,b").subList(0, columns);
        List<Table.Row> rows = IntStream.range(0, fields.size() / columns)
                .mapToObj(i -> new Table.Row(i + 2, fields.subList(i * columns, (i + 1) * columns)))
                .toList();
        for (char separator : new char[] {',', ';', '\t'}) {
            Table back = Csv.parse(NAME, Csv.text(new Table(NAME, header, rows), separator), separator);
            assertEquals(header, back.header());
            assertEquals(
                    rows.stream().map(Table.Row::values).toList(),
                    back.rows().stream().map(Table.Row::values).toList());
        }
    }

    @Test
    void mistakesAreToldByLineAndColumn() {
        refused("the file is empty; its first line must name the columns", "");
        refused("two columns are named 'a'; rename one", "a,b,a\n");
        refused("line 3 has 1 fields, but the first line names 2 columns: a, b", "a,b\n1,2\n3\n");
        refused(
                "line 2, column 4: a quote stands in a field that doesn't begin with one; put the field in quotes",
                "a,b\n1,2\"\n");
        refused(
                "line 3, column 3: something follows the closing quote; double quotes inside of quotes",
                "a,b\n\"1\n2\"x,3\n");
        refused("the quote at line 2, column 3 isn't closed; close it", "a,b\n1,\"2\n3,4\n");
        assertThrows(IllegalArgumentException.class, () -> Csv.parse(NAME, "a", '"'));
    }

    @Test
    void wrongValuesAreToldByLineAndColumn() {
        Table table = parse("age,kind\n\"3\n\",cat\nten,dog\n");
        String ten = "a.csv: line 4, column 1 ('age') has 'ten' where a finite decimal number should be";
        assertEquals(ten, failure(() -> table.numbers("age")));
        for (String other : List.of("1f", "NaN", "1e99", "0x1p3", "")) {
            assertTrue(failure(() -> parse("a,b\n1,\"" + other + "\"\n").numbers("a", "b"))
                    .startsWith("a.csv: line 2, column 2 ('b') has '" + other + "'"));
        }
        assertEquals(
                "a.csv: line 4, column 2 ('kind') has 'dog', which isn't one of the classes cat, cow",
                failure(() -> table.classes("kind", List.of("cat", "cow"))));
        assertEquals("a.csv: no column is named 'name'; there are age, kind", failure(() -> table.texts("name")));
    }

    @Test
    void whatIsntUtf8IsToldByLine() throws IOException {
        Path file = Files.write(folder.resolve("b.csv"), "a\n\u00fc\n".getBytes(StandardCharsets.ISO_8859_1));
        assertTrue(failure(() -> Csv.read(file)).contains("line 2 isn't text in UTF-8"));
    }

    private static void refused(String sentence, String text) {
        assertEquals("a.csv: " + sentence, failure(() -> parse(text)));
    }

    private static String failure(Runnable read) {
        return assertThrows(FileFormatException.class, read::run).getMessage();
    }

    @Test
    void jsonByTheLine() throws IOException {
        Path file = Files.writeString(folder.resolve("a.jsonl"), "{\"text\": \"one\"}\n\n{\"text\": 2}\n");
        assertEquals(2, JsonLines.read(file).size());
        assertEquals(
                file + ": line 3: expected a string, but found the number 2",
                failure(() -> JsonLines.read(file, value -> value.get("text").string())));
        Files.writeString(file, "1\n[1,\n");
        assertTrue(failure(() -> JsonLines.read(file)).startsWith(file + ": line 2: invalid JSON at line 1, column 4"));
    }

    @Test
    void columnsAreStandardized() {
        Tensor x = RandomKey.of(1).normal(500, 3).mul(Tensor.of(2f, 0f, 100f)).add(Tensor.of(-1f, 7f, 1000f));
        Standardization standardization = Standardization.of(x);
        Tensor y = standardization.apply(x).to(DType.FLOAT64);
        assertArrayEquals(new double[3], y.mean(0).toDoubleArray(), 1e-6);
        assertArrayEquals(new double[] {1, 0, 1}, y.std(false, false, 0).toDoubleArray(), 1e-6);
        assertArrayEquals(
                x.toFloatArray(),
                standardization.inverse(standardization.apply(x)).toFloatArray(),
                1e-3f);
        assertEquals(
                standardization,
                Standardization.of(Json.parse(standardization.toJson().pretty())));
        assertEquals(
                "standardization: samples must be float32 or float64 [n, 3], as many columns as it knows, but are float32 [2, 4]",
                assertThrows(ShapeException.class, () -> standardization.apply(Tensor.zeros(2, 4)))
                        .getMessage());
        assertEquals(
                "column 0 can't be standardized by mean 1.0 and deviation 0.0; they must be finite, the deviation above 0",
                assertThrows(JsonException.class, () -> Standardization.of(Json.parse("{\"mean\": [1], \"std\": [0]}")))
                        .getMessage());
    }
}
