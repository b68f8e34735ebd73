package dev.merapi.cli.bench;

import dev.merapi.simd.Gemm;
import dev.merapi.simd.Kernels;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Scope;
import dev.merapi.tensor.Tensor;
import java.util.Arrays;
import java.util.Optional;

/** Whether the kernels work here, and how fast, in about two seconds. */
public final class SelfTest {
    private static final int N = 512;
    private static final double SECONDS = 1;

    private SelfTest() {}

    /** 2 n^3 / t of a matrix product, n = 512, on all threads. */
    public static double gigaflops() {
        try (Scope _ = Scope.open()) {
            Tensor a = RandomKey.of(1).normal(N, N);
            Tensor b = RandomKey.of(2).normal(N, N);
            Timing timing = Timing.of(
                    () -> {
                        try (Scope _ = Scope.open()) {
                            a.matmul(b);
                        }
                    },
                    SECONDS);
            return 2e-9 * N * N * N / timing.minimum();
        }
    }

    /** Whether vector and scalar kernels multiply and exponentiate to the same bits; empty without vector kernels. */
    public static Optional<Boolean> sameBits() {
        return Kernels.vector()
                .map(vector -> Arrays.equals(bits(vector), bits(Kernels.scalar()))
                        && Arrays.equals(randomBits(vector), randomBits(Kernels.scalar())));
    }

    private static int[] bits(Kernels kernels) {
        int m = 67;
        int n = 83;
        int k = 131;
        try (Scope _ = Scope.open()) {
            Tensor a = RandomKey.of(3).normal(m, k);
            Tensor b = RandomKey.of(4).normal(k, n);
            Tensor c = Tensor.zeros(m, n);
            kernels.gemm()
                    .gemm(
                            false,
                            false,
                            m,
                            n,
                            k,
                            a.segment(),
                            a.offset(),
                            k,
                            b.segment(),
                            b.offset(),
                            n,
                            c.segment(),
                            c.offset(),
                            n,
                            false,
                            Gemm.Epilogue.NONE);
            return bits(c);
        }
    }

    /** Normal numbers go through logarithm, sine and cosine. */
    private static int[] randomBits(Kernels kernels) {
        int n = 1000;
        try (Scope _ = Scope.open()) {
            Tensor y = Tensor.zeros(n);
            kernels.philox().normal(RandomKey.of(5).bits(), 0, y.segment(), y.offset(), n);
            return bits(y);
        }
    }

    private static int[] bits(Tensor t) {
        float[] values = t.toFloatArray();
        int[] bits = new int[values.length];
        Arrays.setAll(bits, i -> Float.floatToRawIntBits(values[i]));
        return bits;
    }
}
