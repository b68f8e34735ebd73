package dev.merapi.tests.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.layer.KvCache;
import dev.merapi.models.layer.MultiHeadAttention;
import dev.merapi.models.layer.RotaryPositions;
import dev.merapi.models.layer.State;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Attention.Causal;
import dev.merapi.tensor.op.Attention.Options;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Attention whose queries and keys are turned by their positions. */
final class RotaryAttentionTest {
    private static final RandomKey KEY = RandomKey.of(9);
    private static final int WIDTH = 8;
    private static final int HEADS = 2;
    private static final MultiHeadAttention PLAIN = MultiHeadAttention.of(WIDTH, HEADS, KEY.fold("layer"));
    private static final MultiHeadAttention ROTARY = PLAIN.rotary(12);
    private static final Tensor X = KEY.fold("x").normal(2, 7, WIDTH);

    @Test
    void queriesAndKeysAreTurnedAndValuesAreNot() {
        RotaryPositions turn = RotaryPositions.of(12, WIDTH / HEADS);
        Tensor q = turn.forward(heads(PLAIN.qProj().forward(X)));
        Tensor k = turn.forward(heads(PLAIN.kProj().forward(X)));
        Tensor y = q.attention(k, heads(PLAIN.vProj().forward(X)), Options.DEFAULT);
        Tensor expected = PLAIN.outProj().forward(y.transpose(1, 2).reshape(2, 7, WIDTH));
        assertTrue(expected.equalBits(ROTARY.forward(X)), "not attention of turned queries and keys");
        assertTrue(
                q.attentionWeights(k, Options.DEFAULT).equalBits(ROTARY.weights(X, X, Optional.empty())),
                "its weights are those of others");
        assertTrue(!PLAIN.forward(X).allClose(expected, 1e-3, 1e-3), "positions change nothing");
    }

    private static Tensor heads(Tensor x) {
        return x.reshape(2, 7, HEADS, WIDTH / HEADS).transpose(1, 2);
    }

    /** Hidden positions before a sequence move it, which changes no distance. */
    @Test
    void onlyDistancesCount() {
        Tensor moved = Tensor.concat(1, KEY.fold("before").normal(2, 4, WIDTH), X);
        Tensor seen = Tensor.arange(11).ge(4).reshape(1, 1, 1, 11);
        Tensor y = ROTARY.attend(moved, moved, Optional.of(seen), Causal.NONE).slice(1, 4, 11);
        assertTrue(ROTARY.forward(X).allClose(y, 1e-5, 1e-5), "a sequence isn't the same further on");
    }

    @Test
    void aCacheGoesOnWhereItIs() {
        Tensor whole = ROTARY.attend(X, X, Optional.empty(), Causal.UPPER_LEFT);
        KvCache cache = ROTARY.cache(2, 12);
        for (int from = 0, to = 3; from < 7; from = to, to += 2) {
            Tensor part = X.slice(1, from, Math.min(to, 7));
            ROTARY.remember(part, cache);
            Tensor y = ROTARY.recall(part, cache, Optional.empty(), Causal.LOWER_RIGHT);
            assertTrue(whole.slice(1, from, Math.min(to, 7)).allClose(y, 1e-5, 1e-6), "positions from " + from);
        }
    }

    @Test
    void tablesAreNoParametersAndTooLongASequenceIsTold() {
        assertEquals(
                State.of(PLAIN).parameters().keySet(),
                State.of(ROTARY).parameters().keySet());
        var error = assertThrows(ShapeException.class, () -> PLAIN.rotary(6).forward(X));
        assertTrue(error.getMessage().contains("RotaryPositions: positions 0 to 7"), error.getMessage());
    }
}
