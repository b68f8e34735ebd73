package dev.merapi.models.data;

import dev.merapi.models.io.FileFormatException;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * PNG, JPEG, GIF and BMP images in folders named by their classes: {@code train/cat/1.png}, {@code test/cat/2.jpg}, or
 * without {@code train} and {@code test}; then a fifth of each class is to test on, always the same. Labels are in the
 * order of the classes' names. Images are brought to the size and channels that a network takes. Needs the JDK's module
 * java.desktop, as {@link Picture} does.
 *
 * <pre>{@code
 * ImageData.Split pets = ImageFolder.open(folder, List.of(3, 32, 32));
 * new Trainer(model, recipe).fit(pets.train(), pets.test());
 * }</pre>
 */
public final class ImageFolder {
    private static final List<String> ENDINGS = List.of(".png", ".jpg", ".jpeg", ".gif", ".bmp");
    private static final double TEST = 0.2;

    private ImageFolder() {}

    private record Labelled(Path file, int label) {}

    /** Whether a folder is one of these: it has folders with images in them, itself or in {@code train}. */
    public static boolean isOne(Path folder) {
        Path train = folder.resolve("train");
        Path root = Files.isDirectory(train) ? train : folder;
        return Files.isDirectory(root)
                && inside(root).stream()
                        .anyMatch(inner -> Files.isDirectory(inner)
                                && inside(inner).stream().anyMatch(ImageFolder::isImage));
    }

    /**
     * Reads a folder.
     *
     * @param input the images' channels, height and width
     */
    public static ImageData.Split open(Path folder, List<Integer> input) {
        Path train = folder.resolve("train");
        Path test = folder.resolve("test");
        if (!Files.isDirectory(train)) {
            List<String> names = classes(folder);
            List<Labelled> all = files(folder, names);
            int[] labels = all.stream().mapToInt(Labelled::label).toArray();
            Splits splits = Splits.stratified(labels, 0, TEST, RandomKey.of(0).fold("test"));
            return split(folder, select(all, splits.train()), select(all, splits.test()), names, input);
        }
        List<String> names = classes(train);
        if (!Files.isDirectory(test) || !classes(test).equals(names)) {
            throw new FileFormatException(
                    train,
                    "it has the classes " + String.join(", ", names) + ", but " + test
                            + (Files.isDirectory(test) ? " has " + String.join(", ", classes(test)) : " is missing")
                            + "; put images of the same classes into both");
        }
        return split(folder, files(train, names), files(test, names), names, input);
    }

    private static ImageData.Split split(
            Path folder, List<Labelled> train, List<Labelled> test, List<String> names, List<Integer> input) {
        if (train.isEmpty() || test.isEmpty()) {
            throw new FileFormatException(
                    folder,
                    "it has " + train.size() + " images to train on and " + test.size()
                            + " to test on; give it 3 or more of a class, or some in train and some in test");
        }
        List<Picture> trained = pictures(train, input);
        List<Picture> tested = pictures(test, input);
        Tensor pixels = pixels(trained);
        Normalization normalization = Normalization.of(pixels);
        return new ImageData.Split(
                new ImageDataset(pixels, labels(train), names, normalization),
                new ImageDataset(pixels(tested), labels(test), names, normalization),
                names,
                notes(
                        Stream.concat(train.stream(), test.stream()).toList(),
                        Stream.concat(trained.stream(), tested.stream()).toList()));
    }

    private static List<Picture> pictures(List<Labelled> images, List<Integer> input) {
        return images.stream()
                .map(image -> Picture.read(image.file, input, false))
                .toList();
    }

    private static Tensor pixels(List<Picture> pictures) {
        return Tensor.concat(0, pictures.stream().map(Picture::pixels).toList());
    }

    /** How many pictures aren't as they are in their files, and what became of the first of them. */
    private static List<String> notes(List<Labelled> images, List<Picture> pictures) {
        int[] changed = IntStream.range(0, pictures.size())
                .filter(i -> !pictures.get(i).conversion().isEmpty())
                .toArray();
        if (changed.length == 0) {
            return List.of();
        }
        int first = changed[0];
        return List.of(changed.length + " of " + pictures.size() + " images were changed to what the network takes,"
                + " such as " + images.get(first).file.getFileName()
                + pictures.get(first).conversion());
    }

    private static Tensor labels(List<Labelled> images) {
        return Tensor.of(images.stream().mapToLong(Labelled::label).toArray());
    }

    private static List<Labelled> select(List<Labelled> all, int[] numbers) {
        return Arrays.stream(numbers).mapToObj(all::get).toList();
    }

    private static List<String> classes(Path folder) {
        return inside(folder).stream()
                .filter(Files::isDirectory)
                .map(inner -> inner.getFileName().toString())
                .toList();
    }

    private static List<Labelled> files(Path folder, List<String> names) {
        List<Labelled> files = new ArrayList<>();
        for (int label = 0; label < names.size(); label++) {
            Path inner = folder.resolve(names.get(label));
            List<Path> images =
                    inside(inner).stream().filter(ImageFolder::isImage).toList();
            if (images.isEmpty()) {
                throw new FileFormatException(
                        inner,
                        "the folder should hold the images of a class, but there is none; put PNG or JPEG files into it"
                                + " or remove it");
            }
            for (Path image : images) {
                files.add(new Labelled(image, label));
            }
        }
        return files;
    }

    /** By name, so that the order doesn't hang on the file system; hidden ones left out. */
    private static List<Path> inside(Path folder) {
        try (Stream<Path> inner = Files.list(folder)) {
            return inner.filter(path -> !path.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("couldn't read " + folder + ": " + e.getMessage(), e);
        }
    }

    private static boolean isImage(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return Files.isRegularFile(file) && ENDINGS.stream().anyMatch(name::endsWith);
    }
}
