package dev.merapi.tests.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.tensor.DType;
import dev.merapi.tensor.Npy;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import dev.merapi.tests.Domain;
import dev.merapi.tests.Tensors;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** NumPy's files: there and back, from NumPy, and damaged in every way. */
class NpyTest {
    @TempDir
    Path folder;

    private Path file(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("array.npy"), bytes);
    }

    /** A file as NumPy writes it. */
    private static byte[] npy(String header, int... elements) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) (header.length() + 1), 0});
        out.writeBytes((header + "\n").getBytes(StandardCharsets.US_ASCII));
        for (int e : elements) {
            out.writeBytes(new byte[] {(byte) e, (byte) (e >> 8), (byte) (e >> 16), (byte) (e >> 24)});
        }
        return out.toByteArray();
    }

    private static String header(String descr, String order, String shape) {
        return "{'descr': '" + descr + "', 'fortran_order': " + order + ", 'shape': " + shape + ", }";
    }

    private String error(byte[] bytes) throws IOException {
        Path path = file(bytes);
        String message = assertThrows(IOException.class, () -> Npy.read(path)).getMessage();
        assertTrue(message.startsWith(path.toString()), message);
        assertFalse(message.contains("\n"), message);
        return message;
    }

    @ParameterizedTest
    @EnumSource
    void everyDtypeAndShapeComesBack(DType dtype) throws IOException {
        for (int[] dims : List.of(new int[] {}, new int[] {0}, new int[] {17}, new int[] {2, 3}, new int[] {1, 0, 2})) {
            Tensor x = Tensors.random(RandomKey.of(3), DType.FLOAT32, Domain.between(-9, 9), dims)
                    .to(dtype);
            Path path = folder.resolve("x.npy");
            Npy.write(path, x);
            assertTrue(x.equalBits(Npy.read(path)), dtype + " " + Arrays.toString(dims));
        }
    }

    @Test
    void viewsAreWrittenAsTheyLook() throws IOException {
        Tensor x = Tensor.arange(24).reshape(2, 3, 4).permute(2, 0, 1).slice(0, 1, 4, 2);
        Npy.write(folder.resolve("x.npy"), x);
        assertTrue(x.equalBits(Npy.read(folder.resolve("x.npy"))));
    }

    @Test
    void writingReplacesAndLeavesNothingElse() throws IOException {
        Path path = folder.resolve("x.npy");
        Npy.write(path, Tensor.ones(1000));
        Npy.write(path, Tensor.zeros(2));
        assertTrue(Tensor.zeros(2).equalBits(Npy.read(path)));
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(path), files.toList());
        }
    }

    @Test
    void headersAreAligned() throws IOException {
        Npy.write(folder.resolve("x.npy"), Tensor.of(1f));
        byte[] bytes = Files.readAllBytes(folder.resolve("x.npy"));
        assertEquals(0, (bytes.length - 4) % 64);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        assertTrue(text.contains("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }"), text);
    }

    @Test
    void bothOrdersAreRead() throws IOException {
        Tensor rows = Npy.read(file(npy(header("<i4", "False", "(2, 3)"), 1, 2, 3, 4, 5, 6)));
        Tensor columns = Npy.read(file(npy(header("<i4", "True", "(2, 3)"), 1, 4, 2, 5, 3, 6)));
        assertTrue(rows.equalBits(Tensor.of(1, 2, 3, 4, 5, 6).reshape(2, 3)));
        assertTrue(rows.equalBits(columns));
    }

    /** NumPy writes 0 and 1; any other byte would be a third truth value. */
    @Test
    void truthHasTwoValues() throws IOException {
        assertTrue(Npy.read(file(npy(header("|b1", "False", "(4,)"), 0x01000100)))
                .equalBits(Tensor.of(false, true, false, true)));
        String message = error(npy(header("|b1", "False", "(4,)"), 0x01020001));
        assertTrue(message.endsWith("element 2 is a truth value of 2; write 0 or 1"), message);
    }

    @Test
    void everyTruncationIsAnError() throws IOException {
        byte[] whole = npy(header("<i4", "False", "(3,)"), 1, 2, 3);
        for (int length = 0; length < whole.length; length++) {
            error(Arrays.copyOf(whole, length));
        }
        assertTrue(error(Arrays.copyOf(whole, whole.length - 1)).contains("needs 12 bytes, but the file has 11"));
        assertTrue(error(Arrays.copyOf(whole, whole.length + 1)).contains("needs 12 bytes, but the file has 13"));
    }

    /** A flipped byte of the header gives an error or a tensor, never another exception. */
    @Test
    void everyFlippedByteIsAnErrorOrATensor() throws IOException {
        byte[] whole = npy(header("<i4", "False", "(3,)"), 1, 2, 3);
        for (int i = 0; i < whole.length - 12; i++) {
            for (int flip : new int[] {0x01, 0x10, 0x80}) {
                byte[] bytes = whole.clone();
                bytes[i] ^= (byte) flip;
                Path path = file(bytes);
                try {
                    assertTrue(Npy.read(path).size() <= 12);
                } catch (IOException e) {
                    assertTrue(e.getMessage().startsWith(path.toString()), e.getMessage());
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"(2147483647, 2)", "(-1,)", "(99999999999,)", "(65536, 65536)", "(1000000,)"})
    void absurdShapesAllocateNothing(String shape) throws IOException {
        error(npy(header("<i4", "False", shape), 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {">f4", "<c8", "|O", "<U3", "<f2"})
    void unknownElementsAreNamed(String descr) throws IOException {
        String message = error(npy(header(descr, "False", "(1,)"), 1));
        assertTrue(message.contains(descr) && message.contains("astype"), message);
    }

    @Test
    void otherFilesAreNoNpy() throws IOException {
        assertTrue(error("PK\3\4 not an array, but long enough".getBytes(StandardCharsets.US_ASCII))
                .contains("no .npy file"));
    }
}
