package dev.merapi.tests.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.data.Balanced;
import dev.merapi.models.data.Batch;
import dev.merapi.models.data.Batches;
import dev.merapi.models.data.Bucketed;
import dev.merapi.models.data.Dataset;
import dev.merapi.models.data.Splits;
import dev.merapi.models.data.Subset;
import dev.merapi.models.data.TensorDataset;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Which samples go where, and in which order. */
class SamplingTest {
    private static final RandomKey KEY = RandomKey.of(9);

    private static Dataset numbers(int n) {
        return new TensorDataset(Tensor.arange(n), Tensor.arange(n));
    }

    private static int[] range(int n) {
        return IntStream.range(0, n).toArray();
    }

    private static int[] sorted(int[]... parts) {
        return Arrays.stream(parts).flatMapToInt(Arrays::stream).sorted().toArray();
    }

    @Property(tries = 100)
    void everySampleIsInOnePart(
            @ForAll @IntRange(max = 60) int n,
            @ForAll @IntRange(max = 50) int validation,
            @ForAll @IntRange(max = 50) int test,
            @ForAll @IntRange(min = 1, max = 4) int classes) {
        int[] labels = IntStream.range(0, n).map(i -> i * i % classes).toArray();
        Splits splits = Splits.stratified(labels, validation / 100.0, test / 100.0, KEY.fold(n));
        assertArrayEquals(range(n), sorted(splits.train(), splits.validation(), splits.test()));
        for (int label = 0; label < classes; label++) {
            double share = test / 100.0 * count(labels, range(n), label);
            assertEquals(share, count(labels, splits.test(), label), 0.501);
        }
        assertArrayEquals(
                splits.train(),
                Splits.stratified(labels, validation / 100.0, test / 100.0, KEY.fold(n))
                        .train());
    }

    private static int count(int[] labels, int[] numbers, int label) {
        return (int) Arrays.stream(numbers).filter(i -> labels[i] == label).count();
    }

    @Test
    void splitsFollowTheKey() {
        int[] first = Splits.of(100, 0.1, 0.2, KEY.fold(1)).test();
        assertEquals(20, first.length);
        assertFalse(Arrays.equals(first, Splits.of(100, 0.1, 0.2, KEY.fold(2)).test()));
        assertEquals(
                "shares of 0.6 to validate and 0.5 to test can't be taken of a whole; both must be 0 or more and together at"
                        + " most 1",
                assertThrows(IllegalArgumentException.class, () -> Splits.of(10, 0.6, 0.5, KEY))
                        .getMessage());
    }

    @Test
    void subsetsAreNumberedAnew() {
        Subset subset = new Subset(numbers(10), new int[] {7, 3, 7});
        Batch batch = subset.batch(new int[] {1, 2});
        assertArrayEquals(new long[] {3, 7}, batch.targets().toLongArray());
        assertEquals(3, subset.size());
        assertEquals(
                "sample 10, number 1 of a subset, doesn't exist; the 10 samples are numbered from 0",
                assertThrows(IndexOutOfBoundsException.class, () -> new Subset(numbers(10), new int[] {1, 10}))
                        .getMessage());
    }

    @Test
    void classesComeEquallyOften() {
        // 90, 8 and 2 samples.
        int[] labels =
                IntStream.range(0, 100).map(i -> i < 90 ? 5 : i < 98 ? 2 : 7).toArray();
        Balanced balanced = new Balanced(numbers(100), labels);
        int[] order = balanced.trainingOrder(10, KEY.fold(0));
        assertEquals(100, order.length);
        for (int label : new int[] {2, 5, 7}) {
            assertEquals(33.5, count(labels, order, label), 0.51);
        }
        // Each of the rare classes' samples comes as often as the others of its class, to one.
        long often = Arrays.stream(order).filter(i -> i == 98).count();
        assertTrue(often == 16 || often == 17, "sample 98 comes " + often + " times");
        int common = (int) Arrays.stream(order).filter(i -> i < 90).distinct().count();
        assertEquals(33.5, common, 0.51);
        assertFalse(Arrays.equals(order, balanced.trainingOrder(10, KEY.fold(1))));
        assertArrayEquals(order, balanced.trainingOrder(10, KEY.fold(0)));
        assertThrows(ShapeException.class, () -> new Balanced(numbers(3), labels));
    }

