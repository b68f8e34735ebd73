package dev.merapi.tests.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.io.FileFormatException;
import dev.merapi.models.io.Json;
import dev.merapi.models.io.JsonException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @Property(tries = 300)
    void whatIsWrittenReadsBackTheSame(@ForAll("values") Json value) {
        assertEquals(value, Json.parse(value.toString()));
        assertEquals(value, Json.parse(value.pretty()));
    }

    @Provide
    Arbitrary<Json> values() {
        Arbitrary<Json> leaves = Arbitraries.oneOf(
                Arbitraries.strings()
                        .withCharRange((char) 0, (char) 0x2ff)
                        .ofMaxLength(8)
                        .map(Json::of),
                Arbitraries.longs().map(Json::of),
                Arbitraries.doubles().map(Json::of),
                Arbitraries.of(true, false).map(Json::of),
                Arbitraries.just(new Json.Null()));
        Arbitrary<String> keys = Arbitraries.strings().alpha().ofMaxLength(4);
        return Arbitraries.recursive(
                () -> leaves,
                inner -> Arbitraries.oneOf(
                        inner.list().ofMaxSize(3).map(Json::array),
                        Arbitraries.maps(keys, inner).ofMaxSize(3).map(Json::object)),
                0,
                4);
    }

    @Property
    void doublesKeepTheirBits(@ForAll double value) {
        assertEquals(value, Json.parse(Json.of(value).toString()).number());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":1,}            | line 1, column 8: expected '\"'",
                "[1,2                  | line 1, column 5: expected ']', but the text ends",
                "[1,]                  | line 1, column 4: expected a value",
                "{\"a\":1,\"a\":2}     | line 1, column 8: the key \"a\" appears twice",
                "01                    | line 1, column 2: the text goes on after the end of the value",
                "-                     | line 1, column 2: expected a digit, but the text ends",
                "1.e5                  | line 1, column 3: expected a digit",
                "+1                    | line 1, column 1: expected a value",
                "NaN                   | line 1, column 1: expected a value",
                "tru                   | line 1, column 1: expected true",
                "\"abc                 | line 1, column 1: the string that begins here has no end",
                "\"\\x\"               | line 1, column 3: there is no such escape in a string",
                "\"\\u12g4\"           | line 1, column 6: expected four hexadecimal digits",
                "\"\\ud800\"           | line 1, column 1: the string that begins here has half of a surrogate pair",
                "`[\n 1,\n  x]`        | line 3, column 3: expected a value",
                "``                    | line 1, column 1: expected a value, but the text ends",
                "[] []                 | line 1, column 4: the text goes on after the end of the value",
                "// no                 | line 1, column 1: expected a value",
            })
    void errorsTellLineAndColumn(String text, String message) {
        String input = text == null ? "" : text;
        var e = assertThrows(JsonException.class, () -> Json.parse(input));
        assertEquals("invalid JSON at " + message, e.getMessage());
    }

    @Test
    void aControlCharacterInAStringIsAnError() {
        var e = assertThrows(JsonException.class, () -> Json.parse("\"a\tb\""));
        assertTrue(e.getMessage().endsWith("must be written as \\u0009"), e.getMessage());
        assertThrows(JsonException.class, () -> Json.parse("\"a\0b\""));
    }

    @Test
    void depthIsLimited() {
        String deepest = "[".repeat(Json.MAX_DEPTH) + "]".repeat(Json.MAX_DEPTH);
        assertEquals(deepest, Json.parse(deepest).toString());
        var e = assertThrows(JsonException.class, () -> Json.parse("[".repeat(1_000_000)));
        assertEquals("invalid JSON at line 1, column 65: nested deeper than 64 levels", e.getMessage());
    }

    @Test
    void accessorsSayWhatTheyExpected() {
        Json json = Json.parse("{\"n\": 7, \"x\": 0.5, \"s\": \"a\\u00e9\\n\", \"t\": [true, null]}");
        assertEquals(7, json.get("n").integer());
        assertEquals(0.5, json.get("x").number());
        assertEquals("aé\n", json.get("s").string());
        assertTrue(json.get("t").items().getFirst().bool());
        assertTrue(json.find("u").isEmpty());
        assertEquals(
                "the field \"u\" is missing",
                assertThrows(JsonException.class, () -> json.get("u")).getMessage());
        assertEquals(
                "expected a whole number within 64 bits, but found the number 0.5",
                assertThrows(JsonException.class, () -> json.get("x").integer()).getMessage());
        assertEquals(
                "expected an object, but found an array",
                assertThrows(JsonException.class, () -> json.get("t").fields()).getMessage());
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
    void whatJsonLacksIsNotWritten(double value) {
        assertThrows(JsonException.class, () -> Json.of(value));
    }

    @Test
    void prettyIndentsByTwo() {
        Json json = Json.object(Map.of("a", Json.array(List.of(Json.of(1), Json.of("b")))));
        assertEquals("{\n  \"a\": [\n    1,\n    \"b\"\n  ]\n}", json.pretty());
        assertEquals("{\"a\":[1,\"b\"]}", json.toString());
        assertEquals("{}", Json.object(Map.of()).pretty());
    }

    @Test
    void filesAreNamedInErrors(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("manifest.json");
        var missing = assertThrows(UncheckedIOException.class, () -> Json.read(file));
        assertEquals("couldn't read " + file + ": there is no such file", missing.getMessage());
        Files.writeString(file, "{\n  nope");
        var broken = assertThrows(FileFormatException.class, () -> Json.read(file));
        assertEquals(file + ": invalid JSON at line 2, column 3: expected '\"'", broken.getMessage());
        Files.write(file, new byte[] {'"', (byte) 0xff, '"'});
        var latin = assertThrows(FileFormatException.class, () -> Json.read(file));
        assertEquals(file + ": the text isn't UTF-8; write it again as UTF-8", latin.getMessage());
    }
}
