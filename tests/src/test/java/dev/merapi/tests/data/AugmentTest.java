package dev.merapi.tests.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.augment.Augmentation;
import dev.merapi.models.augment.ColorJitter;
import dev.merapi.models.augment.CutMix;
import dev.merapi.models.augment.Cutout;
import dev.merapi.models.augment.HorizontalFlip;
import dev.merapi.models.augment.Image;
import dev.merapi.models.augment.Mixing;
import dev.merapi.models.augment.Mixup;
import dev.merapi.models.augment.RandomCrop;
import dev.merapi.models.augment.Rotation;
import dev.merapi.models.data.Augmented;
import dev.merapi.models.data.Batch;
import dev.merapi.models.data.Dataset;
import dev.merapi.models.data.ImageDataset;
import dev.merapi.models.data.MixedPairs;
import dev.merapi.models.data.Normalization;
import dev.merapi.models.data.Subset;
import dev.merapi.models.layer.Flatten;
import dev.merapi.models.layer.Linear;
import dev.merapi.models.layer.Sequential;
import dev.merapi.models.loss.CrossEntropy;
import dev.merapi.models.optim.Adam;
import dev.merapi.models.train.Recipe;
import dev.merapi.models.train.Trainer;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Images changed by chance: what each change is, and that a sample's doesn't depend on its batch. */
class AugmentTest {
    private static final RandomKey KEY = RandomKey.of(2);
    private static final Image IMAGE = image(2, 4, 5);

