package dev.merapi.tests.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.autograd.Autograd;
import dev.merapi.autograd.Gradients;
import dev.merapi.models.io.Safetensors;
import dev.merapi.models.layer.Dropout;
import dev.merapi.models.layer.MultiHeadAttention;
import dev.merapi.models.layer.Training;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Recorder;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Attention.Causal;
import dev.merapi.tensor.op.Attention.Options;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Dropout inside attention drops what dropout of weights that are written out drops, without writing them out. */
@Tag("bits")
class AttentionDropoutTest {
    private static final RandomKey KEY = RandomKey.of(17);
    private static final double P = 0.25;

    /** The draws of the layer {@link Dropout}: the first key of a training. */
    @Test
    void itIsDropoutOfTheWeights() {
        Tensor q = KEY.fold("q").normal(2, 4, 70, 8);
        Tensor k = KEY.fold("k").normal(2, 4, 150, 8);
        Tensor v = KEY.fold("v").normal(2, 4, 150, 5);
        Options options = Options.DEFAULT.dropout(P, new Training(KEY).nextKey());
        List<Tensor> sources = List.of(q, k, v);
        Tensor dy = KEY.fold("dy").normal(2, 4, 70, 5);
        Supplier<Tensor> written = () -> new Training(KEY)
                .call(() -> new Dropout(P)
                        .forward(q.attentionWeights(k, Options.DEFAULT))
                        .matmul(v));
        Autograd.Pullback want = Autograd.record(sources, written);
        Autograd.Pullback got = Autograd.record(sources, () -> q.attention(k, v, options));
        assertTrue(got.value().allClose(want.value(), 1e-4, 1e-5));
        Gradients wanted = want.apply(dy);
        Gradients gradients = got.apply(dy);
        sources.forEach(x -> assertTrue(gradients.of(x).allClose(wanted.of(x), 1e-4, 1e-4)));
    }

    /** With the unit matrix for values the result is the weights: by rows, and by blocks with tails in both axes. */
    @Test
    void theSameWeightsBecomeZero() {
        for (int t : new int[] {3, 70}) {
            Tensor q = KEY.fold("q").normal(2, 2, t, 8);
            Tensor k = KEY.fold("k").normal(2, 2, 150, 8);
            Tensor unit =
                    Tensor.ones(150, 150).tril(0).mul(Tensor.ones(150, 150).triu(0));
            Tensor y = q.attention(
                    k, unit.expand(2, 2, 150, 150), Options.DEFAULT.dropout(P, new Training(KEY).nextKey()));
            Tensor dropped = new Training(KEY).call(() -> new Dropout(P).forward(Tensor.ones(2, 2, t, 150)));
            assertTrue(y.ne(0).equalBits(dropped.ne(0)), t + " queries");
        }
    }

    /** Grouped queries, hidden keys and a causal rule: PyTorch's output and gradients (make_attention_dropout.py). */
    @Test
    void pytorchAgrees() {
        Map<String, Tensor> golden = Safetensors.read(
                        Path.of("src/test/resources/goldens/attention-dropout.safetensors"))
                .tensors();
        Tensor lengths = Tensor.of(131L, 90L).reshape(2, 1);
        Tensor seen = Tensor.arange(131).reshape(1, 131).lt(lengths).reshape(2, 1, 1, 131);
        Options options = Options.DEFAULT.causal(Causal.LOWER_RIGHT).dropout(P, KEY);
        List<Tensor> sources = Stream.of("q", "k", "v").map(golden::get).toList();
        Autograd.Pullback pullback =
                Autograd.record(sources, () -> sources.get(0).attention(sources.get(1), sources.get(2), seen, options));
        assertTrue(pullback.value().allClose(golden.get("output"), 1e-5, 1e-6));
        Gradients gradients = pullback.apply(golden.get("g"));
        for (String name : List.of("q", "k", "v")) {
            Tensor got = gradients.of(golden.get(name));
            assertTrue(got.allClose(golden.get("grad of " + name), 1e-5, 1e-5), "gradient of " + name);
        }
    }

