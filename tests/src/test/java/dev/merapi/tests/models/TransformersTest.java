package dev.merapi.tests.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.layer.AdditiveAttention;
import dev.merapi.models.layer.Alibi;
import dev.merapi.models.layer.KvCache;
import dev.merapi.models.layer.LearnedPositions;
import dev.merapi.models.layer.Linear;
import dev.merapi.models.layer.MultiHeadAttention;
import dev.merapi.models.layer.RotaryPositions;
import dev.merapi.models.layer.SinusoidalPositions;
import dev.merapi.models.layer.Training;
import dev.merapi.models.layer.TransformerDecoder;
import dev.merapi.models.layer.TransformerOptions;
import dev.merapi.models.zoo.Gpt;
import dev.merapi.models.zoo.Sampling;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Attention.Causal;
import dev.merapi.tensor.op.Attention.Options;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Attention's layers, positions, caches and GPT, beside their formulas. */
@Tag("bits")
class TransformersTest {
    private static final RandomKey KEY = RandomKey.of(3);
    private static final Gpt.Config SMALL = new Gpt.Config(11, 24, 2, 2, 16, 0, true);

    private static void assertClose(Tensor expected, Tensor actual) {
        assertTrue(expected.allClose(actual, 1e-5, 1e-5), () -> expected + "\n" + actual);
    }

    @Test
    void sinusoidsAreSinesAndCosinesOfGeometricWavelengths() {
        Tensor pe = SinusoidalPositions.of(50, 6).pe().value();
        assertEquals(Math.sin(7), pe.get(7, 0), 1e-7);
        assertEquals(Math.cos(7 / Math.pow(10000, 4 / 6.0)), pe.get(7, 5), 1e-7);
        Tensor x = KEY.normal(2, 3, 6);
        SinusoidalPositions layer = SinusoidalPositions.of(50, 6);
        assertClose(x.add(pe.slice(0, 4, 7)), layer.forward(x, 4));
        var error = assertThrows(ShapeException.class, () -> layer.forward(x, 48));
        assertTrue(error.getMessage().contains("48 to 51") && error.getMessage().contains("50"), error.getMessage());
    }

    @Test
    void learnedPositionsAreRows() {
        LearnedPositions layer = LearnedPositions.of(5, 4, 0.02, KEY);
        Tensor x = KEY.normal(2, 3, 4);
        assertClose(x.add(layer.weight().slice(0, 0, 3)), layer.forward(x));
        var error = assertThrows(ShapeException.class, () -> layer.forward(KEY.normal(2, 3, 6)));
        assertTrue(error.getMessage().contains("[2, 3, 6]"), error.getMessage());
    }

    @Test
    void rotaryProductsDependOnDistancesAlone() {
        RotaryPositions layer = RotaryPositions.of(40, 8);
        Tensor q = KEY.fold("q").normal(1, 1, 1, 8);
        Tensor k = KEY.fold("k").normal(1, 1, 1, 8);
        double near = layer.forward(q, 5).mul(layer.forward(k, 2)).sum().item();
        double far = layer.forward(q, 33).mul(layer.forward(k, 30)).sum().item();
        assertEquals(near, far, 1e-5);
        assertClose(q, layer.forward(q, 0));
        Tensor rows = KEY.normal(2, 3, 4, 8);
        assertClose(layer.forward(rows, 6).slice(2, 2, 3), layer.forward(rows.slice(2, 2, 3), 8));
    }

    @Test
    void alibiFallsWithTheDistance() {
        assertArrayEquals(new double[] {0.25, 0.0625, 0.015625, 0.00390625}, Alibi.slopes(4));
        assertArrayEquals(new double[] {0.0625, 0.00390625, 0.25}, Alibi.slopes(3), 1e-15);
        Tensor q = KEY.fold("q").normal(2, 4, 6, 8);
        Tensor k = KEY.fold("k").normal(2, 4, 6, 8);
        float[] distances = new float[4 * 36];
        for (int i = 0; i < distances.length; i++) {
            distances[i] = (float) (-Alibi.slopes(4)[i / 36] * (i / 6 % 6 - i % 6));
        }
        Tensor full = Tensor.of(Shape.of(1, 4, 6, 6), distances);
        assertClose(q.attention(k, k, full, Options.CAUSAL), q.attention(k, k, Alibi.mask(4, 6), Options.CAUSAL));
    }

