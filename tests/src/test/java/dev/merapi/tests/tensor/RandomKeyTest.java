package dev.merapi.tests.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.simd.Workers;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import dev.merapi.tests.Digest;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Streams of random numbers: the same for the same key, whoever computes, and fair. */
class RandomKeyTest {
    private static final RandomKey KEY = RandomKey.of(42);
    private static final int MANY = 40_000;

    private static List<Tensor> streams(int n) {
        return List.of(KEY.uniform(n), KEY.normal(n), KEY.bernoulli(0.3, n), Tensor.of(KEY.permutation(n)));
    }

    @Test
    @Tag("bits")
    void theNumbersAreTheSameEverywhere() {
        for (int threads = 1; threads <= 3; threads++) {
            assertEquals("9a547f6f7c98d46f", Workers.withThreads(threads, () -> Digest.of(streams(MANY + 7))));
        }
    }

    @Test
    void elementsDependOnTheirPlaceAlone() {
        for (int n : new int[] {1, 2, 15, 17, 8191, 8193}) {
            assertTrue(KEY.uniform(n).equalBits(KEY.uniform(20_000).slice(0, 0, n)));
            assertTrue(KEY.normal(n).equalBits(KEY.normal(20_000).slice(0, 0, n)));
        }
        assertTrue(KEY.normal(4, 5).flatten().equalBits(KEY.normal(20)));
    }

    @Test
    void keysDifferByWhatIsFoldedIn() {
        Set<RandomKey> keys = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            keys.add(KEY.fold(i));
            keys.add(KEY.fold("purpose " + i));
            keys.add(RandomKey.of(i));
            keys.add(KEY.fold(i).fold("purpose"));
            keys.add(KEY.fold("purpose").fold(i));
        }
        assertEquals(5000, keys.size());
        assertFalse(KEY.fold("a").uniform(4).equalBits(KEY.fold("b").uniform(4)));
        assertEquals(
                KEY.fold("dropout").fold(3), RandomKey.of(42).fold("dropout").fold(3));
    }

    /** Means and variances of n numbers scatter by some 1 / sqrt(n): 5 times that is a bound for a fixed key. */
    @Test
    void momentsAreRight() {
        double scatter = 5 / Math.sqrt(MANY);
        Tensor uniform = KEY.uniform(MANY).to(DType.FLOAT64);
        assertEquals(0.5, uniform.mean().item(), scatter * 0.2887);
        assertEquals(1 / 12.0, uniform.var().item(), scatter * 0.0745);
        Tensor normal = KEY.normal(MANY).to(DType.FLOAT64);
        assertEquals(0, normal.mean().item(), scatter);
        assertEquals(1, normal.var().item(), scatter * 1.414);
        assertEquals(0, normal.pow(3).mean().item(), scatter * 3.873);
        assertEquals(3, normal.pow(4).mean().item(), scatter * 9.798);
        assertEquals(0.3, KEY.bernoulli(0.3, MANY).to(DType.FLOAT64).mean().item(), scatter * 0.4583);
    }

    @Test
    void neighboursAreIndependent() {
        Tensor x = KEY.normal(MANY + 1).to(DType.FLOAT64);
        Tensor y = KEY.fold(1).normal(MANY + 1).to(DType.FLOAT64);
        assertEquals(0, x.slice(0, 0, MANY).mul(x.slice(0, 1, MANY + 1)).mean().item(), 5 / Math.sqrt(MANY));
        assertEquals(0, x.mul(y).mean().item(), 5 / Math.sqrt(MANY));
    }

    @Test
    void uniformNumbersAreMultiplesBelowOne() {
        for (float v : KEY.uniform(MANY).toFloatArray()) {
            assertTrue(v >= 0 && v < 1 && v * 0x1p24 == Math.rint(v * 0x1p24), () -> "" + v);
        }
    }

    @Test
    void bernoullisEndsAreSure() {
        assertEquals(0, KEY.bernoulli(0, 1000).sum().item());
        assertEquals(1000, KEY.bernoulli(1, 1000).sum().item());
        for (double p : new double[] {-0.1, 1.1, Double.NaN}) {
            Exception e = assertThrows(IllegalArgumentException.class, () -> KEY.bernoulli(p, 2));
            assertTrue(e.getMessage().contains("no probability"), e.getMessage());
        }
    }

    @Test
    void permutationsHaveEveryNumberOnce() {
        for (int n : new int[] {0, 1, 2, 17, 10_000}) {
            int[] sorted = KEY.permutation(n);
            Arrays.sort(sorted);
            assertArrayEquals(IntStream.range(0, n).toArray(), sorted);
        }
    }

    /** The six orders of three come up 2000 times each, give or take 5 standard deviations of 41. */
    @Test
    void ordersAreEquallyLikely() {
        int[] counts = new int[27];
        for (int i = 0; i < 12_000; i++) {
            int[] p = KEY.fold(i).permutation(3);
            counts[9 * p[0] + 3 * p[1] + p[2]]++;
        }
        for (int code : new int[] {5, 7, 11, 15, 19, 21}) {
            assertEquals(2000, counts[code], 205);
        }
    }
}
