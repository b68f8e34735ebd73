package dev.merapi.models.data;

import dev.merapi.models.io.FileFormatException;
import dev.merapi.models.text.Lines;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Tensor;
import java.io.FileNotFoundException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Opens a folder of images to train on and to test on, known by its files' names, each plain or with {@code .gz}:
 *
 * <ul>
 *   <li>IDX (MNIST, Fashion-MNIST, ...): {@code train-images-idx3-ubyte}, {@code train-labels-idx1-ubyte} and the same with
 *       {@code t10k}; {@code classes.txt} may name the classes, one a line, otherwise they are "0" to "9";
 *   <li>CIFAR-10: {@code data_batch_1.bin} and on, {@code test_batch.bin};
 *   <li>{@link Digits}: {@code digits.csv}, of which a fifth is to test on.
 * </ul>
 */
public final class ImageData {
    private static final String EXPECTED =
            "train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and"
                    + " t10k-labels-idx1-ubyte (IDX), data_batch_1.bin ... and test_batch.bin (CIFAR-10), or digits.csv, plain or .gz";

    private ImageData() {}

    /**
     * Images to train on, images to test on (normalized as the first), and the classes' names.
     *
     * @param notes what people should know of them: that they were scaled
     */
    public record Split(ImageDataset train, ImageDataset test, List<String> classNames, List<String> notes) {
        /** Without notes. */
        public Split(ImageDataset train, ImageDataset test, List<String> classNames) {
            this(train, test, classNames, List.of());
        }

        /** The first images only: at most {@code train} to train on and {@code test} to test on. */
        public Split limit(int train, int test) {
            return new Split(this.train.limit(train), this.test.limit(test), classNames, notes);
        }
    }

    /**
     * Reads a folder.
     *
     * @throws UncheckedIOException if the folder or a file is missing or can't be read
     * @throws FileFormatException if a file isn't what it should be
     */
    public static Split open(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw missing(folder + (Files.exists(folder) ? " is no folder" : " doesn't exist")
                    + "; pass a folder that holds " + EXPECTED);
        }
        if (find(folder, "train-images-idx3-ubyte").isPresent()) {
            return openIdx(folder);
        }
        if (find(folder, "test_batch.bin").isPresent()
                || find(folder, "data_batch_1.bin").isPresent()) {
            return openCifar10(folder);
        }
        Optional<Path> digits = find(folder, "digits.csv");
        if (digits.isPresent()) {
            return Digits.split(digits.get());
        }
        throw missing(folder + " holds no images that are known; expected are " + EXPECTED);
    }

    private static Split openIdx(Path folder) {
        List<String> names = classNames(folder);
        Batch train = readIdx(folder, "train", names);
        Batch test = readIdx(folder, "t10k", names);
        if (!train.inputs().shape().remove(0).equals(test.inputs().shape().remove(0))) {
            throw new FileFormatException(
                    folder,
                    "images to train on have shape " + train.inputs().shape() + ", those to test on "
                            + test.inputs().shape() + "; both must be of one size");
        }
        return split(train, test, names);
    }

    private static Split openCifar10(Path folder) {
        List<Path> batches = IntStream.rangeClosed(1, 99)
                .mapToObj(i -> find(folder, "data_batch_" + i + ".bin"))
                .flatMap(Optional::stream)
                .toList();
        if (batches.isEmpty()) {
            need(folder, "data_batch_1.bin");
        }
        Batch train = Cifar10.read(batches);
        Batch test = Cifar10.read(List.of(need(folder, "test_batch.bin")));
        return split(train, test, Cifar10.CLASS_NAMES);
    }

    private static Split split(Batch train, Batch test, List<String> names) {
        Normalization normalization = Normalization.of(train.inputs());
        return new Split(
                new ImageDataset(train.inputs(), train.targets(), names, normalization),
                new ImageDataset(test.inputs(), test.targets(), names, normalization),
                names);
    }

    private static Batch readIdx(Path folder, String part, List<String> names) {
        Path imageFile = need(folder, part + "-images-idx3-ubyte");
        Path labelFile = need(folder, part + "-labels-idx1-ubyte");
        Tensor images = Idx.read(imageFile);
        Tensor labels = Idx.read(labelFile);
        if (images.dtype() != DType.UINT8 || images.rank() != 3) {
            throw new FileFormatException(
                    imageFile, "images must be uint8 [n, height, width], but these are " + images.spec());
        }
        if (images.size() == 0) {
            throw new FileFormatException(
                    imageFile,
                    "there are " + images.size(0) + " images of " + images.size(1) + " x " + images.size(2)
                            + " pixels in it, so there is nothing to see; get the file again");
        }
        if (labels.dtype() != DType.UINT8 || labels.rank() != 1 || labels.size() != images.size(0)) {
            throw new FileFormatException(
                    labelFile,
                    "labels must be uint8 [" + images.size(0) + "] to go with the " + images.size(0) + " images of "
                            + imageFile.getFileName() + ", but these are " + labels.spec());
        }
        long[] values = labels.toLongArray();
        for (int i = 0; i < values.length; i++) {
            if (values[i] >= names.size()) {
                throw new FileFormatException(
                        labelFile,
                        "label " + i + " is " + values[i] + ", but there are only "
                                + names.size() + " classes, 0 to " + (names.size() - 1)
                                + "; if it's right, name all classes in "
                                + folder.resolve("classes.txt"));
            }
        }
        return new Batch(images.reshape(images.size(0), 1, images.size(1), images.size(2)), Tensor.of(values));
    }

    private static List<String> classNames(Path folder) {
        Path file = folder.resolve("classes.txt");
        if (!Files.exists(file)) {
            return IntStream.range(0, 10).mapToObj(String::valueOf).toList();
        }
        List<String> names = Lines.read(file).stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        if (names.isEmpty()) {
            throw new FileFormatException(file, "the file names no class; write one a line");
        }
        return names;
    }

    private static Optional<Path> find(Path folder, String name) {
        return Stream.of(name, name + ".gz")
                .map(folder::resolve)
                .filter(Files::isRegularFile)
                .findFirst();
    }

    private static Path need(Path folder, String name) {
        return find(folder, name)
                .orElseThrow(() -> missing(folder.resolve(name)
                        + " is missing (with or without .gz); a complete folder holds " + EXPECTED));
    }

    private static UncheckedIOException missing(String sentence) {
        return new UncheckedIOException(sentence, new FileNotFoundException(sentence));
    }
}
