package dev.merapi.tests.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.data.Batch;
import dev.merapi.models.data.Batches;
import dev.merapi.models.data.Dataset;
import dev.merapi.models.data.TensorDataset;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Scope;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BatchesTest {
    private static Dataset numbers(int n) {
        return new TensorDataset(Tensor.arange(n).to(DType.FLOAT32).reshape(n, 1), Tensor.arange(n));
    }

    private static List<long[]> drained(Batches batches) {
        List<long[]> all = new ArrayList<>();
        try (batches) {
            while (batches.hasNext()) {
                try (var scope = Scope.open()) {
                    Batch batch = batches.next(scope);
                    all.add(batch.targets().toLongArray());
                    assertArrayEquals(
                            batch.targets().toFloatArray(), batch.inputs().toFloatArray());
                }
            }
        }
        return all;
    }

    @Property(tries = 100)
    void everySampleComesOnceAndResumingGivesTheRest(
            @ForAll @IntRange(min = 1, max = 40) int n,
            @ForAll @IntRange(min = 1, max = 12) int size,
            @ForAll @IntRange(max = 3) int epoch,
            @ForAll @IntRange(max = 39) int step) {
        RandomKey key = RandomKey.of(5).fold(epoch);
        List<long[]> all = drained(Batches.shuffled(numbers(n), size, key));
        assertEquals(Math.ceilDiv(n, size), all.size());
        long[] seen = all.stream().flatMapToLong(Arrays::stream).sorted().toArray();
        assertArrayEquals(IntStream.range(0, n).asLongStream().toArray(), seen);
        int first = Math.min(step, all.size());
        List<long[]> rest = drained(Batches.shuffled(numbers(n), size, key, first));
        assertEquals(all.size() - first, rest.size());
        for (int i = 0; i < rest.size(); i++) {
            assertArrayEquals(all.get(first + i), rest.get(i));
        }
    }

    @Test
    void epochsAreShuffledApart() {
        RandomKey key = RandomKey.of(5);
        long[] a = drained(Batches.shuffled(numbers(100), 100, key.fold(0))).getFirst();
        long[] b = drained(Batches.shuffled(numbers(100), 100, key.fold(1))).getFirst();
        assertFalse(Arrays.equals(a, b));
        long[] inOrder = drained(Batches.inOrder(numbers(100), 100)).getFirst();
        assertArrayEquals(IntStream.range(0, 100).asLongStream().toArray(), inOrder);
    }

    @Test
    void theScopeFreesABatch() {
        Batch batch;
        try (var batches = Batches.inOrder(numbers(5), 2);
                var scope = Scope.open()) {
            batch = batches.next(scope);
            assertFalse(batch.inputs().isFreed());
        }
        assertTrue(batch.inputs().isFreed());
        assertTrue(batch.targets().isFreed());
    }

    @Test
    void aFailureReachesTheCaller() {
        var failure = new IllegalStateException("the disk is gone");
        Dataset failing = new Dataset() {
            @Override
            public int size() {
                return 10;
            }

            @Override
            public Batch batch(int[] indices) {
                throw failure;
            }
        };
        try (var batches = Batches.inOrder(failing, 2)) {
            assertSame(failure, assertThrows(IllegalStateException.class, batches::next));
        }
    }

    @Test
    void closingStopsTheThread() {
        var batches = Batches.inOrder(numbers(1000), 1);
        batches.next();
        batches.close();
        assertFalse(batches.hasNext());
        assertThrows(NoSuchElementException.class, batches::next);
        assertFalse(makerLives());
    }

    private static boolean makerLives() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(t -> t.getName().equals("merapi-batches"));
    }

    /** A loop that ends by an exception, without try. */
    @Test
    void batchesThatNobodyHoldsEndTheirThread() throws InterruptedException {
        begunAndForgotten();
        assertTrue(makerLives());
        for (int i = 0; i < 100 && makerLives(); i++) {
            System.gc();
            Thread.sleep(20);
        }
        assertFalse(makerLives());
    }

    private static void begunAndForgotten() {
        assertEquals(0, Batches.inOrder(numbers(1000), 1).next().targets().getLong(0));
    }

    @Test
    void mistakesAreTold() {
        assertThrows(IllegalArgumentException.class, () -> Batches.inOrder(numbers(3), 0));
        assertThrows(IllegalArgumentException.class, () -> Batches.shuffled(numbers(3), 2, RandomKey.of(1), 3));
        assertThrows(ShapeException.class, () -> new TensorDataset(Tensor.zeros(3, 1), Tensor.zeros(2)));
        var e = assertThrows(IllegalArgumentException.class, () -> Batches.inOrder(numbers(0), 2));
        assertEquals("the data set is empty; there is nothing to make batches of", e.getMessage());
    }
}
