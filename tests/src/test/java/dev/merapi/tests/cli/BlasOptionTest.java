package dev.merapi.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.io.Json;
import dev.merapi.tests.simd.Libraries;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code -Dmerapi.blas=path}. */
class BlasOptionTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"doctor", "bench --filter gemm/nn/64", "train mlp --data stripes", "bench --filter mlp"})
    void aWrongPathEndsEveryCommandWithASentence(String args) throws IOException, InterruptedException {
        Stripes.write(folder.resolve("stripes"), 60, 10);
        new Command(folder)
                .jvm("-Dmerapi.blas=nowhere.so")
                .run((Object[]) args.split(" "))
                .failed(1, "-Dmerapi.blas=nowhere.so names no file; give the path");
    }

    @Test
    void withoutNativeAccessASentenceSaysTheOption() throws IOException, InterruptedException {
        new Command(folder)
                .withoutNativeAccess()
                .jvm("-Dmerapi.blas=nowhere.so")
                .run("doctor")
                .failed(1, "start it with --enable-native-access=ALL-UNNAMED");
    }

    @Test
    void doctorSaysWhatWasLoadedAndOneWarningWhatItCosts() throws IOException, InterruptedException {
        for (Path path : Libraries.openBlas().stream().toList()) {
            var outcome = new Command(folder)
                    .jvm("-Dmerapi.blas=" + path)
                    .run("doctor")
                    .ok();
            assertTrue(
                    outcome.out()
                            .contains("BLAS        " + path
                                    + ": cblas_sgemm, 32-bit integers, one thread a call, OpenBLAS 0."),
                    outcome.out());
            assertTrue(outcome.out().contains("same bits   yes"), outcome.out());
            assertEquals(2, outcome.err().split("promise of the same bits", -1).length, outcome.err());
        }
    }

    @Test
    void withoutItDoctorSaysThatNoneIsUsed() throws IOException, InterruptedException {
        var outcome = new Command(folder).jvm("-Dmerapi.blas=").run("doctor").ok();
        assertTrue(outcome.out().contains("BLAS        not used"), outcome.out());
        assertFalse(outcome.err().contains("promise"), outcome.err());
    }

    @Test
    void benchCallsItTheVariant() throws IOException, InterruptedException {
        for (Path path : Libraries.openBlas().stream().toList()) {
            Json json = Json.parse(new Command(folder)
                    .jvm("-Dmerapi.blas=" + path)
                    .run("bench", "--filter", "gemm/nn/64", "--threads", 1, "--seconds", "0.05")
                    .ok()
                    .last());
            assertEquals("gemm/nn/64", json.get("case").string());
            assertEquals("blas", json.get("variant").string());
        }
    }
}