    /** A query with NaN spoils its own result alone, and one that sees no key has 0, as without dropout. */
    @Test
    void whatIsNoNumberStaysInItsRow() {
        for (int t : new int[] {3, 70}) {
            Tensor k = KEY.fold("k").normal(1, 1, 150, 8);
            Tensor q = KEY.fold("q").normal(1, 1, t, 8);
            Tensor row = Tensor.arange(t).reshape(1, 1, t, 1);
            Tensor seen = row.ne(1).expand(1, 1, t, 150);
            Options options = Options.DEFAULT.dropout(P, KEY);
            Tensor y = row.eq(2).where(Double.NaN, q).attention(k, k, seen, options);
            assertTrue(y.isNan().equalBits(row.eq(2).expand(1, 1, t, 8)));
            assertTrue(y.slice(2, 1, 2).equalBits(Tensor.zeros(1, 1, 1, 8)));
            Tensor others = q.attention(k, k, seen, options);
            assertTrue(y.slice(2, 0, 2).equalBits(others.slice(2, 0, 2)));
            assertTrue(y.slice(2, 3, t).equalBits(others.slice(2, 3, t)));
        }
    }

    @Test
    void withoutProbabilityOrTrainingNothingIsDrawn() {
        assertEquals(Options.CAUSAL, Options.CAUSAL.dropout(0, KEY));
        Tensor x = KEY.fold("x").normal(1, 70, 8);
        Tensor plain = MultiHeadAttention.of(8, 2, 0, KEY).forward(x);
        assertTrue(MultiHeadAttention.of(8, 2, P, KEY).forward(x).equalBits(plain));
        Training training = new Training(KEY);
        assertTrue(training.call(() -> MultiHeadAttention.of(8, 2, 0, KEY).forward(x))
                .equalBits(plain));
        assertEquals(new Training(KEY).nextKey(), training.nextKey());
    }

    @Test
    void aLayerChecksItsDropout() {
        for (double p : new double[] {-0.1, 1.5, Double.NaN}) {
            var e = assertThrows(IllegalArgumentException.class, () -> MultiHeadAttention.of(8, 2, p, KEY));
            assertEquals("MultiHeadAttention's dropout: p = " + p + " must be from 0 to 1", e.getMessage());
        }
    }

    /** Rows that go one by one have the factors that they have in blocks, and the same bits. */
    @Test
    void aRowsFactorsDependOnItsPlaceAlone() {
        Tensor x = KEY.fold("x").normal(1, 1, 3, 8);
        Tensor k = KEY.fold("k").normal(1, 1, 150, 8);
        Tensor more = Tensor.concat(2, x, KEY.fold("more").normal(1, 1, 67, 8));
        Options options = Options.DEFAULT.dropout(P, KEY);
        assertTrue(x.attention(k, k, options)
                .equalBits(more.attention(k, k, options).slice(2, 0, 3)));
    }

    /** Of all that is made on the way forth and back, the largest is as long as the sequence, not as its square. */
    @Test
    void memoryInTrainingGrowsWithTheLengthNotItsSquare() {
        assertEquals(2 * largest(512), largest(1024));
        assertTrue(largest(1024) < 1024 * 64, "the largest tensor has " + largest(1024) + " elements");
    }

    private static int largest(int length) {
        MultiHeadAttention layer = MultiHeadAttention.of(8, 2, P, KEY);
        Tensor x = KEY.fold("long").normal(1, length, 8);
        AtomicInteger largest = new AtomicInteger();
        Recorder recorder = (op, inputs, output) -> largest.accumulateAndGet(output.size(), Math::max);
        ScopedValue.where(Recorder.CURRENT, recorder)
                .run(() -> assertEquals(x.shape(), gradient(layer, x).shape()));
        return largest.get();
    }

    private static Tensor gradient(MultiHeadAttention layer, Tensor x) {
        return new Training(KEY)
                .call(() -> Autograd.grad(
                                List.of(x),
                                () -> layer.attend(x, x, Optional.empty(), Causal.UPPER_LEFT)
                                        .sum())
                        .of(x));
    }
}