    @Test
    void additiveAttentionIsItsFormula() {
        AdditiveAttention layer = AdditiveAttention.of(3, 4, 5, KEY);
        Tensor q = KEY.fold("q").normal(2, 2, 3);
        Tensor m = KEY.fold("m").normal(2, 6, 4);
        Tensor seen = Tensor.arange(6).lt(4.0).unsqueeze(0).expand(2, 6);
        Tensor a = layer.weights(q, layer.project(m), Optional.of(seen));
        Tensor one = layer.query().forward(q.select(0, 1).slice(0, 1, 2));
        Tensor scores = layer.score()
                .forward(layer.key().forward(m.select(0, 1)).add(one).tanh());
        assertClose(
                scores.slice(0, 0, 4).squeeze(1).softmax(0),
                a.select(0, 1).select(0, 1).slice(0, 0, 4));
        assertEquals(0, a.slice(2, 4, 6).abs().max().item());
        assertClose(a.matmul(m), layer.attend(q, m, Optional.of(seen)));
    }

    @Test
    void groupsOfHeadsShareKeys() {
        Linear q = Linear.of(8, 8, KEY.fold("q"));
        Linear k = Linear.of(8, 4, KEY.fold("k"));
        Linear v = Linear.of(8, 4, KEY.fold("v"));
        Linear out = Linear.of(8, 8, KEY.fold("out"));
        Tensor x = KEY.normal(2, 5, 8);
        Linear k2 = repeated(k);
        Linear v2 = repeated(v);
        Tensor grouped = new MultiHeadAttention(q, k, v, out, 4, 0).forward(x);
        assertClose(new MultiHeadAttention(q, k2, v2, out, 4, 0).forward(x), grouped);
        var error = assertThrows(ShapeException.class, () -> new MultiHeadAttention(q, k, v, out, 3, 0));
        assertTrue(error.getMessage().contains("3 heads"), error.getMessage());
    }

    /** Columns 0 1 2 3 as 0 1 0 1 2 3 2 3. */
    private static Linear repeated(Linear layer) {
        Tensor columns = Tensor.of(0L, 1L, 0L, 1L, 2L, 3L, 2L, 3L);
        return new Linear(layer.weight().indexSelect(1, columns), layer.bias().map(b -> b.indexSelect(0, columns)));
    }

    @Test
    void droppedWeightsHaveTheirMeanAndOnlyInTraining() {
        Tensor x = KEY.normal(1, 6, 8);
        MultiHeadAttention layer = MultiHeadAttention.of(8, 2, 0.5, KEY);
        Tensor plain =
                new MultiHeadAttention(layer.qProj(), layer.kProj(), layer.vProj(), layer.outProj(), 2, 0).forward(x);
        assertTrue(plain.equalBits(layer.forward(x)));
        Tensor sum = plain.zerosLike();
        for (int i = 0; i < 2000; i++) {
            sum = sum.add(new Training(KEY.fold(i)).call(() -> layer.forward(x)));
        }
        assertTrue(sum.div(2000).allClose(plain, 0.1, 0.05), () -> "the mean of many droppings isn't the result");
    }

    @Test
    void aFullCacheSaysSo() {
        KvCache cache = KvCache.of(1, 2, 4, 8);
        cache.append(Tensor.ones(1, 2, 3, 8), Tensor.ones(1, 2, 3, 8));
        var error = assertThrows(
                ShapeException.class, () -> cache.append(Tensor.ones(1, 2, 2, 8), Tensor.ones(1, 2, 2, 8)));
        assertTrue(error.getMessage().contains("2 more positions after 3"), error.getMessage());
        assertThrows(IllegalArgumentException.class, () -> cache.truncate(5));
    }

    @Test
    void aDecoderWithCachesHasTheBitsThatItHasWithout() {
        TransformerDecoder decoder = TransformerDecoder.of(new TransformerOptions(16, 2).hidden(24), 2, KEY);
        Tensor memory = KEY.fold("memory").normal(2, 7, 16);
        Optional<Tensor> mask = Optional.of(KEY.fold("mask").bernoulli(0.8, 2, 1, 1, 7));
        Tensor x = KEY.fold("x").normal(2, 9, 16);
        Tensor all = decoder.forward(x, memory, mask);
        var caches = decoder.caches(memory, 9);
        for (int i = 0; i < 9; i++) {
            Tensor next = decoder.next(x.slice(1, i, i + 1), caches, mask);
            assertTrue(next.equalBits(all.slice(1, i, i + 1)), "position " + i);
        }
    }

    @Test
    void aGptWithCachesHasTheBitsThatItHasWithout() {
        Gpt model = Gpt.of(SMALL, KEY);
        Tensor ids = ids(3, 20);
        Tensor all = model.forward(ids);
        var caches = model.caches(3);
        Tensor first = model.next(ids.slice(1, 0, 6), caches);
        assertTrue(first.equalBits(all.slice(1, 0, 6)));
        for (int i = 6; i < 20; i++) {
            assertTrue(model.next(ids.slice(1, i, i + 1), caches).equalBits(all.slice(1, i, i + 1)), "position " + i);
        }
        Tensor alone = model.forward(ids.slice(0, 1, 2));
        assertTrue(alone.equalBits(all.slice(0, 1, 2)), "a sample alone");
    }

