package dev.merapi.tests.cli;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;

/** A small IDX data set that a perceptron learns in a moment: class c has a light stripe in rows 2 c + 4 and 2 c + 5. */
final class Stripes {
    static final int SIDE = 28;

    private Stripes() {}

    /** Writes the four files and the classes' names. */
    static Path write(Path folder, int train, int test) throws IOException {
        Files.createDirectories(folder);
        part(folder, "train", train);
        part(folder, "t10k", test);
        Files.writeString(folder.resolve("classes.txt"), "zero\none\n<b>two</b> & \"co\"\n3\n4\n5\n6\n7\n8\n9\n");
        return folder;
    }

    private static void part(Path folder, String name, int n) throws IOException {
        var images = new ByteArrayOutputStream();
        var labels = new ByteArrayOutputStream();
        var imageData = new DataOutputStream(images);
        var labelData = new DataOutputStream(labels);
        imageData.writeInt(0x00000803);
        imageData.writeInt(n);
        imageData.writeInt(SIDE);
        imageData.writeInt(SIDE);
        labelData.writeInt(0x00000801);
        labelData.writeInt(n);
        for (int i = 0; i < n; i++) {
            imageData.write(image(i % 10, i));
            labelData.write(i % 10);
        }
        Files.write(folder.resolve(name + "-images-idx3-ubyte"), images.toByteArray());
        Files.write(folder.resolve(name + "-labels-idx1-ubyte"), labels.toByteArray());
    }

    /** One image's pixels, row by row. */
    static byte[] image(int label, long seed) {
        Random random = new Random(seed);
        byte[] pixels = new byte[SIDE * SIDE];
        for (int i = 0; i < pixels.length; i++) {
            boolean stripe = i / SIDE / 2 == label + 2;
            pixels[i] = (byte) (random.nextInt(90) + (stripe ? 140 : 0));
        }
        return pixels;
    }

    /** Draws an image {@code scale} times as large, in gray or inverted and in colour. */
    static Path draw(Path file, int label, int scale, boolean invertedColour) throws IOException {
        byte[] pixels = image(label, 12345);
        var drawn = new BufferedImage(
                SIDE * scale, SIDE * scale, invertedColour ? BufferedImage.TYPE_INT_RGB : BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < SIDE * scale; y++) {
            for (int x = 0; x < SIDE * scale; x++) {
                int pixel = pixels[y / scale * SIDE + x / scale] & 0xff;
                for (int band = 0; band < drawn.getRaster().getNumBands(); band++) {
                    drawn.getRaster().setSample(x, y, band, invertedColour ? 255 - pixel : pixel);
                }
            }
        }
        ImageIO.write(drawn, "png", file.toFile());
        return file;
    }
}
