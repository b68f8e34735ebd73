package dev.merapi.tests.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.merapi.autograd.Autograd;
import dev.merapi.models.layer.DropPath;
import dev.merapi.models.layer.Dropout;
import dev.merapi.models.layer.Dropout2d;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.layer.RecurrentOptions;
import dev.merapi.models.layer.Rnn;
import dev.merapi.models.layer.Training;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Attention.Options;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Dropout with p = 1 leaves zeros, and gradients of zero, as PyTorch's does; never NaN, and all outside training. */
class FullDropoutTest {
    private static final RandomKey KEY = RandomKey.of(3);

    private static void assertNothingRemains(Tensor x, Supplier<Tensor> f) {
        var y = new Training(KEY).call(() -> Autograd.record(List.of(x), f));
        assertEquals(0, y.value().abs().max().item());
        Tensor dx = y.apply(y.value().onesLike()).of(x);
        assertArrayEquals(new double[x.size()], dx.toDoubleArray());
    }

    @Test
    void layersGiveZeros() {
        Tensor x = KEY.normal(2, 3, 4, 5);
        for (Layer layer : List.of(new Dropout(1), new Dropout2d(1), new DropPath(1))) {
            assertNothingRemains(x, () -> layer.forward(x));
            assertArrayEquals(x.toFloatArray(), layer.forward(x).toFloatArray());
        }
    }

    @Test
    void attentionGivesZeros() {
        for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
            for (int queries : new int[] {1, 3, 90}) {
                Tensor q = KEY.normal(1, 2, queries, 4).to(dtype);
                Tensor k = KEY.normal(1, 2, 70, 4).to(dtype);
                Options all = Options.DEFAULT.dropout(1, KEY);
                assertNothingRemains(q, () -> q.attention(k, k, all));
                assertNothingRemains(k, () -> q.attention(k, k, all));
            }
        }
    }

    /** A state of which nothing is seen is that of the step's input alone. */
    @Test
    void aStateThatIsDropped() {
        Tensor x = KEY.normal(2, 3, 4);
        Rnn rnn = Rnn.of(4, 5, RecurrentOptions.DEFAULT.recurrentDropout(1), KEY);
        Tensor y = new Training(KEY)
                .call(() -> rnn.run(x, List.of(), Optional.empty()).output());
        for (int t = 0; t < 3; t++) {
            Tensor alone =
                    rnn.run(x.slice(1, t, t + 1), List.of(), Optional.empty()).output();
            assertArrayEquals(alone.toFloatArray(), y.slice(1, t, t + 1).toFloatArray(), 1e-6f);
        }
    }
}
