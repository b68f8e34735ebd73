package dev.merapi.tests.tensor;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.tensor.DType;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import dev.merapi.tests.Domain;
import dev.merapi.tests.Tensors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;

/** Laws of matrix products over random sizes. */
@PropertyDefaults(tries = 60, edgeCases = EdgeCasesMode.NONE)
class ProductPropertiesTest {
    private static final double U = 0x1p-24;

    private static void assertSame(Tensor want, Tensor got) {
        assertTrue(want.equalBits(got), () -> want + "\n" + got);
    }

    /** Sizes m, k, n, p of products. */
    @Provide
    Arbitrary<int[]> sizes() {
        return Arbitraries.integers().between(1, 40).array(int[].class).ofSize(4);
    }

    private static Tensor matrix(long seed, int rows, int cols) {
        return Tensors.random(RandomKey.of(seed), DType.FLOAT32, Domain.between(-1, 1), rows, cols);
    }

    @Property
    void matmulAssociatesWithinItsRoundings(@ForAll("sizes") int[] s, @ForAll long seed) {
        Tensor a = matrix(seed, s[0], s[1]);
        Tensor b = matrix(seed + 1, s[1], s[2]);
        Tensor c = matrix(seed + 2, s[2], s[3]);
        // Each product of chains of k and n: (k + n) roundings of |a| |b| |c|.
        Tensor sizes = a.abs().matmul(b.abs()).matmul(c.abs());
        Tensor off = a.matmul(b).matmul(c).sub(a.matmul(b.matmul(c))).abs();
        assertTrue(off.le(sizes.mul(2 * (s[1] + s[2] + 4) * U)).all().item() == 1);
    }

    @Property
    void matmulDistributesWithinItsRoundings(@ForAll("sizes") int[] s, @ForAll long seed) {
        Tensor a = matrix(seed, s[0], s[1]);
        Tensor b = matrix(seed + 1, s[1], s[2]);
        Tensor c = matrix(seed + 2, s[1], s[2]);
        Tensor sizes = a.abs().matmul(b.abs().add(c.abs()));
        Tensor off = a.matmul(b.add(c)).sub(a.matmul(b).add(a.matmul(c))).abs();
        assertTrue(off.le(sizes.mul(2 * (s[1] + 4) * U)).all().item() == 1);
    }

    @Property
    void transposedProductsHaveTheSameBits(@ForAll("sizes") int[] s, @ForAll long seed) {
        Tensor a = matrix(seed, s[0], s[1]);
        Tensor b = matrix(seed + 1, s[1], s[2]);
        Tensor y = a.matmul(b);
        assertSame(y, a.t().contiguous().t().matmul(b));
        assertSame(y, a.matmul(b.t().contiguous().t()));
        assertSame(y, b.t().matmul(a.t()).t().contiguous());
    }

    @Property
    void partsOfAProductAreProductsOfParts(@ForAll("sizes") int[] s, @ForAll long seed) {
        Tensor a = matrix(seed, s[0], s[1]);
        Tensor b = matrix(seed + 1, s[1], s[2]);
        Tensor y = a.matmul(b);
        int row = s[3] % s[0];
        int col = s[3] % s[2];
        assertSame(y.select(0, row).contiguous(), a.select(0, row).matmul(b));
        assertSame(y.select(1, col).contiguous(), a.matmul(b.select(1, col)));
        assertSame(y, Tensor.stack(0, a, a).matmul(b).select(0, 1).contiguous());
    }
}
