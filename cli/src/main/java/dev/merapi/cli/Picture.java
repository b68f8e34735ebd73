package dev.merapi.cli;

import dev.merapi.tensor.DType;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * An image file as a network sees it.
 *
 * @param pixels uint8 [1, c, h, w]
 * @param conversion what was done to get there, for people; empty if nothing
 */
public record Picture(Tensor pixels, String conversion) {
    private static final long MOST_PIXELS = 50_000_000;

    /** Reads a file as an input of [channels, height, width]. */
    static Picture read(Path file, List<Integer> input, boolean invert) {
        return of(decode(file), input, invert);
    }

    /** Reads an image file's bytes as an input of [channels, height, width]; errors call it {@code source}. */
    public static Picture read(Path source, byte[] file, List<Integer> input) {
        try (var stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
            return of(decode(source, stream), input, false);
        } catch (IOException e) {
            throw broken(source, e);
        }
    }

    private static Picture of(BufferedImage image, List<Integer> input, boolean invert) {
        int height = input.get(1);
        int width = input.get(2);
        float[][] planes = input.getFirst() == 1 ? new float[][] {gray(image)} : colours(image);
        byte[] bytes = new byte[planes.length * height * width];
        int at = 0;
        for (float[] plane : planes) {
            for (float x : Resampling.of(plane, image.getWidth(), image.getHeight(), width, height)) {
                int pixel = Math.clamp(Math.round(x), 0, 255);
                bytes[at++] = (byte) (invert ? 255 - pixel : pixel);
            }
        }
        boolean scaled = image.getWidth() != width || image.getHeight() != height;
        String conversion = (scaled
                        ? " (scaled from " + image.getWidth() + " x " + image.getHeight() + " to " + width + " x "
                                + height + ")"
                        : "")
                + (invert ? " (inverted)" : "");
        return new Picture(Tensor.of(DType.UINT8, Shape.of(1, planes.length, height, width), bytes), conversion);
    }

    private static BufferedImage decode(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new Failure(file + (Files.exists(file) ? " is no file" : " doesn't exist") + "; name an image file");
        }
        ImageIO.setUseCache(false);
        try (ImageInputStream stream = ImageIO.createImageInputStream(file.toFile())) {
            if (stream == null) {
                throw new Failure("couldn't read " + file + "; is it readable?");
            }
            return decode(file, stream);
        } catch (IOException e) {
            throw broken(file, e);
        }
    }

    private static UncheckedIOException broken(Path file, IOException e) {
        return new UncheckedIOException("couldn't read " + file + ": " + e.getMessage() + "; is the image whole?", e);
    }

    private static BufferedImage decode(Path file, ImageInputStream stream) throws IOException {
        Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
        if (!readers.hasNext()) {
            throw new Failure(file + " is no image that is known; give it PNG, JPEG, GIF or BMP");
        }
        ImageReader reader = readers.next();
        try {
            reader.setInput(stream, true, true);
            // The header is believed only so far: a few bytes can claim billions of pixels.
            long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
            if (pixels > MOST_PIXELS) {
                throw new Failure(file + " has " + pixels + " pixels, more than the " + MOST_PIXELS
                        + " that are read; scale it down");
            }
            return reader.read(0);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            // Broken images make Java's readers stumble in many ways.
            throw new Failure("couldn't read " + file + ": the image is broken (" + e.getMessage() + ")", e);
        } finally {
            reader.dispose();
        }
    }

    private static float[] gray(BufferedImage image) {
        if (isGray(image)) {
            return grayBand(image);
        }
        float[][] rgb = colours(image);
        float[] gray = new float[rgb[0].length];
        for (int i = 0; i < gray.length; i++) {
            gray[i] = 0.299f * rgb[0][i] + 0.587f * rgb[1][i] + 0.114f * rgb[2][i];
        }
        return gray;
    }

    private static float[][] colours(BufferedImage image) {
        if (isGray(image)) {
            float[] gray = grayBand(image);
            return new float[][] {gray, gray, gray};
        }
        int width = image.getWidth();
        float[][] planes = new float[3][width * image.getHeight()];
        int[] row = new int[width];
        for (int y = 0; y < image.getHeight(); y++) {
            image.getRGB(0, y, width, 1, row, 0, width);
            for (int x = 0; x < width; x++) {
                float alpha = (row[x] >>> 24) / 255f;
                for (int c = 0; c < 3; c++) {
                    planes[c][y * width + x] = onWhite((row[x] >>> (16 - 8 * c)) & 0xff, alpha);
                }
            }
        }
        return planes;
    }

    private static boolean isGray(BufferedImage image) {
        return image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY
                && !(image.getColorModel() instanceof IndexColorModel);
    }

    /** getRGB would take gray values for linear light and brighten them: 128 would become 188. */
    private static float[] grayBand(BufferedImage image) {
        Raster raster = image.getRaster();
        int width = image.getWidth();
        float most = (1L << raster.getSampleModel().getSampleSize(0)) - 1;
        float[] gray = new float[width * image.getHeight()];
        for (int i = 0; i < gray.length; i++) {
            int x = i % width;
            int y = i / width;
            float alpha = raster.getNumBands() == 1 ? 1 : raster.getSample(x, y, 1) / most;
            gray[i] = onWhite(raster.getSample(x, y, 0) * 255 / most, alpha);
        }
        return gray;
    }

    private static float onWhite(float value, float alpha) {
        return 255 + (value - 255) * alpha;
    }
}
