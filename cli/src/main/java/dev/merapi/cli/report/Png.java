package dev.merapi.cli.report;

import dev.merapi.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import javax.imageio.ImageIO;

/** Tensors as PNG images. */
final class Png {
    private Png() {}

    /** uint8 [c, h, w], of one channel or three, as a data URI. */
    static String dataUri(Tensor image) {
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(bytes(image));
    }

    /** The same as a file's bytes. */
    static byte[] bytes(Tensor image) {
        ImageIO.setUseCache(false);
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        try {
            ImageIO.write(draw(image), "png", png);
        } catch (IOException e) {
            throw new UncheckedIOException("couldn't draw an image " + image.spec() + ": " + e.getMessage(), e);
        }
        return png.toByteArray();
    }

    private static BufferedImage draw(Tensor image) {
        int channels = image.size(0);
        int height = image.size(1);
        int width = image.size(2);
        byte[] pixels = image.toByteArray();
        BufferedImage drawn = new BufferedImage(
                width, height, channels == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
        WritableRaster raster = drawn.getRaster();
        for (int i = 0; i < pixels.length; i++) {
            int p = i % (height * width);
            raster.setSample(p % width, p / width, i / (height * width), pixels[i] & 0xff);
        }
        return drawn;
    }
}
