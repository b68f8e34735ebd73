package dev.merapi.tests.simd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.simd.Blas;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@link Blas#load} finds in a library, and the sentences with which it refuses one. */
class BlasLoadTest {
    /** A library that every JDK has. */
    private static final Path NO_BLAS =
            Path.of(System.getProperty("java.home"), "lib", System.mapLibraryName("jimage"));

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(textBlock = """
            cblas_##x           , int       , cblas_sgemm           , 32
            cblas_##x           , long long , cblas_sgemm           , 64
            cblas_##x##64_      , long long , cblas_sgemm64_        , 64
            cblas_##x##_64      , long long , cblas_sgemm_64        , 64
            scipy_cblas_##x     , int       , scipy_cblas_sgemm     , 32
            scipy_cblas_##x##64_, long long , scipy_cblas_sgemm64_  , 64
            """)
    void namesAndIntegersOfAllBuildsAreFound(String name, String integer, String symbol, int bits) {
        Libraries.made(folder, name, integer).ifPresent(path -> {
            try (Blas blas = Blas.load(path)) {
                assertEquals(symbol, blas.symbol());
                assertEquals(bits, blas.integerBits());
                assertEquals(path, blas.path());
                assertEquals(Optional.empty(), blas.config());
                Tensor x = Tensor.of(1f, 2f, 3f, 4f, 5f, 6f).reshape(2, 3);
                assertArrayEquals(
                        new float[] {14, 32, 32, 77},
                        x.matmul(x.transpose(0, 1)).toFloatArray());
            }
        });
    }

    @Test
    void realLibrariesSayWhatTheyAre() {
        Libraries.openBlas().ifPresent(path -> says(path, "cblas_sgemm", 32));
        Libraries.numpy().ifPresent(path -> says(path, "scipy_cblas_sgemm64_", 64));
    }

    private static void says(Path path, String symbol, int bits) {
        try (Blas blas = Blas.load(path)) {
            assertEquals(symbol, blas.symbol());
            assertEquals(bits, blas.integerBits());
            assertTrue(blas.config().orElseThrow().startsWith("OpenBLAS 0."), blas.toString());
            assertTrue(blas.toString().endsWith(blas.config().orElseThrow()), blas.toString());
            assertTrue(blas.toString().contains("one thread a call"), blas.toString());
        }
    }

    @Test
    void productsGoThroughItUntilItIsClosed() {
        Libraries.made(folder, "cblas_##x", "int").ifPresent(path -> {
            assertEquals(Optional.empty(), Blas.active());
            Tensor single = Tensor.ones(3, Libraries.MARKED);
            Tensor both = single.to(DType.FLOAT64);
            try (Blas blas = Blas.load(path)) {
                assertEquals(Optional.of(blas), Blas.active());
                assertEquals(1077, single.matmul(single.transpose(0, 1)).max().item());
                assertEquals(1077, both.matmul(both.transpose(0, 1)).max().item());
                assertThrows(IllegalArgumentException.class, () -> Blas.load(Path.of("nowhere.so")));
                assertEquals(Optional.of(blas), Blas.active());
            }
            assertEquals(Optional.empty(), Blas.active());
            assertEquals(77, single.matmul(single.transpose(0, 1)).max().item());
            assertEquals(77, both.matmul(both.transpose(0, 1)).max().item());
        });
    }

    @Test
    void closingOneLeavesAnother() {
        Libraries.made(folder, "cblas_##x", "int").ifPresent(path -> {
            Blas first = Blas.load(path);
            try (Blas second = Blas.load(path)) {
                first.close();
                assertEquals(Optional.of(second), Blas.active());
            }
            assertEquals(Optional.empty(), Blas.active());
        });
    }

    @Test
    void aWrongPathIsASentence() throws IOException {
        refused(folder.resolve("libnone.so"), "names no file; give the path of a CBLAS library");
        refused(folder, "names a folder");
        Path text = Files.writeString(folder.resolve("libtext.so"), "INPUT(libopenblas.so.0)\n");
        refused(text, "is no shared library");
        refused(NO_BLAS, "none of scipy_cblas_sgemm64_, cblas_sgemm64_");
    }

    /** On Linux the loader would end the process on a file that was cut short. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aDamagedLibraryIsASentence() throws IOException {
        byte[] good = Files.readAllBytes(NO_BLAS);
        Path damaged = folder.resolve("libdamaged.so");
        for (int length : new int[] {60, 64, 300, 4096, good.length / 2}) {
            Files.write(damaged, Arrays.copyOf(good, length));
            refused(damaged, "names a library that was cut short");
        }
        byte[] foreign = good.clone();
        foreign[18] = (byte) 0xfe;
        Files.write(damaged, foreign);
        refused(damaged, "can't be loaded: it isn't for Linux on ");
    }

    @Test
    void aLibraryThatIsNoBlasIsASentence() {
        Libraries.made(folder, "cblas_##x", "int", "-DNO_DOT")
                .ifPresent(path -> refused(path, "no C interface of a BLAS"));
        Libraries.made(folder, "cblas_##x", "int", "-UWRONG", "-DWRONG=1")
                .ifPresent(path -> refused(path, "computes wrong products"));
    }

    private static void refused(Path path, String words) {
        var e = assertThrows(IllegalArgumentException.class, () -> Blas.load(path));
        assertTrue(e.getMessage().startsWith("Blas.load(" + path + ") "), e.getMessage());
        assertTrue(e.getMessage().contains(words), e.getMessage());
        assertFalse(e.getMessage().contains("\n"), e.getMessage());
        assertEquals(Optional.empty(), Blas.active());
    }
}
