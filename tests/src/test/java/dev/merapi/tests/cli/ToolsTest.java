package dev.merapi.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.io.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Help, version, {@code doctor} and {@code bench}. */
class ToolsTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {"--help", "train --help", "evaluate --help", "predict --help", "doctor --help", "bench --help"})
    void helpIsEverywhere(String args) throws IOException, InterruptedException {
        Command.Outcome help =
                new Command(folder).run((Object[]) args.split(" ")).ok();
        assertTrue(help.out().startsWith("Usage: merapi "), help.out());
        assertFalse(help.err().contains("picocli"), help.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--version", "train --version", "bench -V"})
    void versionNamesTheProgramAndJava(String args) throws IOException, InterruptedException {
        String out = new Command(folder).run((Object[]) args.split(" ")).ok().out();
        assertTrue(out.matches("merapi \\S+ on Java \\S+\\R"), out);
    }

    @Test
    void doctorSaysWhichKernelsRunAndWhy() throws IOException, InterruptedException {
        String vector = new Command(folder)
                .jvm("-XX:MaxVectorSize=16")
                .run("doctor")
                .ok()
                .out();
        assertTrue(vector.contains("vector, 128 bits"), vector);
        assertTrue(vector.contains("same bits   yes"), vector);
        String scalar = new Command(folder)
                .jvm("-Dmerapi.simd=scalar")
                .run("doctor")
                .ok()
                .out();
        assertTrue(scalar.contains("asked for by -Dmerapi.simd=scalar"), scalar);
    }

    @Test
    void badSystemPropertyIsASentence() throws IOException, InterruptedException {
        new Command(folder).jvm("-Dmerapi.threads=many").run("doctor").failed(1, "merapi.threads", "many");
    }

    @Test
    void benchPrintsJsonOfThePeersForm() throws IOException, InterruptedException {
        String out = new Command(folder)
                .run("bench", "--filter", "gemm/nn/64,mlp/train/b32", "--threads", 1, "--seconds", "0.05")
                .ok()
                .out();
        List<Json> results = out.lines().map(Json::parse).toList();
        assertEquals(
                List.of("gemm/nn/64", "mlp/train/b32"),
                results.stream().map(json -> json.get("case").string()).toList());
        for (Json json : results) {
            assertEquals(
                    List.of("peer", "case", "variant", "threads", "median_s", "min_s", "rate", "unit"),
                    List.copyOf(json.fields().keySet()));
            assertEquals("merapi", json.get("peer").string());
            assertTrue(json.get("min_s").number() <= json.get("median_s").number());
        }
    }

    @Test
    void coldBenchSaysWhenTheFirstProductAndFullSpeedCame() throws IOException, InterruptedException {
        String out =
                new Command(folder).run("bench", "--cold", "--threads", 1).ok().out();
        List<Json> results = out.lines().map(Json::parse).toList();
        assertEquals(
                List.of("coldstart/gemm/nn/512", "coldstart/gemm/nn/512/90%"),
                results.stream().map(json -> json.get("case").string()).toList());
        double first = results.get(0).get("min_s").number();
        double fast = results.get(1).get("min_s").number();
        assertTrue(first > 0 && first <= fast, out);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--cold --filter gemm", "--cold --seconds 1", "--cold --list", "--cold --turns", "--list --turns"
            })
    void benchDoesOneThingAtATime(String options) {
        String[] args = ("bench " + options).split(" ");
        Here.run((Object[]) args).failed(2, args[1] + " ", args[2] + " ", "leave one out");
    }
}
