package dev.merapi.models.io;

import dev.merapi.tensor.DType;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Contiguous;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * Named tensors in one file: the length of the header (8 bytes, little-endian), the header (JSON), the data. Format:
 * <a href="https://github.com/huggingface/safetensors#format">safetensors</a>, as Python's package reads and writes it.
 *
 * <p>BF16 and F16 are read as float32, which holds each of their values.
 *
 * <p>The same tensors give the same bytes. The metadata gets two keys, which reading takes away again: {@code writer} is
 * {@code merapi} and {@code merapi.crc32c} is the CRC-32C of the whole file after its first 8 bytes, with eight zeros in its own
 * place. A file that says so and has another sum was damaged or changed, and isn't read.
 */
public final class Safetensors {
    private static final long MAX_HEADER = 100L << 20;
    private static final int CHUNK = 1 << 22;
    private static final String ZEROS = "00000000";
    private static final String WRITER = "writer";
    private static final String CHECKSUM = "merapi.crc32c";

    private Safetensors() {}

    /**
     * What a file holds.
     *
     * @param tensors by name, in the file's order
     * @param metadata free text by key
     */
    public record Contents(Map<String, Tensor> tensors, Map<String, String> metadata) {}

    /**
     * Writes tensors in the map's order, atomically: see {@link AtomicFile}.
     *
     * @param metadata free text by key; written in sorted order
     */
    public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata) {
        Map<String, String> marked = new TreeMap<>(metadata);
        marked.put(CHECKSUM, ZEROS);
        marked.put(WRITER, "merapi");
        String json = SafetensorsHeader.of(tensors, marked).toJson();
        int unpadded = json.getBytes(StandardCharsets.UTF_8).length;
        byte[] header = (json + " ".repeat(-unpadded & 7)).getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(file, channel -> {
            CRC32C sum = new CRC32C();
            sum.update(header);
            AtomicFile.writeFully(channel, ByteBuffer.allocate(Long.BYTES));
            AtomicFile.writeFully(channel, ByteBuffer.wrap(header));
            for (Tensor tensor : tensors.values()) {
                writeData(channel, tensor, sum);
            }
            byte[] hex = hex(sum).getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(hex, 0, header, checksumAt(header), hex.length);
            channel.position(0);
            AtomicFile.writeFully(
                    channel,
                    ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, header.length));
            AtomicFile.writeFully(channel, ByteBuffer.wrap(header));
        });
    }

    private static void writeData(FileChannel channel, Tensor tensor, CRC32C sum) throws IOException {
        Tensor t = Contiguous.of(tensor);
        try {
            MemorySegment bytes = bytes(t);
            for (long at = 0; at < bytes.byteSize(); at += CHUNK) {
                ByteBuffer chunk = chunk(bytes, at);
                sum.update(chunk);
                AtomicFile.writeFully(channel, chunk.rewind());
            }
        } finally {
            Reference.reachabilityFence(t);
        }
    }

    /** Reads all tensors; whatever is wrong with the file is a {@link FileFormatException}. */
    public static Contents read(Path file) {
        try (var channel = FileChannel.open(file)) {
            byte[] header = readHeader(file, channel);
            SafetensorsHeader parsed =
                    SafetensorsHeader.parse(JsonReader.decode(header), channel.size() - 8 - header.length);
            CRC32C sum = new CRC32C();
            // Either mark is enough: no single flipped bit takes away both.
            boolean ours = "merapi".equals(parsed.metadata().get(WRITER))
                    || parsed.metadata().containsKey(CHECKSUM);
            String expected = parsed.metadata().getOrDefault(CHECKSUM, "");
            if (ours) {
                sum.update(withoutChecksum(header));
            }
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            for (var entry : parsed.entries()) {
                Tensor tensor = Tensor.allocate(entry.spec());
                readData(file, channel, tensor, entry.type(), sum);
                tensors.put(entry.name(), tensor);
            }
            if (ours && !expected.equals(hex(sum))) {
                throw new FileFormatException(
                        file,
                        "the file was damaged or changed after it was written: its checksum is " + hex(sum) + ", not "
                                + expected + "; use another copy");
            }
            tensors.forEach((name, tensor) -> checkBooleans(file, name, tensor));
            Map<String, String> metadata = new LinkedHashMap<>(parsed.metadata());
            if (ours) {
                metadata.keySet().removeAll(List.of(CHECKSUM, WRITER));
            }
            return new Contents(tensors, metadata);
        } catch (CharacterCodingException e) {
            throw new FileFormatException(
                    file, "the header isn't UTF-8: this is no safetensors file, or a damaged one", e);
        } catch (JsonException e) {
            throw new FileFormatException(file, e.getMessage(), new IOException(e));
        } catch (IOException e) {
            throw FileFailure.reading(file, e);
        }
    }

    private static byte[] readHeader(Path file, FileChannel channel) throws IOException {
        long size = channel.size();
        if (size < 8) {
            throw new FileFormatException(file, "a safetensors file has at least 8 bytes, but this one has " + size);
        }
        ByteBuffer start = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        readFully(file, channel, start);
        long length = start.getLong(0);
        if (length < 2 || length > Math.min(size - 8, MAX_HEADER)) {
            throw new FileFormatException(
                    file,
                    "the header should take " + Long.toUnsignedString(length) + " bytes of " + size
                            + ": this is no safetensors file, or one cut short");
        }
        ByteBuffer header = ByteBuffer.allocate((int) length);
        readFully(file, channel, header);
        return header.array();
    }

    private static void readData(Path file, FileChannel channel, Tensor tensor, StoredType type, CRC32C sum)
            throws IOException {
        MemorySegment memory = bytes(tensor);
        MemorySegment bytes = memory.asSlice(memory.byteSize() - (long) tensor.size() * type.bytes());
        for (long at = 0; at < bytes.byteSize(); at += CHUNK) {
            ByteBuffer chunk = chunk(bytes, at);
            readFully(file, channel, chunk);
            sum.update(chunk.rewind());
        }
        type.widen(memory);
    }

    private static void readFully(Path file, FileChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new FileFormatException(file, "the file became shorter while it was read; read it again");
            }
        }
    }

    /** Any byte but 0 and 1 in a bool tensor would be a third truth value. */
    private static void checkBooleans(Path file, String name, Tensor tensor) {
        if (tensor.dtype() == DType.BOOL) {
            for (byte b : tensor.toByteArray()) {
                if (b != 0 && b != 1) {
                    throw new FileFormatException(
                            file, "tensor \"" + name + "\" is BOOL, but has a byte " + (b & 0xff) + "; write 0 or 1");
                }
            }
        }
    }

    private static MemorySegment bytes(Tensor contiguous) {
        int width = contiguous.dtype().bytes();
        return contiguous.segment().asSlice((long) contiguous.offset() * width, (long) contiguous.size() * width);
    }

    private static ByteBuffer chunk(MemorySegment bytes, long at) {
        return bytes.asSlice(at, Math.min(CHUNK, bytes.byteSize() - at)).asByteBuffer();
    }

    private static byte[] withoutChecksum(byte[] header) {
        byte[] copy = header.clone();
        int at = checksumAt(header);
        for (int i = at; i < Math.min(at + ZEROS.length(), header.length); i++) {
            copy[i] = '0';
        }
        return copy;
    }

    /** Where the eight digits are: no string of JSON can hold this text, for its quotes would be escaped. */
    private static int checksumAt(byte[] header) {
        String key = "\"" + CHECKSUM + "\":\"";
        int at = new String(header, StandardCharsets.ISO_8859_1).indexOf(key);
        return at < 0 ? header.length : at + key.length();
    }

    private static String hex(CRC32C sum) {
        return String.format("%08x", sum.getValue());
    }
}
