package dev.merapi.tests.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.merapi.models.data.Batch;
import dev.merapi.models.data.Cifar10;
import dev.merapi.models.data.Idx;
import dev.merapi.models.data.ImageData;
import dev.merapi.models.data.ImageDataset;
import dev.merapi.models.data.Normalization;
import dev.merapi.models.io.FileFormatException;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataTest {
    @TempDir
    Path folder;

    /** An IDX file of bytes 0, 1, 2, ... */
    private static byte[] idx(int... dims) {
        int size = Arrays.stream(dims).reduce(1, (a, b) -> a * b);
        ByteBuffer file = ByteBuffer.allocate(4 + 4 * dims.length + size);
        file.putInt(0x0800 + dims.length);
        Arrays.stream(dims).forEach(file::putInt);
        for (int i = 0; i < size; i++) {
            file.put((byte) i);
        }
        return file.array();
    }

    private static byte[] labels(int... labels) {
        ByteBuffer file = ByteBuffer.allocate(8 + labels.length).putInt(0x0801).putInt(labels.length);
        Arrays.stream(labels).forEach(label -> file.put((byte) label));
        return file.array();
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    private Path file(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    private static FileFormatException broken(Runnable read) {
        return assertThrows(FileFormatException.class, read::run);
    }

    @Nested
    class IdxFiles {
        @Test
        void plainAndZippedReadTheSame() throws IOException {
            Tensor plain = Idx.read(file("plain", idx(3, 2, 4)));
            assertEquals(DType.UINT8, plain.dtype());
            assertEquals(Shape.of(3, 2, 4), plain.shape());
            assertEquals(23, plain.get(2, 1, 3));
            assertTrue(plain.equalBits(Idx.read(file("zipped", gzip(idx(3, 2, 4))))));
        }

        @Test
        void otherTypesAreBigEndian() throws IOException {
            byte[] floats = ByteBuffer.allocate(16)
                    .putInt(0x0D01)
                    .putInt(2)
                    .putFloat(1.5f)
                    .putFloat(-2)
                    .array();
            assertArrayEquals(
                    new float[] {1.5f, -2}, Idx.read(file("f", floats)).toFloatArray());
            byte[] ints =
                    ByteBuffer.allocate(12).putInt(0x0C01).putInt(1).putInt(-7).array();
            assertArrayEquals(new int[] {-7}, Idx.read(file("i", ints)).toIntArray());
        }

        @Test
        void everyCutIsFound() throws IOException {
            byte[] good = idx(3, 2, 4);
            for (int length = 0; length < good.length; length++) {
                Path file = file("cut", Arrays.copyOf(good, length));
                var e = broken(() -> Idx.read(file));
                assertTrue(e.getMessage().startsWith(file + ": the file is cut short: "), e.getMessage());
            }
            Path file = file("cut", Arrays.copyOf(good, good.length - 1));
            assertEquals(
                    file
                            + ": the file is cut short: its uint8 elements of shape [3, 2, 4] take 24 bytes, but only 23 are"
                            + " there; get the file again",
                    broken(() -> Idx.read(file)).getMessage());
        }

        @Test
        void everyCutOfAZippedFileIsFound() throws IOException {
            byte[] good = gzip(idx(3, 2, 4));
            for (int length = 2; length < good.length; length++) {
                Path file = file("cut.gz", Arrays.copyOf(good, length));
                var e = broken(() -> Idx.read(file));
                assertTrue(e.getMessage().startsWith(file + ": the file is cut short: "), e.getMessage());
            }
        }

        @Test
        void aFileThatGoesOnIsTooLong() throws IOException {
            Path file = file("long", Arrays.copyOf(idx(3, 2, 4), 44));
            assertEquals(
                    file + ": the file is too long: it should end after 40 bytes, but goes on; get the file again",
                    broken(() -> Idx.read(file)).getMessage());
        }

        @Test
        void otherFilesAreNoIdx() throws IOException {
            Path file = file("image.png", new byte[] {(byte) 0x89, 'P', 'N', 'G'});
            assertTrue(broken(() -> Idx.read(file))
                    .getMessage()
                    .startsWith(file + ": this is no IDX file: it begins"
                            + " with 89 50 4e 47 where 00 00, a type (08 for bytes)"));
        }

        /** Sizes that would need terabytes must fail on what the file holds, before any memory is asked for. */
        @Test
        void hugeSizesAreNotBelieved() throws IOException {
            byte[] huge = ByteBuffer.allocate(16)
                    .putInt(0x0803)
                    .putInt(2_000_000_000)
                    .putInt(1)
                    .putInt(1)
                    .array();
            assertTrue(broken(() -> Idx.read(readable("a", huge))).getMessage().contains("cut short"));
            byte[] more = ByteBuffer.allocate(16)
                    .putInt(0x0803)
                    .putInt(65536)
                    .putInt(65536)
                    .putInt(1)
                    .array();
            assertTrue(broken(() -> Idx.read(readable("b", more))).getMessage().contains("can't be right"));
            byte[] negative = ByteBuffer.allocate(16)
                    .putInt(0x0803)
                    .putInt(-1)
                    .putInt(2)
                    .putInt(1)
                    .array();
            assertTrue(
                    broken(() -> Idx.read(readable("c", negative))).getMessage().contains("can't be right"));
        }

        private Path readable(String name, byte[] bytes) {
            try {
                return file(name, bytes);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Test
        void aMissingFileIsNamed() {
            Path file = folder.resolve("nowhere");
            var e = assertThrows(UncheckedIOException.class, () -> Idx.read(file));
            assertEquals("couldn't read " + file + ": there is no such file", e.getMessage());
        }

        @Test
        void damagedPackingIsTold() throws IOException {
            byte[] bytes = gzip(idx(30, 28, 28));
            bytes[bytes.length / 2] ^= 0x55;
            Path file = file("damaged.gz", bytes);
            assertTrue(broken(() -> Idx.read(file)).getMessage().startsWith(file + ": "));
        }
    }

    @Nested
    class Cifar10Files {
        private byte[] records(int... labels) {
            ByteBuffer records = ByteBuffer.allocate(labels.length * 3073);
            for (int label : labels) {
                records.put((byte) label);
                for (int i = 0; i < 3072; i++) {
                    records.put((byte) (i / 1024 * 100 + label));
                }
            }
            return records.array();
        }

        @Test
        void batchesAreJoined() throws IOException {
            Path a = file("data_batch_1.bin", records(3, 1));
            Path b = file("data_batch_2.bin.gz", gzip(records(9)));
            Batch batch = Cifar10.read(List.of(a, b));
            assertEquals(Shape.of(3, 3, 32, 32), batch.inputs().shape());
            assertArrayEquals(new long[] {3, 1, 9}, batch.targets().toLongArray());
            assertEquals(209, batch.inputs().get(2, 2, 31, 31));
        }

        @Test
        void aFolderOpens() throws IOException {
            file("data_batch_1.bin", records(3, 1));
            file("test_batch.bin", records(9));
            ImageData.Split split = ImageData.open(folder);
            assertEquals(2, split.train().size());
            assertEquals(1, split.test().size());
            assertEquals("truck", split.classNames().get(split.test().label(0)));
            Files.delete(folder.resolve("test_batch.bin"));
            var e = assertThrows(UncheckedIOException.class, () -> ImageData.open(folder));
            assertTrue(e.getMessage().startsWith(folder.resolve("test_batch.bin") + " is missing"), e.getMessage());
        }

        @Test
        void mistakesAreTold() throws IOException {
            Path cut = file("cut.bin", Arrays.copyOf(records(1, 2), 6000));
            assertEquals(
                    cut
                            + ": the file's 6000 bytes are no whole number of 3073-byte records: record 1 has only 2927; get the"
                            + " file again",
                    broken(() -> Cifar10.read(List.of(cut))).getMessage());
            Path label = file("label.bin", records(1, 10));
            assertEquals(
                    label
                            + ": the label of record 1 is 10, but CIFAR-10's labels run from 0 to 9; is it CIFAR-10's binary"
                            + " version?",
                    broken(() -> Cifar10.read(List.of(label))).getMessage());
            Path empty = file("empty.bin", new byte[0]);
            broken(() -> Cifar10.read(List.of(empty)));
        }
    }

    @Nested
    class Folders {
        private void write(int... trainLabels) throws IOException {
            file("train-images-idx3-ubyte.gz", gzip(idx(trainLabels.length, 2, 2)));
            file("train-labels-idx1-ubyte", labels(trainLabels));
            file("t10k-images-idx3-ubyte", idx(2, 2, 2));
            file("t10k-labels-idx1-ubyte.gz", gzip(labels(0, 1)));
        }

        @Test
        void anIdxFolderOpens() throws IOException {
            write(4, 2, 9);
            ImageData.Split split = ImageData.open(folder);
            assertEquals(List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"), split.classNames());
            assertEquals(Shape.of(3, 1, 2, 2), split.train().images().shape());
            assertEquals(9, split.train().label(2));
            assertSame(split.train().normalization(), split.test().normalization());
            assertArrayEquals(new byte[] {4, 5, 6, 7}, split.train().image(1).toByteArray());
            ImageData.Split limited = split.limit(2, 100);
            assertEquals(2, limited.train().size());
            assertEquals(2, limited.test().size());
            assertSame(split.train().normalization(), limited.train().normalization());
        }

        @Test
        void classesMayBeNamed() throws IOException {
            write(1, 0, 2);
            Files.writeString(folder.resolve("classes.txt"), "coat\n bag \n\nshirt\n");
            assertEquals(List.of("coat", "bag", "shirt"), ImageData.open(folder).classNames());
            Files.write(folder.resolve("classes.txt"), new byte[] {(byte) 0xff, '\n'});
            assertTrue(broken(() -> ImageData.open(folder)).getMessage().contains("line 1 isn't text in UTF-8"));
            Files.writeString(folder.resolve("classes.txt"), "\uFEFFcoat\r\nbag\r\nshirt");
            assertEquals(List.of("coat", "bag", "shirt"), ImageData.open(folder).classNames());
            Files.delete(folder.resolve("classes.txt"));
            Files.createDirectory(folder.resolve("classes.txt"));
            var e = assertThrows(UncheckedIOException.class, () -> ImageData.open(folder));
            assertEquals("couldn't read " + folder.resolve("classes.txt") + ": Is a directory", e.getMessage());
        }

        @Test
        void aLabelOutOfRangeNamesFileAndIndex() throws IOException {
            write(1, 10, 2);
            String message = broken(() -> ImageData.open(folder)).getMessage();
            assertTrue(
                    message.startsWith(folder.resolve("train-labels-idx1-ubyte")
                            + ": label 1 is 10, but there are only 10 classes, 0 to 9"),
                    message);
        }

        @Test
        void imagesAndLabelsMustPairUp() throws IOException {
            write(1, 2, 3);
            file("train-labels-idx1-ubyte", labels(1, 2));
            String message = broken(() -> ImageData.open(folder)).getMessage();
            assertTrue(
                    message.contains("labels must be uint8 [3] to go with the 3 images of train-images-idx3-ubyte.gz"),
                    message);
        }

        @Test
        void whatIsMissingIsNamed() throws IOException {
            Path nowhere = folder.resolve("nowhere");
            var e = assertThrows(UncheckedIOException.class, () -> ImageData.open(nowhere));
            assertTrue(e.getMessage().startsWith(nowhere + " doesn't exist; pass a folder that holds train-images"));
            e = assertThrows(UncheckedIOException.class, () -> ImageData.open(folder));
            assertTrue(e.getMessage().startsWith(folder + " holds no images that are known"), e.getMessage());
            write(1, 2);
            Files.delete(folder.resolve("t10k-labels-idx1-ubyte.gz"));
            e = assertThrows(UncheckedIOException.class, () -> ImageData.open(folder));
            assertTrue(e.getMessage().startsWith(folder.resolve("t10k-labels-idx1-ubyte") + " is missing"));
        }

        @Test
        void fashionMnistOpens() {
            Path data = Path.of(System.getProperty("merapi.root", ".."), "data", "fashion-mnist");
            assumeTrue(Files.isDirectory(data), () -> data + " is absent");
            ImageData.Split split = ImageData.open(data);
            assertEquals(60_000, split.train().size());
            assertEquals(10_000, split.test().size());
            assertEquals(Shape.of(1, 28, 28), split.test().image(0).shape());
            assertEquals("ankle boot", split.classNames().get(split.train().label(0)));
            // The published mean and standard deviation of its training images.
            assertEquals(0.2860, split.train().normalization().mean().getFirst(), 5e-5);
            assertEquals(0.3530, split.train().normalization().std().getFirst(), 5e-5);
        }

        @Test
        void theCifar10SampleOpens() {
            Path data = Path.of(System.getProperty("merapi.root", ".."), "..", "shared", "data", "cifar10-sample");
            assumeTrue(Files.isDirectory(data), () -> data + " is absent");
            ImageData.Split split = ImageData.open(data);
            assertEquals(3000, split.train().size());
            assertEquals(600, split.test().size());
        }
    }

    @Nested
    class Images {
        private static final Tensor PIXELS =
                Tensor.of(DType.UINT8, Shape.of(2, 1, 1, 2), (byte) 0, (byte) 255, (byte) 51, (byte) 102);

        @Test
        void batchesAreNormalized() {
            Normalization normalization = Normalization.of(PIXELS);
            assertEquals(0.4, normalization.mean().getFirst(), 1e-15);
            assertEquals(
                    Math.sqrt((0.16 + 0.36 + 0.04 + 0) / 4), normalization.std().getFirst(), 1e-15);
            ImageDataset data = new ImageDataset(PIXELS, Tensor.of(1L, 0L), List.of("a", "b"), normalization);
            Batch batch = data.batch(new int[] {1, 0, 1});
            assertEquals(Shape.of(3, 1, 1, 2), batch.inputs().shape());
            assertArrayEquals(new long[] {0, 1, 0}, batch.targets().toLongArray());
            double std = normalization.std().getFirst();
            float[] expected = {
                (float) (-0.2 / std), 0, (float) (-0.4 / std), (float) (0.6 / std), (float) (-0.2 / std), 0
            };
            assertArrayEquals(expected, batch.inputs().toFloatArray(), 1e-6f);
            assertTrue(normalization
                    .apply(PIXELS)
                    .equalBits(data.batch(new int[] {0, 1}).inputs()));
        }

        @Test
        void oneColourHasDeviationOne() {
            Normalization normalization =
                    Normalization.of(Tensor.of(DType.UINT8, Shape.of(1, 1, 1, 2), (byte) 7, (byte) 7));
            assertEquals(1, normalization.std().getFirst());
        }

        @Test
        void mistakesAreTold() {
            Normalization normalization = Normalization.of(PIXELS);
            List<String> names = List.of("a", "b");
            ImageDataset data = new ImageDataset(PIXELS, Tensor.of(1L, 0L), names, normalization);
            assertThrows(IndexOutOfBoundsException.class, () -> data.batch(new int[] {2}));
            assertThrows(IndexOutOfBoundsException.class, () -> data.image(-1));
            assertThrows(IllegalArgumentException.class, () -> data.limit(0));
            assertThrows(ShapeException.class, () -> new ImageDataset(PIXELS, Tensor.of(1L), names, normalization));
            var e = assertThrows(
                    IllegalArgumentException.class,
                    () -> new ImageDataset(PIXELS, Tensor.of(1L, 2L), names, normalization));
            assertEquals("label 2 of image 1 isn't one of the 2 classes, 0 to 1", e.getMessage());
            assertThrows(IllegalArgumentException.class, () -> new Normalization(List.of(0.5), List.of(0.0)));
        }
    }
}
