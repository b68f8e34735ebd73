package dev.merapi.simd.blas;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * What can be seen of a library before it's loaded. The loader of Linux ends the process (SIGBUS) on a file that was cut
 * short, and HotSpot prints warnings of its own for one that is no library.
 */
final class LibraryFile {
    private static final String ELF = "7f454c46";

    /** First bytes of libraries: ELF, Mach-O (one architecture, several), Windows. */
    private static final List<String> MAGIC = List.of(ELF, "cffaedfe", "cafebabe", "4d5a");

    /** Of an ELF file of 64 bits: header, program header. */
    private static final int HEADER = 64;

    private static final int PROGRAM_HEADER = 56;

    private LibraryFile() {}

    /** Why the file can't be a library, as the end of a sentence; empty if it may be one, or isn't there. */
    static Optional<String> flaw(Path path) {
        if (Files.isDirectory(path)) {
            return Optional.of("names a folder; name the library in it");
        }
        if (!Files.exists(path)) {
            return Optional.empty();
        }
        try (FileChannel file = FileChannel.open(path)) {
            ByteBuffer header = read(file, 0, HEADER);
            byte[] first = new byte[4];
            header.get(0, first);
            String start = HexFormat.of().formatHex(first);
            if (MAGIC.stream().noneMatch(start::startsWith)) {
                return Optional.of("names a file that is no shared library; name one, such as libopenblas.so.0");
            }
            return start.equals(ELF) && isCut(file, header)
                    ? Optional.of("names a library that was cut short; copy it anew")
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.of("can't be read (" + e.getClass().getSimpleName() + "); make it readable");
        }
    }

    /** Whether a segment that the loader would map ends beyond the file. */
    private static boolean isCut(FileChannel file, ByteBuffer header) throws IOException {
        if (header.get(4) != 2) {
            // Of 32 bits: the loader refuses it.
            return false;
        }
        var order = header.get(5) == 2 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        header.order(order);
        long at = header.getLong(32);
        int count = Short.toUnsignedInt(header.getShort(56));
        if (at < 0 || at > file.size() - (long) count * PROGRAM_HEADER) {
            return true;
        }
        ByteBuffer headers = read(file, at, count * PROGRAM_HEADER).order(order);
        for (int i = 0; i < count; i++) {
            long offset = headers.getLong(i * PROGRAM_HEADER + 8);
            long length = headers.getLong(i * PROGRAM_HEADER + 32);
            if (offset < 0 || length < 0 || offset > file.size() - length) {
                return true;
            }
        }
        return false;
    }

    /** So many bytes of the file, 0 behind its end. */
    private static ByteBuffer read(FileChannel file, long at, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        int more;
        do {
            more = file.read(bytes, at + bytes.position());
        } while (more > 0);
        return bytes.clear();
    }
}
