package dev.merapi.models.data;

import dev.merapi.models.io.ByteReader;
import dev.merapi.models.io.FileFormatException;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.List;

/**
 * CIFAR-10's binary batches, plain or gzipped: records of 3073 bytes, a label of 0 to 9 and then 32 x 32 pixels in red, in
 * green and in blue. Source: A. Krizhevsky, "Learning multiple layers of features from tiny images", 2009.
 */
public final class Cifar10 {
    /** The classes in the order of their labels. */
    public static final List<String> CLASS_NAMES =
            List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

    private static final int PIXELS = 3 * 32 * 32;
    private static final int RECORD = 1 + PIXELS;

    private Cifar10() {}

    /**
     * Reads batches, one after another, as {@code inputs} uint8 [n, 3, 32, 32] and {@code targets} int64 [n].
     *
     * @throws FileFormatException if a file isn't a whole number of records or a label isn't 0 to 9
     */
    public static Batch read(List<Path> files) {
        var pixels = new ByteArrayOutputStream();
        var labels = new ByteArrayOutputStream();
        for (Path file : files) {
            read(file, pixels, labels);
        }
        int n = labels.size();
        long[] targets = new long[n];
        byte[] bytes = labels.toByteArray();
        for (int i = 0; i < n; i++) {
            targets[i] = bytes[i];
        }
        Tensor images = Tensor.of(DType.UINT8, Shape.of(n, 3, 32, 32), pixels.toByteArray());
        return new Batch(images, Tensor.of(targets));
    }

    private static void read(Path file, ByteArrayOutputStream pixels, ByteArrayOutputStream labels) {
        try (var reader = ByteReader.open(file)) {
            int record = 0;
            for (byte[] bytes = reader.takeUpTo(RECORD); bytes.length > 0; bytes = reader.takeUpTo(RECORD)) {
                if (bytes.length < RECORD) {
                    throw new FileFormatException(
                            file,
                            "the file's " + reader.position() + " bytes are no whole number of "
                                    + RECORD + "-byte records: record " + record + " has only " + bytes.length
                                    + "; get the file again");
                }
                if (bytes[0] < 0 || bytes[0] >= CLASS_NAMES.size()) {
                    throw new FileFormatException(
                            file,
                            "the label of record " + record + " is " + (bytes[0] & 0xff)
                                    + ", but CIFAR-10's labels run from 0 to 9; is it CIFAR-10's binary version?");
                }
                labels.write(bytes[0]);
                pixels.write(bytes, 1, PIXELS);
                record++;
            }
            if (record == 0) {
                throw new FileFormatException(file, "the file is empty; get it again");
            }
        }
    }
}
