package dev.merapi.tests.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.autograd.Autograd;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Attention.Causal;
import dev.merapi.tensor.op.Attention.Options;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A query's result depends on that query and the keys it sees alone: not on the queries and samples beside it. */
@Tag("bits")
class AttentionRowsTest {
    private static final RandomKey KEY = RandomKey.of(5);
    private static final Options CACHED = Options.DEFAULT.causal(Causal.LOWER_RIGHT);
    private static final int LENGTH = 150;

    private final Tensor q = KEY.fold("q").normal(3, 4, LENGTH, 32);
    private final Tensor k = KEY.fold("k").normal(3, 2, LENGTH, 32);
    private final Tensor v = KEY.fold("v").normal(3, 2, LENGTH, 24);

    @Test
    void aQueryWithItsCacheHasTheBitsThatItHasAmongAll() {
        Tensor all = q.attention(k, v, Options.CAUSAL);
        for (int size : new int[] {1, 3, 5, 20}) {
            for (int end : new int[] {size, 64, 65, 128, 129, LENGTH}) {
                if (end >= size) {
                    Tensor some = q.slice(2, end - size, end).attention(k.slice(2, 0, end), v.slice(2, 0, end), CACHED);
                    assertTrue(some.equalBits(all.slice(2, end - size, end)), size + " queries up to " + end);
                }
            }
        }
    }

    @Test
    void aQueryAloneHasItsBitsUnderAMaskToo() {
        Tensor mask = KEY.fold("mask").normal(1, 4, LENGTH, LENGTH);
        Tensor keys = KEY.fold("keys").bernoulli(0.7, 3, 1, 1, LENGTH);
        Tensor all = q.attention(k, v, mask, Options.DEFAULT);
        Tensor seen = q.attention(k, v, keys, Options.DEFAULT);
        for (int i : new int[] {0, 63, 64, LENGTH - 1}) {
            Tensor one = q.slice(2, i, i + 1);
            assertTrue(one.attention(k, v, mask.slice(2, i, i + 1), Options.DEFAULT)
                    .equalBits(all.slice(2, i, i + 1)));
            assertTrue(one.attention(k, v, keys, Options.DEFAULT).equalBits(seen.slice(2, i, i + 1)));
        }
    }

    @Test
    void aSampleAloneHasItsBitsAndItsGradients() {
        List<Tensor> all = gradients(q, k, v);
        for (int i = 0; i < 3; i++) {
            int from = i;
            List<Tensor> alone =
                    gradients(q.slice(0, from, from + 1), k.slice(0, from, from + 1), v.slice(0, from, from + 1));
            for (int g = 0; g < 4; g++) {
                assertTrue(alone.get(g).equalBits(all.get(g).slice(0, from, from + 1)), "sample " + i + ", " + g);
            }
        }
    }

    private static List<Tensor> gradients(Tensor q, Tensor k, Tensor v) {
        Autograd.Pullback pullback = Autograd.record(List.of(q, k, v), () -> q.attention(k, v, Options.CAUSAL));
        Tensor y = pullback.value();
        List<Tensor> found = pullback.apply(y).all();
        return List.of(y, found.get(0), found.get(1), found.get(2));
    }

    /** 16,384 scores a row and head would be 4 GB in all; y, the transposed copies and blocks are 30 MB. */
    @Test
    void memoryGrowsWithTheLengthNotItsSquare() {
        Tensor x = KEY.fold("long").normal(1, 1, 16384, 8);
        Tensor y = x.attention(x, x, Options.CAUSAL);
        assertEquals(16384 * 8, y.size());
        assertTrue(y.slice(2, 0, 1).allClose(x.slice(2, 0, 1), 1e-6, 1e-6));
    }

    @Test
    void queriesThatSeeNoKeyGiveZeros() {
        Tensor none = q.slice(2, 0, 70).attention(k.slice(2, 0, 3), v.slice(2, 0, 3), CACHED);
        double[] first = none.slice(2, 0, 67).toDoubleArray();
        assertEquals(0, Arrays.stream(first).map(Math::abs).max().orElse(1));
        Tensor twice = v.slice(2, 0, 1).select(1, 0).unsqueeze(1);
        assertTrue(none.slice(2, 67, 68).slice(1, 0, 1).allClose(twice, 1e-6, 1e-6));
    }

    /** Masks of other libraries hide by the smallest float: a query from which all is hidden so sees all alike. */
    @Test
    void theSmallestFloatHidesLessThanInfinity() {
        Tensor one = q.slice(0, 0, 1).slice(1, 0, 2);
        Tensor keys = k.slice(0, 0, 1).slice(2, 0, 4);
        Tensor values = v.slice(0, 0, 1).slice(2, 0, 4);
        Tensor mask = Tensor.full(DType.FLOAT32, Shape.of(1, 1, 1, 4), -Float.MAX_VALUE);
        Tensor weights = one.attentionWeights(keys, mask, Options.DEFAULT);
        assertTrue(weights.allClose(Tensor.full(DType.FLOAT32, weights.shape(), 0.25), 0, 0));
        Tensor y = one.attention(keys, values, mask, Options.DEFAULT);
        assertTrue(y.allClose(values.mean(true, 2).expand(y.shape().dims()), 1e-6, 1e-6));
        Tensor expected = Autograd.grad(
                        List.of(mask),
                        () -> one.attentionWeights(keys, mask, Options.DEFAULT)
                                .matmul(values)
                                .square()
                                .sum())
                .of(mask);
        Tensor got = Autograd.grad(
                        List.of(mask),
                        () -> one.attention(keys, values, mask, Options.DEFAULT)
                                .square()
                                .sum())
                .of(mask);
        assertTrue(expected.abs().sum().item() > 0.01);
        assertTrue(got.allClose(expected, 1e-4, 1e-5));
    }

    @Test
    void noKeysAtAllHaveWeightsAndGradientsOfSecondOrder() {
        Tensor keys = k.slice(2, 0, 0);
        Tensor values = v.slice(2, 0, 0);
        assertEquals(
                Shape.of(3, 4, LENGTH, 0),
                q.attentionWeights(keys, Options.DEFAULT).shape());
        Tensor second = Autograd.grad(
                        List.of(q),
                        () -> Autograd.grad(
                                        List.of(q),
                                        () -> q.attention(keys, values, Options.DEFAULT)
                                                .sum())
                                .of(q)
                                .sum())
                .of(q);
        assertTrue(second.equalBits(q.zerosLike()));
    }
}
