package dev.merapi.tests.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.tensor.DType;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;
import dev.merapi.tests.Array;
import dev.merapi.tests.Domain;
import dev.merapi.tests.TensorArbitraries;
import dev.merapi.tests.Tensors;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Laws of the vocabulary over random shapes, values and layouts. (Small sizes come often enough without edge cases.) */
@PropertyDefaults(tries = 150, edgeCases = EdgeCasesMode.NONE)
class TensorPropertiesTest {
    private static final double U = 0x1p-24;

    @Provide
    Arbitrary<Tensor> any() {
        return TensorArbitraries.floats(7);
    }

    /** One or more axes, each of one or more elements. */
    @Provide
    Arbitrary<Tensor> solid() {
        return TensorArbitraries.shapes(1, 3, 1, 7)
                .flatMap(s -> TensorArbitraries.tensors(DType.FLOAT32, Domain.between(-3, 3), s));
    }

    /** Three tensors that broadcast to the shape of the first. */
    @Provide
    Arbitrary<List<Tensor>> broadcasting() {
        return TensorArbitraries.shapes(0, 3, 0, 5)
                .flatMap(s -> Combinators.combine(
                                like(s),
                                TensorArbitraries.broadcastingTo(s).flatMap(this::like),
                                TensorArbitraries.broadcastingTo(s).flatMap(this::like))
                        .as(List::of));
    }

    private Arbitrary<Tensor> like(Shape shape) {
        return TensorArbitraries.tensors(DType.FLOAT32, Domain.between(-3, 3), shape);
    }

    private static void assertSame(Tensor want, Tensor got) {
        assertTrue(want.equalBits(got), () -> want + "\n" + got);
    }

    @Property
    void additionAndProductCommuteBitForBit(@ForAll("broadcasting") List<Tensor> t) {
        assertSame(t.get(1).add(t.get(2)), t.get(2).add(t.get(1)));
        assertSame(t.get(0).mul(t.get(2)), t.get(2).mul(t.get(0)));
    }

    @Property
    void broadcastingIsExpanding(@ForAll("broadcasting") List<Tensor> t) {
        Shape shape = t.getFirst().shape();
        Tensor expanded = t.get(1).broadcastTo(shape);
        assertSame(t.get(0).sub(expanded.contiguous()), t.get(0).sub(t.get(1)));
        assertSame(t.get(0).sub(expanded), t.get(0).sub(t.get(1)));
    }

    @Property
    void productsDistributeWithinTheirRoundings(@ForAll("broadcasting") List<Tensor> t) {
        Tensor left = t.get(0).mul(t.get(1).add(t.get(2)));
        Tensor right = t.get(0).mul(t.get(1)).add(t.get(0).mul(t.get(2)));
        // Two roundings on the left, three on the right, each of a value of at most 18.
        assertTrue(left.allClose(right, 0, 5 * U * 18), () -> left + "\n" + right);
    }

    @Property
    void negationAndDifferenceAreOne(@ForAll("broadcasting") List<Tensor> t) {
        assertSame(t.get(0).sub(t.get(1)), t.get(0).add(t.get(1).neg()));
    }

    @Property
    void reshapeGoesThereAndBack(@ForAll("any") Tensor x) {
        assertSame(x.contiguous(), x.flatten().reshape(x.shape().dims()));
        assertArrayEquals(Array.of(x).values(), x.flatten().toDoubleArray());
    }

