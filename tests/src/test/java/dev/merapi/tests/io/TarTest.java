package dev.merapi.tests.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.io.FileFormatException;
import dev.merapi.models.io.Tar;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tar archives, whole, damaged, and made to do harm. */
class TarTest {
    @TempDir
    Path folder;

    /** An entry as ustar has it. */
    private static byte[] entry(char type, String name, String size, byte[] contents) {
        byte[] block = new byte[512 + (contents.length + 511) / 512 * 512];
        put(block, 0, name);
        put(block, 124, size);
        put(block, 257, "ustar");
        block[156] = (byte) type;
        Arrays.fill(block, 148, 156, (byte) ' ');
        int sum = 0;
        for (int i = 0; i < 512; i++) {
            sum += block[i] & 0xff;
        }
        put(block, 148, String.format(Locale.ROOT, "%06o", sum));
        System.arraycopy(contents, 0, block, 512, contents.length);
        return block;
    }

    private static byte[] entry(char type, String name, String contents) {
        byte[] bytes = contents.getBytes(StandardCharsets.UTF_8);
        return entry(type, name, String.format(Locale.ROOT, "%011o", bytes.length), bytes);
    }

    private static void put(byte[] block, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, block, at, bytes.length);
    }

    private static byte[] archive(byte[]... entries) {
        var out = new ByteArrayOutputStream();
        for (byte[] entry : entries) {
            out.writeBytes(entry);
        }
        out.writeBytes(new byte[1024]);
        return out.toByteArray();
    }

    private List<String> read(byte[] archive) throws IOException {
        return read(Files.write(folder.resolve("a.tar"), archive));
    }

    private static List<String> read(Path file) {
        List<String> entries = new ArrayList<>();
        try (var tar = Tar.open(file)) {
            for (var entry = tar.next(); entry.isPresent(); entry = tar.next()) {
                entries.add(entry.get().name() + "=" + new String(entry.get().bytes(), StandardCharsets.UTF_8));
            }
        }
        return entries;
    }

    @Test
    void filesComeInTheirOrder() throws IOException {
        byte[] archive = archive(
                entry('5', "folder/", ""),
                entry('0', "./folder/a", "one"),
                entry('2', "link", ""),
                entry('0', "b", "x".repeat(512)),
                entry((char) 0, "c", ""));
        List<String> expected = List.of("folder/a=one", "b=" + "x".repeat(512), "c=");
        assertEquals(expected, read(archive));
        var zipped = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(zipped)) {
            gzip.write(archive);
        }
        assertEquals(expected, read(zipped.toByteArray()));
    }

    @Test
    void longNamesArePaxsAndGnus() throws IOException {
        String name = "n".repeat(150);
        assertEquals(
                List.of(name + "=1", name + "=2", "short=3"),
                read(archive(
                        entry('x', "PaxHeader", "20 mtime=1714683337\n160 path=" + name + "\n"),
                        entry('0', "nnn", "1"),
                        entry('L', "././@LongLink", name + "\0"),
                        entry('0', "nnn", "2"),
                        entry('0', "short", "3"))));
        byte[] prefixed = entry('0', "a", "4");
        put(prefixed, 345, "far/away");
        int sum = 'f' + 'a' + 'r' + '/' + 'a' + 'w' + 'a' + 'y';
        int old = Integer.parseInt(new String(prefixed, 148, 6, StandardCharsets.US_ASCII), 8);
        put(prefixed, 148, String.format(Locale.ROOT, "%06o", old + sum));
        assertEquals(List.of("far/away/a=4"), read(archive(prefixed)));
    }

    @Test
    void everyCutIsFound() throws IOException {
        byte[] good = archive(entry('0', "a", "one"), entry('0', "b", "two"));
        for (int length = 0; length < good.length - 1024; length += 100) {
            refused("the file is cut short: ", Arrays.copyOf(good, length));
        }
        refused(
                "the file is cut short: the contents of 'a' take 3 bytes, but only 1 are there; get the file again",
                Arrays.copyOf(good, 513));
    }

    @Test
    void whatCantBeIsRefused() throws IOException {
        byte[] broken = archive(entry('0', "a", "one"));
        broken[3]++;
        refused(
                "the archive's entry before byte 512 isn't one: its checksum doesn't fit; get the archive again, if it is"
                        + " one",
                broken);
        refused(
                "the archive's entry before byte 512 ('a') is of 8589934591 bytes, but no more than 1073741824 are read; is"
                        + " the archive damaged?",
                archive(entry('0', "a", "77777777777", new byte[0])));
        refused(
                "the contents of 'a' take 1073741823 bytes, but only 1024 are there",
                archive(entry('0', "a", "07777777777", new byte[0])));
        refused("('a') has no size that can be read", archive(entry('0', "a", "8", new byte[0])));
        refused("has extended attributes that can't be read", archive(entry('x', "a", "900 path=b\n")));
        refused("has extended attributes that can't be read", archive(entry('x', "a", "path=b\n")));
    }

    private void refused(String words, byte[] archive) {
        Path file = folder.resolve("a.tar");
        String message =
                assertThrows(FileFormatException.class, () -> read(archive)).getMessage();
        assertTrue(message.startsWith(file + ": ") && message.contains(words), message);
    }

    @Test
    void bytesAreTheFilesOwn() throws IOException {
        byte[] bytes = new byte[700];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        Path file = Files.write(folder.resolve("b.tar"), archive(entry('0', "b", "00000001274", bytes)));
        try (var tar = Tar.open(file)) {
            assertArrayEquals(bytes, tar.next().orElseThrow().bytes());
        }
    }
}