    private static Tensor ids(int n, int t) {
        long[] values = new long[n * t];
        for (int i = 0; i < values.length; i++) {
            values[i] = (i * 7L + i / 5) % SMALL.vocabulary();
        }
        return Tensor.of(Shape.of(n, t), values);
    }

    /** Beyond the context too, where each window is looked at anew. */
    @Test
    void generatingTakesTheModelsSymbols() {
        Gpt model = Gpt.of(SMALL, KEY);
        Sampling sampling = new Sampling(0.8, 4, KEY.fold("sampling"));
        Tensor start = ids(2, 5);
        Tensor text = model.generate(start, 25, sampling);
        assertEquals(Shape.of(2, 30), text.shape());
        assertTrue(text.slice(1, 0, 5).equalBits(start));
        for (int end = 5; end < 30; end++) {
            Tensor seen = text.slice(1, Math.max(0, end - SMALL.context()), end);
            long[] next = sampling.next(model.forward(seen).select(1, seen.size(1) - 1), end);
            assertArrayEquals(next, text.select(1, end).toLongArray(), "symbol " + end);
        }
        var error = assertThrows(ShapeException.class, () -> model.forward(ids(1, 25)));
        assertTrue(error.getMessage().contains("[1, 25]") && error.getMessage().contains("24"), error.getMessage());
    }

    @Test
    void samplingFollowsTheProbabilities() {
        Tensor logits = Tensor.of(Shape.of(1, 4), 0f, (float) Math.log(2), (float) Math.log(5), -1f);
        int[] counts = new int[4];
        Sampling two = new Sampling(1, 2, KEY);
        for (int i = 0; i < 7000; i++) {
            counts[(int) two.next(logits, i)[0]]++;
        }
        assertEquals(0, counts[0] + counts[3]);
        assertEquals(2000, counts[1], 150);
        assertEquals(List.of(2L), List.of(Sampling.GREEDY.next(logits, 0)[0]));
        assertThrows(IllegalArgumentException.class, () -> new Sampling(-1, 0, KEY));
    }

    @Test
    void attentionWeightsSumToOne() {
        Tensor q = KEY.normal(1, 2, 3, 4);
        Tensor weights = q.attentionWeights(q, Options.DEFAULT.causal(Causal.UPPER_LEFT));
        assertClose(Tensor.ones(1, 2, 3), weights.sum(-1));
        assertClose(q.attention(q, q, Options.CAUSAL), weights.matmul(q));
    }

    /** A cache of values that are wider than the keys gives what attention without one gives. */
    @Test
    void aCacheHasTheValuesWidth() {
        RandomKey key = RandomKey.of(7);
        MultiHeadAttention layer = new MultiHeadAttention(
                Linear.of(8, 8, key), Linear.of(8, 4, key), Linear.of(8, 10, key), Linear.of(20, 8, key), 2, 0);
        Tensor x = key.normal(2, 5, 8);
        KvCache cache = layer.cache(2, 5);
        layer.remember(x, cache);
        Tensor expected = layer.attend(x, x, Optional.empty(), Causal.NONE);
        assertTrue(expected.equalBits(layer.recall(x, cache, Optional.empty(), Causal.NONE)));
    }

    @Test
    void gptsTellWhatTheyCannotContinue() {
        Gpt model = Gpt.of(SMALL, KEY);
        Tensor ids = Tensor.of(new long[] {1, 2}).reshape(1, 2);
        for (int given : new int[] {0, 1, 3}) {
            List<KvCache> caches = Collections.nCopies(given, model.caches(1).getFirst());
            Exception e = assertThrows(IllegalArgumentException.class, () -> model.next(ids, caches));
            assertEquals(
                    "Gpt: " + given + " caches were given for 2 blocks; take those that caches(batch) makes",
                    e.getMessage());
        }
        Sampling sampling = Sampling.GREEDY;
        Exception e = assertThrows(IllegalArgumentException.class, () -> model.generate(ids, -1, sampling));
        assertEquals("Gpt: -1 more ids behind [1, 2] can't be generated; ask for 0 or more", e.getMessage());
        e = assertThrows(IllegalArgumentException.class, () -> new Gpt.Config(11, 24, 0, 2, 16, 0, true));
        assertEquals(
                "Gpt: a vocabulary of 11, a context of 24, 0 layers, 2 heads and a width of 16 are no model; all must be 1 or"
                        + " more",
                e.getMessage());
    }
}