    @Property
    void permutingBackUndoesIt(@ForAll("any") Tensor x, @ForAll long seed) {
        int[] order = RandomKey.of(seed).permutation(x.rank());
        int[] inverse = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            inverse[order[i]] = i;
        }
        assertSame(x.contiguous(), x.permute(order).permute(inverse));
        assertSame(x.permute(order), x.permute(order).contiguous());
    }

    @Property
    void concatUndoesSplit(@ForAll("solid") Tensor x, @ForAll @IntRange(min = 1, max = 8) int size, @ForAll int a) {
        int axis = Math.floorMod(a, x.rank());
        assertSame(x.contiguous(), Tensor.concat(axis, x.split(axis, size)));
        assertSame(x.contiguous(), Tensor.concat(axis - x.rank(), x.chunk(axis, size)));
    }

    @Property
    void selectUndoesStack(@ForAll("any") Tensor x, @ForAll int a) {
        int axis = Math.floorMod(a, x.rank() + 1);
        Tensor both = Tensor.stack(axis, x, x.neg());
        assertSame(x.contiguous(), both.select(axis, 0));
        assertSame(x.neg(), both.select(axis, -1));
    }

    @Property
    void slicesAreWhatLoopsSee(@ForAll("solid") Tensor x, @ForAll int a, @ForAll int b, @ForAll int c) {
        int n = x.size(0);
        int from = Math.floorMod(a, n + 1);
        int to = from + Math.floorMod(b, n - from + 1);
        int step = 1 + Math.floorMod(c, 3);
        Array all = Array.of(x);
        int[] dims = x.shape().with(0, Math.ceilDiv(to - from, step)).dims();
        Array want = Array.make(dims, i -> {
            int[] at = i.clone();
            at[0] = from + i[0] * step;
            return all.get(at);
        });
        Tensor got = x.slice(0, from, to, step);
        assertArrayEquals(dims, got.shape().dims());
        assertArrayEquals(want.values(), got.toDoubleArray());
    }

    @Property
    void paddingIsCutOffAgain(@ForAll("solid") Tensor x, @ForAll @IntRange(max = 3) int before) {
        int[] front = new int[x.rank()];
        int[] behind = new int[x.rank()];
        front[0] = before;
        behind[x.rank() - 1] = 2;
        Tensor padded = x.pad(front, behind, 7);
        assertSame(x.contiguous(), padded.slice(0, before, before + x.size(0)).slice(-1, 0, x.size(-1)));
        assertEquals(
                (padded.size() - x.size()) * 7.0, padded.sum().item() - x.sum().item(), 1e-3);
    }

    @Property
    void flippingTwiceIsNothing(@ForAll("any") Tensor x) {
        assertSame(x.contiguous(), x.flip().flip());
    }

    @Property
    void sumOverAxesIsTheSumOfSums(@ForAll("solid") Tensor x) {
        Tensor whole = x.sum();
        Tensor parts = x;
        while (parts.rank() > 0) {
            parts = parts.sum(0);
        }
        // Either is off by at most n roundings of the sum of sizes.
        double bound = 2 * x.size() * U * x.abs().to(DType.FLOAT64).sum().item();
        assertEquals(whole.item(), parts.item(), bound);
        assertSame(x.max(), x.max(-1).max());
        assertEquals(x.mean().item() * x.size(), whole.item(), bound + 2 * U * Math.abs(whole.item()));
    }

    @Property
    void keptDimsAreOnes(@ForAll("solid") Tensor x, @ForAll int a) {
        int axis = Math.floorMod(a, x.rank());
        assertSame(x.sum(true, axis), x.sum(axis).unsqueeze(axis));
        assertSame(x.prod(true, axis), x.prod(axis).unsqueeze(axis));
    }

    @Property
    void extremaAreAtTheirPlaces(@ForAll("solid") Tensor x) {
        assertSame(x.max(), x.flatten().indexSelect(0, x.argmax().reshape(1)).squeeze());
        assertSame(x.min(-1), x.gather(-1, x.argmin(-1).unsqueeze(-1)).squeeze(-1));
    }

    @Property
    void cumulativeSumsEndInTheSum(@ForAll("solid") Tensor x, @ForAll int a) {
        int axis = Math.floorMod(a, x.rank());
        Tensor last = x.cumsum(axis).select(axis, -1);
        double bound = 2 * x.size(axis) * U * 3 * x.size(axis);
        assertTrue(last.allClose(x.sum(axis), 0, bound));
        assertSame(x.select(axis, 0).contiguous(), x.cumsum(axis).select(axis, 0));
    }

    @Property
    void oneHotSelectsRows(@ForAll @IntRange(min = 1, max = 9) int rows, @ForAll long seed) {
        Tensor table = Tensors.random(RandomKey.of(seed), DType.FLOAT32, Domain.between(-3, 3), rows, 5);
        Tensor index = Tensors.random(RandomKey.of(seed).fold(1), DType.FLOAT32, Domain.index(rows), 2, 7);
        assertSame(table.embedding(index), index.oneHot(rows).matmul(table));
        Tensor counts = Tensor.zeros(rows).scatterAdd(0, index.flatten(), Tensor.ones(14));
        assertSame(counts, index.flatten().oneHot(rows).sum(0));
    }

    @Property
    void softmaxIsADistribution(@ForAll("solid") Tensor x, @ForAll int a) {
        int axis = Math.floorMod(a, x.rank());
        Tensor p = x.softmax(axis);
        int n = x.size(axis);
        assertTrue(p.sum(axis).allClose(p.sum(axis).onesLike(), 0, 2 * (n + 16) * U));
        assertTrue(x.logSoftmax(axis).exp().allClose(p, (2 * n + 64) * U, 0));
    }

    @Property
    void trianglesAddUp(@ForAll @IntRange(min = -3, max = 3) int diagonal, @ForAll("solid") Tensor x) {
        Tensor m = x.rank() == 1 ? x.unsqueeze(0) : x;
        assertSame(m.contiguous(), m.tril(diagonal).add(m.triu(diagonal + 1)));
    }

    @Property
    void castsToWiderTypesLoseNothing(@ForAll("any") Tensor x) {
        assertSame(x.contiguous(), x.to(DType.FLOAT64).to(DType.FLOAT32).contiguous());
        Tensor bytes = x.mul(40).to(DType.INT8);
        for (DType wide : List.of(DType.INT32, DType.INT64, DType.FLOAT32, DType.FLOAT64)) {
            assertSame(bytes, bytes.to(wide).to(DType.INT8));
        }
    }

    @Property
    void whereIsOneOfTwo(@ForAll("broadcasting") List<Tensor> t) {
        Tensor condition = t.get(0).gt(t.get(1));
        Tensor larger = condition.where(t.get(0), t.get(1));
        assertSame(larger, t.get(0).maximum(t.get(1)));
        assertSame(condition, t.get(0).le(t.get(1)).logicalNot());
    }
}
