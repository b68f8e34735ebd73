package dev.merapi.tests.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.autograd.Autograd;
import dev.merapi.tensor.RandomKey;
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
}
