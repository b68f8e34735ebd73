package dev.merapi.tests.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.cli.Failure;
import dev.merapi.cli.ImageFolder;
import dev.merapi.models.data.ImageData;
import dev.merapi.tensor.Shape;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
        told(empty
                + " should hold the images of a class, but there is none; put PNG or JPEG files into it or remove it");
        Path broken = Files.write(empty.resolve("x.png"), new byte[] {(byte) 0x89, 'P', 'N', 'G'});
        told(broken.toString());
    }

    private void told(String words) {
        var e = assertThrows(RuntimeException.class, () -> ImageFolder.open(folder, INPUT));
        assertTrue(e instanceof Failure || e instanceof UncheckedIOException, e.toString());
        assertTrue(e.getMessage().contains(words), e.getMessage());
    }
}
