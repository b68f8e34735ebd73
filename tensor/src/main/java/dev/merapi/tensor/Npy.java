package dev.merapi.tensor;

import dev.merapi.tensor.op.Contiguous;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.UUID;

/**
 * NumPy's files of one array (.npy): {@code \x93NUMPY}, version, the length of a header that is a Python dictionary,
 * then the elements. Little-endian f4, f8, i4, i8 and u1, i1, b1 are read and written; both orders are read, C's is
 * written.
 */
public final class Npy {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int ALIGNMENT = 64;
    private static final int MAX_HEADER = 1 << 16;
    /** Bytes moved at once: channels copy heap buffers and can't take more than 2^31 - 1. */
    private static final long PIECE = 1 << 24;

    private Npy() {}

    /**
     * The array in a file.
     *
     * @throws IOException if the file can't be read, or isn't what it says; the message names the file
     */
    public static Tensor read(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            NpyHeader header = readHeader(path, channel);
            long bytes = header.bytes();
            long rest = channel.size() - channel.position();
            if (rest != bytes) {
                throw new IOException(path + ": " + header.spec() + " needs " + bytes + " bytes, but the file has "
                        + rest + "; it is cut off or damaged, write it again");
            }
            Tensor elements = readElements(channel, header.spec());
            if (header.spec().dtype() == DType.BOOL) {
                checkTruth(path, elements);
            }
            return header.columnMajor() ? ofColumns(elements) : elements;
        } catch (EOFException e) {
            throw new IOException(path + " ends within its header; it is cut off, write it again", e);
        }
    }

    private static NpyHeader readHeader(Path path, FileChannel channel) throws IOException {
        ByteBuffer start = take(channel, MAGIC.length + 2);
        byte[] magic = new byte[MAGIC.length];
        start.get(magic);
        if (!Arrays.equals(magic, MAGIC)) {
            throw new IOException(path + " is no .npy file, which starts with \\x93NUMPY; write it with numpy.save");
        }
        int version = start.get();
        if (version < 1 || version > 3) {
            throw new IOException(path + ": .npy version " + version + " isn't known; write version 1.0 or 2.0");
        }
        long length = version == 1
                ? Short.toUnsignedInt(take(channel, Short.BYTES).getShort())
                : Integer.toUnsignedLong(take(channel, Integer.BYTES).getInt());
        if (length > MAX_HEADER) {
            throw new IOException(path + ": a header of " + length + " bytes is more than " + MAX_HEADER
                    + "; the file is damaged, write it again");
        }
        byte[] text = new byte[(int) length];
        take(channel, text.length).get(text);
        return NpyHeader.parse(path, new String(text, StandardCharsets.UTF_8));
    }

    private static ByteBuffer take(FileChannel channel, int n) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(n).order(ByteOrder.LITTLE_ENDIAN);
        fill(channel, buffer);
        return buffer.flip();
    }

    private static void fill(FileChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new EOFException();
            }
        }
    }

    private static Tensor readElements(FileChannel channel, Spec spec) throws IOException {
        Tensor t = Tensor.allocate(spec);
        MemorySegment s = elements(t);
        for (long at = 0; at < s.byteSize(); at += PIECE) {
            fill(channel, piece(s, at));
        }
        return t;
    }

    /** Any byte but 0 and 1 would be a third truth value. */
    private static void checkTruth(Path path, Tensor elements) throws IOException {
        byte[] bytes = elements.toByteArray();
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] != 0 && bytes[i] != 1) {
                throw new IOException(
                        path + ": element " + i + " is a truth value of " + (bytes[i] & 0xff) + "; write 0 or 1");
            }
        }
    }

    /** Columns one after another are the rows of the transposed array. */
    private static Tensor ofColumns(Tensor elements) {
        Shape shape = elements.shape();
        int[] strides = new int[shape.rank()];
        int stride = 1;
        for (int axis = 0; axis < strides.length; axis++) {
            strides[axis] = stride;
            stride *= Math.max(shape.dim(axis), 1);
        }
        return Contiguous.of(elements.view(shape, strides, 0));
    }

    private static MemorySegment elements(Tensor t) {
        int size = t.dtype().bytes();
        return t.segment().asSlice((long) t.offset() * size, (long) t.size() * size);
    }

    private static ByteBuffer piece(MemorySegment s, long at) {
        return s.asSlice(at, Math.min(PIECE, s.byteSize() - at)).asByteBuffer();
    }

    /** Writes to a temporary file beside {@code path}, then renames it: the file is there whole or not at all. */
    public static void write(Path path, Tensor tensor) throws IOException {
        Path target = path.toAbsolutePath();
        Path temporary = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            try (FileChannel channel =
                    FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                drain(channel, ByteBuffer.wrap(header(tensor.spec())));
                drainElements(channel, tensor);
                channel.force(true);
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static void drainElements(FileChannel channel, Tensor tensor) throws IOException {
        Tensor t = Contiguous.of(tensor);
        try {
            MemorySegment s = elements(t);
            for (long at = 0; at < s.byteSize(); at += PIECE) {
                drain(channel, piece(s, at));
            }
        } finally {
            Reference.reachabilityFence(t);
        }
    }

    private static void drain(FileChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    /** Everything before the elements, ending so that they are aligned. */
    private static byte[] header(Spec spec) {
        String text = new NpyHeader(spec, false).toString();
        boolean isLong = MAGIC.length + 4 + text.length() + ALIGNMENT > 0xFFFF;
        int before = MAGIC.length + (isLong ? 6 : 4);
        int total = (before + text.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        ByteBuffer buffer = ByteBuffer.allocate(total).order(ByteOrder.LITTLE_ENDIAN);
        buffer.put(MAGIC).put((byte) (isLong ? 2 : 1)).put((byte) 0);
        if (isLong) {
            buffer.putInt(total - before);
        } else {
            buffer.putShort((short) (total - before));
        }
        buffer.put(text.getBytes(StandardCharsets.US_ASCII));
        while (buffer.position() < total - 1) {
            buffer.put((byte) ' ');
        }
        return buffer.put((byte) '\n').array();
    }
}