    private static Image image(int c, int h, int w) {
        float[] pixels = new float[c * h * w];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (i + 1) / (float) pixels.length;
        }
        return new Image(c, h, w, pixels);
    }

    private static Stream<RandomKey> keys(int n) {
        return IntStream.range(0, n).mapToObj(KEY::fold);
    }

    @Test
    void flipsAreHalfOfThem() {
        HorizontalFlip flip = new HorizontalFlip(0.5);
        Image turned = new HorizontalFlip(1).of(IMAGE, KEY);
        for (int i = 0; i < 5; i++) {
            assertEquals(IMAGE.at(1, 2, i), turned.at(1, 2, 4 - i));
        }
        int count = (int) keys(1000)
                .filter(key -> Arrays.equals(flip.of(IMAGE, key).pixels(), turned.pixels()))
                .count();
        assertEquals(500.0, count, 60.0);
        assertArrayEquals(IMAGE.pixels(), new HorizontalFlip(0).of(IMAGE, KEY).pixels());
    }

    @Test
    void cropsAreAllShiftsAndOutsideIsBlack() {
        RandomCrop crop = new RandomCrop(1);
        long kinds = keys(300)
                .map(key -> crop.of(IMAGE, key))
                .map(cropped -> shift(cropped))
                .distinct()
                .count();
        assertEquals(9, kinds);
    }

    /** Checks that it's the image, shifted, and says by how much. */
    private static String shift(Image cropped) {
        for (int dy = -1; dy <= 1; dy++) {
            for (int dx = -1; dx <= 1; dx++) {
                boolean all = true;
                for (int i = 0; i < IMAGE.pixels().length; i++) {
                    int x = i % 5;
                    int y = i / 5 % 4;
                    all &= cropped.pixels()[i] == IMAGE.at(i / 20, y + dy, x + dx);
                }
                if (all) {
                    return dy + " " + dx;
                }
            }
        }
        throw new AssertionError("it's no shift of at most 1");
    }

    @Test
    void rotationsTurnCounterClockwise() {
        Image square = image(1, 3, 3);
        Image turned = Rotation.turned(square, 90);
        for (int y = 0; y < 3; y++) {
            for (int x = 0; x < 3; x++) {
                assertEquals(square.at(0, x, 2 - y), turned.at(0, y, x), 1e-6f);
            }
        }
        assertArrayEquals(square.pixels(), Rotation.turned(square, 0).pixels());
        Image eighth = Rotation.turned(square, 45);
        // The upper left corner comes from sqrt(2) above the centre, where a row of zeros begins.
        assertEquals((2 - Math.sqrt(2)) * square.at(0, 0, 1), eighth.at(0, 0, 0), 1e-6);
        assertTrue(keys(50).map(key -> new Rotation(10).of(square, key).at(0, 0, 0))
                        .distinct()
                        .count()
                > 40);
    }

    @Test
    void cutoutsAreSquares() {
        Cutout cutout = new Cutout(2);
        for (RandomKey key : keys(100).toList()) {
            Image cut = cutout.of(IMAGE, key);
            long zeros =
                    IntStream.range(0, 40).filter(i -> cut.pixels()[i] == 0).count();
            assertTrue(List.of(8L, 4L, 2L).contains(zeros), zeros + " zeros");
            IntStream.range(0, 40)
                    .filter(i -> cut.pixels()[i] != 0)
                    .forEach(i -> assertEquals(IMAGE.pixels()[i], cut.pixels()[i]));
        }
    }

    /** colorsys.rgb_to_hsv and back, with the hue moved, and torchvision's formulas for the others. */
    @Test
    void coloursAreTorchvisions() {
        Image pixel = new Image(3, 1, 2, new float[] {0.8f, 0.1f, 0.4f, 0.2f, 0.3f, 0.6f});
        double first = 0.2989 * 0.8 + 0.587 * 0.4 + 0.114 * 0.3;
        double second = 0.2989 * 0.1 + 0.587 * 0.2 + 0.114 * 0.6;
        assertClose(ColorJitter.changed(pixel, 0.5, 1, 1, 0), 0.4, 0.05, 0.2, 0.1, 0.15, 0.3);
        assertClose(ColorJitter.changed(pixel, 2, 1, 1, 0), 1, 0.2, 0.8, 0.4, 0.6, 1);
        double mean = (first + second) / 2;
        assertClose(ColorJitter.changed(pixel, 1, 0, 1, 0), mean, mean, mean, mean, mean, mean);
        assertClose(ColorJitter.changed(pixel, 1, 1, 0, 0), first, second, first, second, first, second);
        // A third of a turn: red becomes green, green blue, blue red.
        assertClose(ColorJitter.changed(pixel, 1, 1, 1, 1 / 3.0), 0.3, 0.6, 0.8, 0.1, 0.4, 0.2);
        // colorsys.hsv_to_rgb(h + 0.1, s, v)
        assertClose(ColorJitter.changed(pixel, 1, 1, 1, 0.1), 0.8, 0.3, 0.7, 0.1, 0.3, 0.6);
        assertArrayEquals(pixel.pixels(), ColorJitter.changed(pixel, 1, 1, 1, 0).pixels(), 1e-7f);
        assertEquals(
                "colour jitter: an image of 2 channels is neither gray (1) nor in colours (3); change it otherwise",
                assertThrows(ShapeException.class, () -> new ColorJitter(0, 0, 0, 0).of(IMAGE, KEY))
                        .getMessage());
    }

    private static void assertClose(Image image, double... expected) {
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], image.pixels()[i], 1e-6, "pixel " + i);
        }
    }

    @Test
    void pairsAreMixedByTheirShares() {
        Image black = IMAGE.with(new float[40]);
        double sum = 0;
        for (RandomKey key : keys(500).toList()) {
            Mixing.Mixed mixed = new Mixup(0.4).of(IMAGE, black, key);
            sum += mixed.share();
            for (int i = 0; i < 40; i++) {
                assertEquals(mixed.share() * IMAGE.pixels()[i], mixed.image().pixels()[i], 1e-6);
            }
            Mixing.Mixed cut = new CutMix(1).of(IMAGE, black, key);
            long left = IntStream.range(0, 40)
                    .filter(i -> cut.image().pixels()[i] != 0)
                    .count();
            assertEquals(left / 40.0, cut.share(), 1e-12);
        }
        assertEquals(0.5, sum / 500, 0.06);
    }

    /** Beta(a, a) has the variance 1 / (8 a + 4). */
    @Test
    void sharesAreBeta() {
        for (double alpha : new double[] {0.01, 0.2, 1, 4}) {
            Image one = new Image(1, 1, 1, new float[] {1});
            double variance = keys(4000)
                    .mapToDouble(key -> new Mixup(alpha).of(one, one, key).share() - 0.5)
                    .map(x -> x * x)
                    .average()
                    .orElseThrow();
            assertEquals(1, variance * (8 * alpha + 4), 0.08, "alpha " + alpha);
        }
    }

    private static ImageDataset data() {
        byte[] pixels = new byte[6 * 3 * 4 * 4];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i * 7);
        }
        Tensor images = Tensor.of(DType.UINT8, Shape.of(6, 3, 4, 4), pixels);
        List<String> names = List.of("a", "b", "c");
        return new ImageDataset(images, Tensor.of(0L, 1L, 2L, 0L, 1L, 2L), names, Normalization.of(images));
    }

    @Property(tries = 20)
    void aSampleAloneIsTheSameAsInABatch(@ForAll @IntRange(max = 5) int sample, @ForAll @IntRange(max = 9) int epoch) {
        Augmentation all = new RandomCrop(1)
                .then(new HorizontalFlip(0.5))
                .then(new Rotation(15))
                .then(new ColorJitter(0.4, 0.4, 0.4, 0.1))
                .then(new Cutout(2));
        Augmented augmented = new Augmented(data(), all);
        Dataset cut = new MixedPairs(augmented, 3, new CutMix(1));
        for (Dataset set : List.of(augmented, cut, new MixedPairs(augmented, 3, new Mixup(1)))) {
            Batch batch = set.trainingBatch(new int[] {4, sample, 0}, KEY.fold(epoch));
            Batch alone = set.trainingBatch(new int[] {sample}, KEY.fold(epoch));
            assertTrue(batch.inputs().slice(0, 1, 2).contiguous().equalBits(alone.inputs()));
            assertTrue(batch.targets().slice(0, 1, 2).contiguous().equalBits(alone.targets()));
            Batch next = set.trainingBatch(new int[] {sample}, KEY.fold(epoch + 1));
            assertFalse(next.inputs().equalBits(alone.inputs()));
            assertTrue(set.batch(new int[] {sample})
                    .inputs()
                    .equalBits(data().batch(new int[] {sample}).inputs()));
        }
    }

    /** Training asks for the changed images, every epoch for others, and always for the same ones. */
    @Test
    void trainingSeesThem() {
        Augmented augmented = new Augmented(data(), new RandomCrop(2));
        Tensor weight = trained(augmented, 2);
        assertTrue(weight.equalBits(trained(augmented, 2)));
        assertFalse(weight.equalBits(trained(data(), 2)));
        Tensor mixed = trained(new MixedPairs(augmented, 3, new Mixup(0.2)), 2);
        assertFalse(mixed.equalBits(weight));
        assertEquals(1, mixed.isFinite().all().item());
        Dataset still = new Subset(data(), new int[] {0, 1, 2, 3, 4, 5});
        assertTrue(trained(data(), 2).equalBits(trained(still, 2)));
    }

    private static Tensor trained(Dataset data, int epochs) {
        Linear linear = Linear.of(48, 3, KEY.fold("linear"));
        Recipe recipe =
                Recipe.of(new CrossEntropy(), Adam.of(0.01)).epochs(epochs).batch(2);
        new Trainer(new Sequential(List.of(new Flatten(), linear)), recipe).fit(data);
        return linear.weight();
    }

    @Test
    void withoutAChangeOnlyNormalizationIsLeft() {
        int[] all = {0, 1, 2, 3, 4, 5};
        Batch batch = new Augmented(data(), (image, key) -> image).trainingBatch(all, KEY);
        assertArrayEquals(
                data().batch(all).inputs().toFloatArray(), batch.inputs().toFloatArray(), 1e-5f);
        assertArrayEquals(new long[] {0, 1, 2, 0, 1, 2}, batch.targets().toLongArray());
    }

    @Test
    void mixedTargetsAreShares() {
        Batch batch = new MixedPairs(data(), 3, new Mixup(1)).trainingBatch(new int[] {0, 1, 2}, KEY);
        assertEquals(Shape.of(3, 3), batch.targets().shape());
        assertArrayEquals(new float[] {1, 1, 1}, batch.targets().sum(1).toFloatArray(), 1e-6f);
        assertEquals(
                "label 2 isn't one of the 2 classes, 0 to 1",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> new MixedPairs(data(), 2, new Mixup(1)).trainingBatch(new int[] {2}, KEY))
                        .getMessage());
    }

    @Test
    void mistakesAreTold() {
        told("horizontal flip: a probability of 1.5 must be from 0.0 to 1.0", () -> new HorizontalFlip(1.5));
        told("rotation: an angle of -1.0 must be from 0.0 to 180.0", () -> new Rotation(-1));
        told("mixup: an alpha of 0.0 must be from 0.01 to 4.0", () -> new Mixup(0));
        told(
                "augmentation: 1 keys are for as many images float32 [n, c, h, w], but these are float32 [2, 1, 3, 3]",
                () -> new Cutout(1).of(Tensor.zeros(2, 1, 3, 3), List.of(KEY)));
        told("an image [1, 2, 3] doesn't have 5 pixels", () -> new Image(1, 2, 3, new float[5]));
    }

    private static void told(String sentence, Runnable mistake) {
        assertEquals(
                sentence,
                assertThrows(IllegalArgumentException.class, mistake::run).getMessage());
    }
}
