package dev.merapi.models.data;

import dev.merapi.tensor.DType;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;

/**
 * An image file (PNG, JPEG, GIF or BMP) as a network sees it: scaled to its size, in gray or in three colours, on white
 * where it's transparent. Needs the JDK's module java.desktop.
 *
 * <pre>{@code
 * Tensor x = normalization.apply(Picture.read(path, List.of(3, 32, 32), false).pixels());     // [1, 3, 32, 32]
 * }</pre>
 *
 * @param pixels uint8 [1, c, h, w]
 * @param width the file's
 * @param height the file's
 * @param conversion what was done to get there, for people; empty if nothing
 */
public record Picture(Tensor pixels, int width, int height, String conversion) {
    private static final String MODULE = "java.desktop";

    /**
     * Reads a file as an input of [channels, height, width], 1 or 3 channels.
     *
     * @param invert whether to swap light and dark
     */
    public static Picture read(Path file, List<Integer> input, boolean invert) {
        checkModule();
        checkInput(input);
        return of(PictureFile.read(file), input, invert);
    }

    /** Reads an image file's bytes as an input of [channels, height, width]; errors call it {@code source}. */
    public static Picture read(Path source, byte[] file, List<Integer> input) {
        checkModule();
        checkInput(input);
        return of(PictureFile.read(source, file), input, false);
    }

    /** This module doesn't insist on java.desktop, so that a runtime image may leave it out. */
    private static void checkModule() {
        if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
            throw new IllegalStateException("reading images needs the JDK's module " + MODULE
                    + ", which isn't here; add \"requires " + MODULE + "\" to your module, or --add-modules " + MODULE);
        }
    }

    private static void checkInput(List<Integer> input) {
        boolean whole = input.size() == 3 && input.stream().allMatch(n -> n > 0);
        if (!whole || (input.getFirst() != 1 && input.getFirst() != 3)) {
            throw new IllegalArgumentException("images can't be read as " + input
                    + "; ask for [channels, height, width] with 1 channel (gray) or 3 (red, green, blue)");
        }
    }

    private static Picture of(PictureFile image, List<Integer> input, boolean invert) {
        int height = input.get(1);
        int width = input.get(2);
        float[][] planes = input.getFirst() == 1 ? new float[][] {image.gray()} : image.colours();
        byte[] bytes = new byte[planes.length * height * width];
        int at = 0;
        for (float[] plane : planes) {
            for (float x : Resampling.of(plane, image.width(), image.height(), width, height)) {
                int pixel = Math.clamp(Math.round(x), 0, 255);
                bytes[at++] = (byte) (invert ? 255 - pixel : pixel);
            }
        }
        boolean scaled = image.width() != width || image.height() != height;
        String conversion = (scaled
                        ? " (scaled from " + image.width() + " x " + image.height() + " to " + width + " x " + height
                                + ")"
                        : "")
                + (invert ? " (inverted)" : "");
        return new Picture(
                Tensor.of(DType.UINT8, Shape.of(1, planes.length, height, width), bytes),
                image.width(),
                image.height(),
                conversion);
    }
}