    @Property(tries = 60)
    void similarLengthsComeTogether(
            @ForAll @IntRange(min = 1, max = 700) int n, @ForAll @IntRange(min = 1, max = 12) int size) {
        int[] lengths = IntStream.range(0, n).map(i -> i * 37 % 101).toArray();
        int[] order = new Bucketed(numbers(n), lengths).trainingOrder(size, KEY.fold(n));
        assertArrayEquals(range(n), sorted(order));
        // Within a batch lengths ascend, as a pool is sorted; the batches themselves are shuffled.
        for (int i = 0; i + 1 < n / size * size; i++) {
            boolean sameBatch = (i + 1) % size != 0;
            assertTrue(!sameBatch || lengths[order[i]] <= lengths[order[i + 1]], "samples " + i + " and on");
        }
        int[] again = new Bucketed(numbers(n), lengths).trainingOrder(size, KEY.fold(n));
        assertArrayEquals(order, again);
    }

    @Test
    void bucketsSavePadding() {
        int[] lengths = IntStream.range(0, 1000).map(i -> i * 37 % 101).toArray();
        Bucketed bucketed = new Bucketed(numbers(1000), lengths);
        long padded = padded(bucketed.trainingOrder(20, KEY), lengths);
        assertTrue(padded < 1.1 * Arrays.stream(lengths).sum(), "padded to " + padded);
        assertTrue(padded(KEY.permutation(1000), lengths)
                > 1.8 * Arrays.stream(lengths).sum());
    }

    private static long padded(int[] order, int[] lengths) {
        return IntStream.range(0, order.length / 20)
                .mapToLong(b -> 20L
                        * IntStream.range(b * 20, b * 20 + 20)
                                .map(i -> lengths[order[i]])
                                .max()
                                .orElseThrow())
                .sum();
    }

    @Test
    void trainingAsksForItsOwnOrderAndSamples() {
        Dataset odd = new Dataset() {
            @Override
            public int size() {
                return 4;
            }

            @Override
            public Batch batch(int[] indices) {
                return numbers(4).batch(indices);
            }

            @Override
            public Batch trainingBatch(int[] indices, RandomKey epoch) {
                Batch batch = batch(indices);
                return new Batch(batch.inputs().mul(10), batch.targets());
            }

            @Override
            public int[] trainingOrder(int batchSize, RandomKey epoch) {
                return new int[] {3, 3, 1, 0};
            }
        };
        try (var batches = Batches.shuffled(odd, 2, KEY)) {
            assertArrayEquals(new int[] {30, 30}, batches.next().inputs().toIntArray());
        }
        try (var batches = Batches.inOrder(odd, 2)) {
            assertArrayEquals(new int[] {0, 1}, batches.next().inputs().toIntArray());
        }
    }

    @Test
    void batchesBehindTheLastAreNone() {
        try (var batches = Batches.inOrder(numbers(3), 2)) {
            assertArrayEquals(new int[] {0, 1}, batches.indices());
            batches.next();
            batches.next();
            for (Executable use : List.<Executable>of(batches::indices, batches::next)) {
                Exception e = assertThrows(NoSuchElementException.class, use);
                assertEquals("the epoch's 2 batches are used up", e.getMessage());
            }
        }
    }

    @Test
    void bucketsNeedABatchSize() {
        Exception e = assertThrows(
                IllegalArgumentException.class, () -> new Bucketed(numbers(2), new int[2]).trainingOrder(0, KEY));
        assertEquals("a batch size of 0 holds nothing; use 1 or more", e.getMessage());
    }
}
