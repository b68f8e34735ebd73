package dev.merapi.tests.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.data.ImageData;
import dev.merapi.models.data.ImageFolder;
import dev.merapi.models.data.Picture;
import dev.merapi.models.io.FileFormatException;
import dev.merapi.tensor.Shape;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images in folders named by their classes. */
class ImageFolderTest {
    private static final List<Integer> INPUT = List.of(3, 4, 4);

    @TempDir
    Path folder;

    private Path image(String name, Color colour, int side) throws IOException {
        BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < side * side; i++) {
            image.setRGB(i % side, i / side, colour.getRGB());
        }
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        assertTrue(ImageIO.write(image, name.substring(name.lastIndexOf('.') + 1), file.toFile()));
        return file;
    }

    @Test
    void trainAndTestAreReadAtTheNetworksSize() throws IOException {
        image("train/red/1.png", Color.RED, 4);
        image("train/blue/2.jpg", Color.BLUE, 16);
        image("train/blue/1.png", Color.BLUE, 9);
        image("test/blue/1.png", Color.BLUE, 2);
        image("test/red/1.bmp", Color.RED, 4);
        Files.writeString(folder.resolve("train/red/notes.txt"), "not an image");
        assertTrue(ImageFolder.isOne(folder));
        ImageData.Split split = ImageFolder.open(folder, INPUT);
        assertEquals(List.of("blue", "red"), split.classNames());
        assertEquals(Shape.of(3, 3, 4, 4), split.train().images().shape());
        assertArrayEquals(new long[] {0, 0, 1}, split.train().labels().toLongArray());
        assertArrayEquals(new long[] {0, 1}, split.test().labels().toLongArray());
        assertEquals(255, split.train().image(0).getLong(2, 1, 1));
        assertEquals(0, split.train().image(0).getLong(0, 1, 1));
        assertEquals(255.0, split.train().image(1).get(2, 1, 1), 3.0);
        assertEquals(255, split.train().image(2).getLong(0, 1, 1));
        assertEquals(split.train().normalization(), split.test().normalization());
        assertEquals(
                List.of(
                        "3 of 5 images were changed to what the network takes, such as 1.png (scaled from 9 x 9 to 4 x 4)"),
                split.notes());
    }

    @Test
    void withoutTestAFifthOfEachClassIs() throws IOException {
        for (int i = 0; i < 10; i++) {
            image("a/" + i + ".png", new Color(i, 0, 0), 4);
            image("b/" + i + ".png", new Color(0, i, 0), 4);
        }
        ImageData.Split split = ImageFolder.open(folder, INPUT);
        assertArrayEquals(new long[] {0, 0, 1, 1}, split.test().labels().toLongArray());
        assertEquals(16, split.train().size());
        assertEquals(List.of(), split.notes());
        assertTrue(split.test()
                .images()
                .equalBits(ImageFolder.open(folder, INPUT).test().images()));
    }

    @Test
    void mistakesNameTheFolder() throws IOException {
        assertFalse(ImageFolder.isOne(folder));
        assertFalse(ImageFolder.isOne(folder.resolve("nowhere")));
        image("train/a/1.png", Color.RED, 4);
        told("has the classes a, but " + folder.resolve("test")
                + " is missing; put images of the same classes into both");
        image("test/b/1.png", Color.RED, 4);
        told("has the classes a, but " + folder.resolve("test") + " has b; put");
        image("test/a/1.png", Color.RED, 4);
        Path empty = Files.createDirectories(folder.resolve("train/b"));
        told(
                empty
                        + ": the folder should hold the images of a class, but there is none; put PNG or JPEG files into it or remove it");
        Path broken = Files.write(empty.resolve("x.png"), new byte[] {(byte) 0x89, 'P', 'N', 'G'});
        told(broken.toString());
    }

    /** Java's reader of BMP reads past the end, and believes where a palette should end. */
    @Test
    void brokenPicturesAreTold() throws IOException {
        Path file = image("a.bmp", Color.RED, 4);
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, 60));
        broken(file, "the file ends too early");
        byte[] pixelsBeforePalette = whole.clone();
        pixelsBeforePalette[10] = 0;
        pixelsBeforePalette[14] = 56;
        pixelsBeforePalette[28] = 0;
        Files.write(file, pixelsBeforePalette);
        broken(file, "the image is broken: its parts don't fit together; get it again");
    }

    private static void broken(Path file, String words) {
        var e = assertThrows(FileFormatException.class, () -> Picture.read(file, INPUT, false));
        assertTrue(e.getMessage().startsWith(file + ": "), e.getMessage());
        assertTrue(e.getMessage().contains(words) && !e.getMessage().matches(".*(null|Exception).*"), e.getMessage());
    }

    @Test
    void picturesAreScaledToWhatIsAskedFor() throws IOException {
        Path file = image("a.png", Color.RED, 8);
        Picture gray = Picture.read(file, List.of(1, 4, 2), true);
        assertEquals(Shape.of(1, 1, 4, 2), gray.pixels().shape());
        assertEquals(255 - 76, gray.pixels().getLong(0, 0, 3, 1), "0.299 of 255, inverted");
        assertEquals(" (scaled from 8 x 8 to 2 x 4) (inverted)", gray.conversion());
        Picture read = Picture.read(file, Files.readAllBytes(file), List.of(3, 8, 8));
        assertEquals("", read.conversion());
        assertEquals(
                "images can't be read as [2, 8, 8]; ask for [channels, height, width] with 1 channel (gray) or 3 (red,"
                        + " green, blue)",
                assertThrows(IllegalArgumentException.class, () -> Picture.read(file, List.of(2, 8, 8), false))
                        .getMessage());
    }

    private void told(String words) {
        var e = assertThrows(RuntimeException.class, () -> ImageFolder.open(folder, INPUT));
        assertTrue(e instanceof UncheckedIOException, e.toString());
        assertTrue(e.getMessage().contains(words), e.getMessage());
    }
}
