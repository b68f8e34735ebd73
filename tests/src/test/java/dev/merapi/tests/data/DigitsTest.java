package dev.merapi.tests.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.merapi.models.data.Batch;
import dev.merapi.models.data.Digits;
import dev.merapi.models.data.ImageData;
import dev.merapi.models.io.FileFormatException;
import dev.merapi.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** scikit-learn's digits: lines of pixels and a label. */
class DigitsTest {
    @TempDir
    Path folder;

    private static String line(int first, String label) {
        return first + "," + String.join(",", Collections.nCopies(62, "0")) + ",16," + label + "\n";
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("digits.csv"), text);
    }

    private String mistake(String text) throws IOException {
        Path file = write(text);
        return assertThrows(FileFormatException.class, () -> Digits.read(file))
                .getMessage()
                .replace(file.toString(), "FILE");
    }

    @Test
    void pixelsBecomeBytes() throws IOException {
        Batch digits = Digits.read(write(line(8, "3") + line(1, "9")));
        assertEquals(Shape.of(2, 1, 8, 8), digits.inputs().shape());
        assertArrayEquals(new long[] {3, 9}, digits.targets().toLongArray());
        assertEquals(128, digits.inputs().getLong(0, 0, 0, 0));
        assertEquals(16, digits.inputs().getLong(1, 0, 0, 0));
        assertEquals(0, digits.inputs().getLong(1, 0, 0, 1));
        assertEquals(255, digits.inputs().getLong(1, 0, 7, 7));
    }

    @Test
    void theBundledDigitsOpen() {
        ImageData.Split split = ImageData.open(Path.of(System.getProperty("merapi.root", ".."), "data", "digits"));
        assertEquals(1438, split.train().size());
        assertEquals(359, split.test().size());
        assertEquals(split.train().normalization(), split.test().normalization());
        assertEquals("0", split.classNames().getFirst());
    }

    @Test
    void mistakesNameLineAndField() throws IOException {
        assertEquals("FILE: the file is empty; get it again", mistake(""));
        assertEquals(
                "FILE: line 2 has 2 fields, but a digit has 64 pixels and a label", mistake(line(0, "1") + "1,2\n"));
        assertEquals("FILE: line 1, field 1 is '17' where a pixel of 0 to 16 should be", mistake(line(17, "1")));
        assertEquals("FILE: line 1, field 65 is '10' where a label of 0 to 9 should be", mistake(line(0, "10")));
        assertEquals("FILE: line 1, field 65 is 'x' where a label of 0 to 9 should be", mistake(line(0, "x")));
        Path file = write(line(0, "1"));
        var e = assertThrows(FileFormatException.class, () -> ImageData.open(folder));
        assertEquals(file + ": its 1 digits are too few to test on a fifth of each; give it more", e.getMessage());
    }
}
