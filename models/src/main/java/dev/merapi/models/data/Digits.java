package dev.merapi.models.data;

import dev.merapi.models.io.Excerpt;
import dev.merapi.models.io.FileFormatException;
import dev.merapi.models.text.Lines;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * scikit-learn's handwritten digits, plain or gzipped: lines of 64 pixels of 0 to 16, 8 x 8 row by row, and a label of 0
 * to 9, parted by commas. Pixels become 0 to 255. Source: Alpaydin, Kaynak, "Cascading classifiers", 1998.
 */
public final class Digits {
    /** The classes in the order of their labels. */
    public static final List<String> CLASS_NAMES =
            IntStream.range(0, 10).mapToObj(String::valueOf).toList();

    private static final int SIDE = 8;
    private static final int PIXELS = SIDE * SIDE;
    private static final int BRIGHTEST = 16;
    private static final double TEST = 0.2;

    private Digits() {}

    /**
     * Reads a file as {@code inputs} uint8 [n, 1, 8, 8] and {@code targets} int64 [n].
     *
     * @throws FileFormatException if there is no line, or one isn't such numbers
     */
    public static Batch read(Path file) {
        List<String> lines = Lines.read(file);
        if (lines.isEmpty()) {
            throw new FileFormatException(file, "the file is empty; get it again");
        }
        byte[] pixels = new byte[lines.size() * PIXELS];
        long[] labels = new long[lines.size()];
        for (int i = 0; i < labels.length; i++) {
            String[] fields = lines.get(i).split(",", -1);
            if (fields.length != PIXELS + 1) {
                throw new FileFormatException(
                        file,
                        "line " + (i + 1) + " has " + fields.length + " fields, but a digit has " + PIXELS
                                + " pixels and a label");
            }
            for (int p = 0; p < PIXELS; p++) {
                pixels[i * PIXELS + p] =
                        (byte) Math.round(number(file, i, p, fields[p], BRIGHTEST) * 255.0 / BRIGHTEST);
            }
            labels[i] = number(file, i, PIXELS, fields[PIXELS], CLASS_NAMES.size() - 1);
        }
        return new Batch(Tensor.of(DType.UINT8, Shape.of(labels.length, 1, SIDE, SIDE), pixels), Tensor.of(labels));
    }

    private static int number(Path file, int line, int field, String text, int most) {
        try {
            int value = Integer.parseInt(text.strip());
            if (value >= 0 && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw new FileFormatException(file, expected(line, field, text, most), new IOException(e));
        }
        throw new FileFormatException(file, expected(line, field, text, most));
    }

    private static String expected(int line, int field, String text, int most) {
        return "line " + (line + 1) + ", field " + (field + 1) + " is '" + Excerpt.of(text) + "' where "
                + (field == PIXELS ? "a label" : "a pixel") + " of 0 to " + most + " should be";
    }

    /** A fifth of each class is to test on, always the same; the normalization is the others'. */
    static ImageData.Split split(Path file) {
        Batch all = read(file);
        int[] labels = all.targets().toIntArray();
        Splits splits = Splits.stratified(labels, 0, TEST, RandomKey.of(0).fold("test"));
        if (splits.test().length == 0) {
            throw new FileFormatException(
                    file, "its " + labels.length + " digits are too few to test on a fifth of each; give it more");
        }
        Normalization normalization =
                Normalization.of(images(all, splits.train()).inputs());
        return new ImageData.Split(
                dataset(all, splits.train(), normalization), dataset(all, splits.test(), normalization), CLASS_NAMES);
    }

    private static Batch images(Batch all, int[] numbers) {
        Tensor index = Tensor.of(Arrays.stream(numbers).asLongStream().toArray());
        return new Batch(all.inputs().indexSelect(0, index), all.targets().indexSelect(0, index));
    }

    private static ImageDataset dataset(Batch all, int[] numbers, Normalization normalization) {
        Batch part = images(all, numbers);
        return new ImageDataset(part.inputs(), part.targets(), CLASS_NAMES, normalization);
    }
}
