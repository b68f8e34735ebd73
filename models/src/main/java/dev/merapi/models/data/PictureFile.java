package dev.merapi.models.data;

import dev.merapi.models.io.FileFormatException;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Objects;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** An image file that is unpacked. The one class that needs java.desktop. */
record PictureFile(BufferedImage image) {
    private static final long MOST_PIXELS = 50_000_000;

    /** Of files of which Java's readers say nothing, or only what became of them in Java. */
    private static final String MISFIT = "its parts don't fit together";

    // Java's graphics keep the context class loader of their first use for ever: an application's must stay
    // collectable.
    static {
        Thread thread = Thread.currentThread();
        ClassLoader context = thread.getContextClassLoader();
        thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
        try {
            ImageIO.setUseCache(false);
        } finally {
            thread.setContextClassLoader(context);
        }
    }

    static PictureFile read(Path file) {
        return new PictureFile(decode(file));
    }

    /** Of a file's bytes; errors call it {@code source}. */
    static PictureFile read(Path source, byte[] file) {
        try (var stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
            return new PictureFile(decode(source, stream));
        } catch (IOException e) {
            throw broken(source, e);
        }
    }

    int width() {
        return image.getWidth();
    }

    int height() {
        return image.getHeight();
    }

    private static BufferedImage decode(Path file) {
        if (!Files.isRegularFile(file)) {
            String sentence = file + (Files.exists(file) ? " is no file" : " doesn't exist") + "; name an image file";
            throw new UncheckedIOException(sentence, new FileNotFoundException(sentence));
        }
        try (ImageInputStream stream = ImageIO.createImageInputStream(file.toFile())) {
            if (stream == null) {
                throw new FileFormatException(file, "the file couldn't be read; is it readable?");
            }
            return decode(file, stream);
        } catch (IOException e) {
            throw broken(file, e);
        }
    }

    private static UncheckedIOException broken(Path file, IOException e) {
        return new FileFormatException(file, "couldn't read the image: " + reason(e) + "; is it whole?", e);
    }

    private static String reason(IOException e) {
        return e instanceof EOFException
                ? "the file ends too early"
                : Objects.requireNonNullElse(e.getMessage(), MISFIT).replaceFirst("[.!]+$", "");
    }

    private static BufferedImage decode(Path file, ImageInputStream stream) throws IOException {
        Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
        if (!readers.hasNext()) {
            throw new FileFormatException(file, "this is no image that is known; give it PNG, JPEG, GIF or BMP");
        }
        ImageReader reader = readers.next();
        try {
            reader.setInput(stream, true, true);
            // The header is believed only so far: a few bytes can claim billions of pixels.
            long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
            if (pixels > MOST_PIXELS) {
                throw new FileFormatException(
                        file,
                        "it has " + pixels + " pixels, more than the " + MOST_PIXELS + " that are read; scale it down");
            }
            return reader.read(0);
        } catch (FileFormatException e) {
            throw e;
        } catch (RuntimeException e) {
            // Broken images make Java's readers stumble in many ways, and they tell of arrays and indices.
            throw new FileFormatException(
                    file, "the image is broken: " + MISFIT + "; get it again", new IOException(e));
        } finally {
            reader.dispose();
        }
    }

    /** Each pixel's lightness, from 0 to 255, on white. */
    float[] gray() {
        if (isGray()) {
            return grayBand();
        }
        float[][] rgb = colours();
        float[] gray = new float[rgb[0].length];
        for (int i = 0; i < gray.length; i++) {
            gray[i] = 0.299f * rgb[0][i] + 0.587f * rgb[1][i] + 0.114f * rgb[2][i];
        }
        return gray;
    }

    /** Red, green and blue. */
    float[][] colours() {
        if (isGray()) {
            float[] gray = grayBand();
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

    private boolean isGray() {
        return image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY
                && !(image.getColorModel() instanceof IndexColorModel);
    }

    /** getRGB would take gray values for linear light and brighten them: 128 would become 188. */
    private float[] grayBand() {
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
