package dev.merapi.tensor;

import dev.merapi.simd.Kernels;
import dev.merapi.simd.Workers;
import java.lang.foreign.MemorySegment;

/**
 * The key of a stream of random numbers. The same key always gives the same numbers, and element i of a stream depends
 * on the key and i alone, so a program makes one key from its seed and folds in what the numbers are for:
 *
 * <pre>{@code
 * RandomKey key = RandomKey.of(seed);
 * Tensor weight = key.fold("fc1.weight").normal(784, 256);
 * Tensor mask = key.fold("dropout").fold(step).bernoulli(0.9, 64, 256);
 * }</pre>
 *
 * <p>Keys are mixed by the finalizer of SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number
 * generators", 2014), numbers are Philox's: {@link dev.merapi.simd.Philox}.
 *
 * @param bits the key
 */
public record RandomKey(long bits) {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
    private static final long TEXT = 0xD1342543DE82EF95L;
    /** Elements made at once by one thread; even, so that a pair of normal numbers stays together. */
    private static final int PART = 1 << 13;

    private interface Stream {
        void fill(long key, long first, MemorySegment y, long yo, int n);
    }

    /** The key of a seed. */
    public static RandomKey of(long seed) {
        return new RandomKey(mix(seed + GOLDEN_GAMMA));
    }

    /** The key of a purpose, such as a parameter's name; other purposes' numbers look independent. */
    public RandomKey fold(String purpose) {
        long hash = mix(TEXT + purpose.length());
        for (int i = 0; i < purpose.length(); i++) {
            hash = mix(hash + GOLDEN_GAMMA * (purpose.charAt(i) + 1L));
        }
        return new RandomKey(mix(bits ^ hash));
    }

    /** The key of a position, such as a step or the index of a sample; other positions' numbers look independent. */
    public RandomKey fold(long position) {
        return new RandomKey(mix(bits ^ mix(position + GOLDEN_GAMMA)));
    }

    private static long mix(long x) {
        long a = (x ^ (x >>> 30)) * 0xBF58476D1CE4E5B9L;
        long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
        return b ^ (b >>> 31);
    }

    /** float32 [dims]: uniform in [0, 1), multiples of 2^-24. */
    public Tensor uniform(int... dims) {
        return fill(Kernels.active().philox()::uniform, DType.FLOAT32, dims);
    }

    /** float32 [dims]: standard normal. */
    public Tensor normal(int... dims) {
        return fill(Kernels.active().philox()::normal, DType.FLOAT32, dims);
    }

    /** bool [dims]: each true with probability p, rounded up to a multiple of 2^-24. */
    public Tensor bernoulli(double p, int... dims) {
        if (!(p >= 0 && p <= 1)) {
            throw new IllegalArgumentException("bernoulli: " + p + " is no probability; it must be from 0 to 1");
        }
        return uniform(dims).lt(p);
    }

    /**
     * The numbers 0, 1, ..., n - 1 in random order, by Fisher and Yates. An order's probability is off by less than n^2
     * 2^-32 of itself, as a 32-bit word can't be shared out evenly.
     */
    public int[] permutation(int n) {
        int length = HeapArray.length("permutation", n, Integer.BYTES);
        int[] order;
        try (var _ = Scope.open()) {
            order = fill(Kernels.active().philox()::words, DType.INT32, length).toIntArray();
        }
        // Up to i it's the order, behind it the random words that are still to be used.
        for (int i = 0; i < n; i++) {
            int j = (int) (((order[i] & 0xFFFFFFFFL) * (i + 1L)) >>> 32);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    private Tensor fill(Stream stream, DType dtype, int... dims) {
        Tensor y = Tensor.allocate(new Spec(dtype, Shape.of(dims)));
        int n = y.size();
        int parts = n / PART + (n % PART == 0 ? 0 : 1);
        MemorySegment out = y.segment();
        Workers.forRange(parts, 1, (from, to) -> {
            for (int part = from; part < to; part++) {
                int first = part * PART;
                stream.fill(bits, first, out, first, Math.min(PART, n - first));
            }
        });
        return y;
    }
}
