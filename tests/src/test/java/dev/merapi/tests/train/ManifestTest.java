package dev.merapi.tests.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.merapi.models.data.ImageInput;
import dev.merapi.models.io.FileFormatException;
import dev.merapi.models.io.Json;
import dev.merapi.models.io.JsonException;
import dev.merapi.models.train.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A manifest that somebody edited is read or refused by the name of its field. */
class ManifestTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "data": "somewhere" | "data": null     | the field "data": expected a string, but found null
            "batch": 4          | "batch": "four"  | the field "batch": expected a whole number, but found the string "four"
            "batch": 4          | "batch": 0       | the field "batch" is 0, but must be from 1 to 2147483647
            "rate": 0.5         | "rate": null     | the field "rate": expected a number, but found null
            "rate": 0.5         | "rate": -1       | the field "rate" is -1.0, but must be above 0 and finite
            "rate": 0.5         | "rate": 1e999    | the field "rate" is Infinity, but must be above 0 and finite
            "java": "25"        | "java": 25       | the field "java": expected a string, but found the number 25
            """)
    void wrongFieldsAreNamed(String whole, String wrong, String sentence) throws IOException {
        Path file = folder.resolve("manifest.json");
        new Manifest(
                        "mlp",
                        Json.object(Map.of()),
                        new Manifest.Settings("somewhere", 2, 4, 0.5, 0, 0, 0, 200),
                        Optional.empty(),
                        Map.of("java", "25"))
                .write(file);
        Manifest.read(file);
        Files.writeString(file, Files.readString(file).replace(whole, wrong));
        assertEquals(
                file + ": " + sentence,
                assertThrows(FileFormatException.class, () -> Manifest.read(file))
                        .getMessage());
    }

    @Test
    void eachStartIsKept() throws IOException {
        Path file = folder.resolve("manifest.json");
        Manifest first = new Manifest(
                "mlp",
                Json.object(Map.of()),
                new Manifest.Settings("somewhere", 2, 4, 0.5, 0, 0, 0, 200),
                Optional.empty(),
                Map.of("java", "25"));
        first.write(file);
        assertEquals(List.of(), Manifest.read(file).resumed());
        first.resumed(Map.of("java", "26")).resumed(Map.of("java", "27")).write(file);
        Manifest read = Manifest.read(file);
        assertEquals(Map.of("java", "25"), read.environment());
        assertEquals(List.of(Map.of("java", "26"), Map.of("java", "27")), read.resumed());
        Files.writeString(file, Files.readString(file).replace("\"27\"", "27"));
        assertEquals(
                file + ": the field \"resumed\": the field \"java\": expected a string, but found the number 27",
                assertThrows(FileFormatException.class, () -> Manifest.read(file))
                        .getMessage());
    }

    @Test
    void detailsOfImagesThatDontFitAreJsons() {
        Json json = Json.parse("{\"input\": [1, 8], \"class_names\": [\"a\"], \"mean\": [0], \"std\": [1]}");
        assertThrows(JsonException.class, () -> ImageInput.of(json));
        Json infinite = Json.parse("{\"input\": [1, 8, 8], \"class_names\": [\"a\"], \"mean\": [1e999], \"std\": [1]}");
        assertThrows(JsonException.class, () -> ImageInput.of(infinite));
    }
}
