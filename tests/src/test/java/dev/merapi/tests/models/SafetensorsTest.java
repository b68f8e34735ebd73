package dev.merapi.tests.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.io.AtomicFile;
import dev.merapi.models.io.FileFormatException;
import dev.merapi.models.io.Safetensors;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {
    @TempDir
    Path folder;

    private static Map<String, Tensor> tensors() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("fc1.weight", Tensor.of(Shape.of(2, 3), 1f, -0f, Float.NaN, 4e-42f, 5f, 6f));
        tensors.put("bytes", Tensor.of(DType.UINT8, Shape.of(3), (byte) 1, (byte) 200, (byte) 3));
        tensors.put("double", Tensor.of(Math.PI));
        tensors.put("long", Tensor.of(Long.MIN_VALUE, 7L));
        tensors.put("int", Tensor.of(Shape.SCALAR, 42));
        tensors.put("small", Tensor.of(DType.INT8, Shape.of(1), (byte) -5));
        tensors.put("flags", Tensor.of(true, false, true));
        tensors.put("none é \"quoted\"", Tensor.zeros(0, 4));
        return tensors;
    }

    private static final Map<String, String> METADATA =
            Map.of("format", "pt", "note", "\"merapi.crc32c\":\"deadbeef\"\n", "again", "0");

    private Path written() {
        Path file = folder.resolve("model.safetensors");
        Safetensors.write(file, tensors(), METADATA);
        return file;
    }

    @Test
    void everyTensorReadsBackBitByBit() {
        var contents = Safetensors.read(written());
        assertEquals(
                List.copyOf(tensors().keySet()), List.copyOf(contents.tensors().keySet()));
        tensors().forEach((name, tensor) -> {
            Tensor other = contents.tensors().get(name);
            assertEquals(tensor.spec(), other.spec(), name);
            assertTrue(tensor.equalBits(other), name);
        });
        assertEquals(METADATA, contents.metadata());
    }

    @Test
    void theSameTensorsGiveTheSameBytes() throws IOException {
        byte[] first = Files.readAllBytes(written());
        Path second = folder.resolve("second.safetensors");
        var contents = Safetensors.read(written());
        Safetensors.write(second, contents.tensors(), contents.metadata());
        assertArrayEquals(first, Files.readAllBytes(second));
        assertEquals(0, headerLength(first) % 8);
    }

    @Test
    void viewsAreWrittenAsWhatTheyShow() {
        Path file = folder.resolve("view.safetensors");
        Tensor view = Tensor.of(Shape.of(2, 3), 1f, 2f, 3f, 4f, 5f, 6f).t().slice(0, 1, 3);
        Safetensors.write(file, Map.of("view", view), Map.of());
        assertArrayEquals(
                new float[] {2, 5, 3, 6},
                Safetensors.read(file).tensors().get("view").toFloatArray());
    }

    /** A flipped bit anywhere is an error that names the file; so is a missing end, anywhere. */
    @Test
    void everyFlippedBitAndEveryCutIsFound() throws IOException {
        byte[] good = Files.readAllBytes(written());
        Path file = folder.resolve("bad.safetensors");
        for (int i = 0; i < good.length; i++) {
            byte[] bad = good.clone();
            bad[i] ^= (byte) (1 << (i % 8));
            Files.write(file, bad);
            assertBroken(file, "byte " + i);
        }
        for (int length = 0; length < good.length; length += 7) {
            Files.write(file, Arrays.copyOf(good, length));
            assertBroken(file, "length " + length);
        }
        Files.write(file, Arrays.copyOf(good, good.length + 1));
        assertBroken(file, "one byte more");
    }

    private static void assertBroken(Path file, String what) {
        var e = assertThrows(FileFormatException.class, () -> Safetensors.read(file), what);
        assertTrue(e.getMessage().startsWith(file + ": "), e.getMessage());
        assertFalse(e.getMessage().contains("null"), e.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}"
                        + " | tensor \"a\": float32 [2] takes 8 bytes, but data_offsets are 0 and 4",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}"
                        + " | tensor \"a\" begins at byte 4 of the data where 0 was expected:"
                        + " tensors must follow each other without gaps",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[-4,0]}}"
                        + " | tensor \"a\": float32 [1] takes 4 bytes, but data_offsets are -4 and 0",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,12]}}"
                        + " | the file is cut short: its tensors take 12 bytes, but 8 are there",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}"
                        + " | the file is too long: its tensors take 4 bytes, but 8 are there",
                "{\"a\":{\"dtype\":\"F8_E4M3\",\"shape\":[8],\"data_offsets\":[0,8]}}"
                        + " | tensor \"a\": dtype F8_E4M3 isn't one of F32, F64, I32, I64, U8, I8, BOOL, BF16, F16;"
                        + " convert it",
                "{\"a\":{\"dtype\":\"BF16\",\"shape\":[2],\"data_offsets\":[0,8]}}"
                        + " | tensor \"a\": bfloat16 [2] takes 4 bytes, but data_offsets are 0 and 8",
                "{\"a\":{\"dtype\":\"F16\",\"shape\":[6],\"data_offsets\":[0,12]}}"
                        + " | the file is cut short: its tensors take 12 bytes, but 8 are there",
                "{\"a\":{\"dtype\":\"F16\",\"shape\":[2147483647,2],\"data_offsets\":[0,8]}}"
                        + " | tensor \"a\": shape [2147483647, 2] has more than 2^31 - 1 elements; split it",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[9000000000],\"data_offsets\":[0,8]}}"
                        + " | tensor \"a\": a size is too large for this library",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[65536,65536],\"data_offsets\":[0,8]}}"
                        + " | tensor \"a\": shape [65536, 65536] has more than 2^31 - 1 elements; split it",
                "{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,8]}} | tensor \"a\": the field \"shape\" is missing",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0]}}"
                        + " | tensor \"a\": data_offsets must be two numbers, but are 1",
                "{\"a\":7} | tensor \"a\": expected an object, but found the number 7",
                "{\"__metadata__\":{\"a\":1}} | expected a string, but found the number 1",
                "[] | expected an object, but found an array",
            })
    void hostileHeadersAreTold(String header, String message) throws IOException {
        Path file = file(header, new byte[8]);
        var e = assertThrows(FileFormatException.class, () -> Safetensors.read(file));
        assertEquals(file + ": " + message, e.getMessage());
    }

    @Test
    void duplicateNamesAreAnError() throws IOException {
        String a = "\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}";
        Path file = file("{" + a + "," + a + "}", new byte[4]);
        var e = assertThrows(FileFormatException.class, () -> Safetensors.read(file));
        assertTrue(e.getMessage().endsWith("the key \"a\" appears twice"), e.getMessage());
    }

    @Test
    void aBoolIsZeroOrOne() throws IOException {
        Path file = file("{\"a\":{\"dtype\":\"BOOL\",\"shape\":[2],\"data_offsets\":[0,2]}}", new byte[] {1, 2});
        var e = assertThrows(FileFormatException.class, () -> Safetensors.read(file));
        assertEquals(file + ": tensor \"a\" is BOOL, but has a byte 2; write 0 or 1", e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0, 1, 1L << 40, Long.MIN_VALUE})
    void aHeaderLengthIsHeldAgainstTheFile(long length) throws IOException {
        Path file = folder.resolve("length.safetensors");
        Files.write(
                file,
                ByteBuffer.allocate(20)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(0, length)
                        .array());
        assertBroken(file, "header length " + length);
    }

    /** What Python's package writes: no checksum, and tensors in another order than the header's. */
    @Test
    void otherWritersFilesAreRead() throws IOException {
        ByteBuffer data = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(1.5f)
                .putInt(-7);
        Path file = file(
                "{\"b\":{\"dtype\":\"I32\",\"shape\":[],\"data_offsets\":[4,8]},"
                        + "\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}   ",
                data.array());
        Map<String, Tensor> tensors = Safetensors.read(file).tensors();
        assertEquals(List.of("a", "b"), List.copyOf(tensors.keySet()));
        assertEquals(1.5, tensors.get("a").item());
        assertEquals(-7, tensors.get("b").itemLong());
    }

    /** All patterns of both, between tensors of other types; a NaN keeps its sign and its payload. */
    @Test
    void halvesAreReadAsTheFloatsThatTheyAre() throws IOException {
        int patterns = 1 << 16;
        ByteBuffer data = ByteBuffer.allocate(4 * patterns + 5).order(ByteOrder.LITTLE_ENDIAN);
        data.put((byte) 7);
        for (int type = 0; type < 2; type++) {
            for (int i = 0; i < patterns; i++) {
                data.putShort((short) i);
            }
        }
        data.putFloat(1.5f);
        String json = "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]},"
                + "\"bf\":{\"dtype\":\"BF16\",\"shape\":[256,256],\"data_offsets\":[1,131073]},"
                + "\"f\":{\"dtype\":\"F16\",\"shape\":[65536],\"data_offsets\":[131073,262145]},"
                + "\"z\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[262145,262149]}}";
        Map<String, Tensor> tensors = Safetensors.read(file(json, data.array())).tensors();
        assertEquals(1.5, tensors.get("z").item());
        assertEquals(Shape.of(256, 256), tensors.get("bf").shape());
        float[] brains = tensors.get("bf").toFloatArray();
        float[] halves = tensors.get("f").toFloatArray();
        for (int i = 0; i < patterns; i++) {
            assertEquals(i << 16, Float.floatToRawIntBits(brains[i]), Integer.toHexString(i));
            float plain = Float.float16ToFloat((short) i);
            int expected = Float.isNaN(plain)
                    ? (i & 0x8000) << 16 | 0x7f800000 | (i & 0x3ff) << 13
                    : Float.floatToRawIntBits(plain);
            assertEquals(expected, Float.floatToRawIntBits(halves[i]), Integer.toHexString(i));
        }
    }

    @Test
    void halvesWithoutElementsAndScalarsOfThem() throws IOException {
        String json = "{\"none\":{\"dtype\":\"F16\",\"shape\":[0,3],\"data_offsets\":[0,0]},"
                + "\"one\":{\"dtype\":\"BF16\",\"shape\":[],\"data_offsets\":[0,2]}}";
        Map<String, Tensor> tensors = Safetensors.read(file(json, new byte[] {(byte) 0x80, (byte) 0xbf}))
                .tensors();
        assertEquals(Shape.of(0, 3), tensors.get("none").shape());
        assertEquals(-1, tensors.get("one").item());
    }

    @Test
    void aFailedWriteLeavesTheOldFile() throws IOException {
        Path file = written();
        byte[] before = Files.readAllBytes(file);
        var e = assertThrows(
                UncheckedIOException.class,
                () -> AtomicFile.write(file, channel -> {
                    channel.write(ByteBuffer.allocate(100));
                    throw new IOException("No space left on device");
                }));
        assertEquals(
                "couldn't write " + file + ": No space left on device; the file that was there before is unchanged",
                e.getMessage());
        assertArrayEquals(before, Files.readAllBytes(file));
        assertEquals(List.of("model.safetensors"), names());
    }

    @Test
    void leftoversOfDeadProcessesGo() throws IOException {
        Files.writeString(folder.resolve(".model.safetensors.999999999-1.tmp"), "half");
        long alive = ProcessHandle.current().pid();
        Files.writeString(folder.resolve(".model.safetensors." + alive + "-777777.tmp"), "being written");
        written();
        assertEquals(List.of(".model.safetensors." + alive + "-777777.tmp", "model.safetensors"), names());
    }

    @Test
    void aFolderThatCantBeMadeIsTold() throws IOException {
        Path inTheWay = Files.writeString(folder.resolve("runs"), "a file");
        Path file = inTheWay.resolve("model.safetensors");
        var e = assertThrows(UncheckedIOException.class, () -> AtomicFile.write(file, "text"));
        assertTrue(e.getMessage().startsWith("couldn't write " + file + ": "), e.getMessage());
        assertTrue(e.getMessage().endsWith("; nothing was written"), e.getMessage());
    }

    @Test
    void someNamesAreTaken() {
        Path file = folder.resolve("names.safetensors");
        for (String name : List.of("", "__metadata__")) {
            Map<String, Tensor> tensors = Map.of(name, Tensor.zeros(1));
            assertThrows(IllegalArgumentException.class, () -> Safetensors.write(file, tensors, Map.of()));
        }
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    private static long headerLength(byte[] file) {
        return ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }

    private Path file(String header, byte[] data) throws IOException {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(json.length).put(json).put(data);
        return Files.write(folder.resolve("made.safetensors"), bytes.array());
    }
}
