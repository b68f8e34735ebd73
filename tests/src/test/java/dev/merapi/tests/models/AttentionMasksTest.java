package dev.merapi.tests.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.autograd.Autograd;
import dev.merapi.models.io.Safetensors;
import dev.merapi.models.layer.AdditiveAttention;
import dev.merapi.models.layer.AttentionMasks;
import dev.merapi.models.layer.LocationSensitiveAttention;
import dev.merapi.models.layer.MultiHeadAttention;
import dev.merapi.models.layer.State;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Attention.Causal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which keys are hidden where all axes are as long: beside PyTorch 2.13's two masks (make_masks.py). */
class AttentionMasksTest {
    private static final RandomKey KEY = RandomKey.of(9);
    private static final int N = 4;
    private static final Tensor KEYS = seen("hidden_keys");
    private static final Tensor PAIRS = seen("hidden_pairs");

    @Test
    void ofKeys() {
        compare("attention-mask-keys", AttentionMasks.ofKeys(KEYS));
    }

    @Test
    void ofPairs() {
        compare("attention-mask-pairs", AttentionMasks.ofPairs(PAIRS));
    }

    @Test
    void ofBoth() {
        compare("attention-mask-both", AttentionMasks.ofKeys(KEYS).logicalAnd(AttentionMasks.ofPairs(PAIRS)));
    }

    /** A padded sample alone has the bits of its row without the padding. */
    @Test
    void paddingChangesNothing() {
        MultiHeadAttention layer = MultiHeadAttention.of(8, N, KEY);
        Tensor x = KEY.fold("x").normal(N, N, 8);
        Tensor seen = Tensor.arange(N).reshape(1, N).lt(3).expand(N, N);
        Tensor padded = layer.attend(x, x, Optional.of(AttentionMasks.ofKeys(seen)), Causal.NONE);
        Tensor shorter = x.slice(1, 0, 3);
        assertTrue(layer.forward(shorter).allClose(padded.slice(1, 0, 3), 1e-6, 1e-6));
        assertFalse(layer.forward(x).allClose(padded, 1e-3, 1e-3));
    }

    @Test
    void anUnclearMaskIsRefused() {
        MultiHeadAttention layer = MultiHeadAttention.of(8, N, KEY);
        Tensor x = KEY.fold("x").normal(N, N, 8);
        String sentence =
                "MultiHeadAttention: the mask [4, 4] should be [n|1, heads|1, t|1, s]; make one of keys [n, s],"
                        + " such as padding, by AttentionMasks.ofKeys, and one of queries and keys [t, s] by AttentionMasks.ofPairs";
        assertSays(sentence, () -> layer.attend(x, x, Optional.of(KEYS), Causal.NONE));
        assertSays(sentence, () -> layer.weights(x, x, Optional.of(KEYS)));
        assertSays(
                sentence.replace("[4, 4]", "[1, 4, 4]"),
                () -> layer.attend(x, x, Optional.of(KEYS.unsqueeze(0)), Causal.NONE));
        assertSays(
                "AttentionMasks: a mask of keys of each sample [n, s] has two axes, but this one is [4]; reshape it, or give"
                        + " attention one of four axes as it is",
                () -> AttentionMasks.ofKeys(KEYS.select(0, 0)));
    }

    private static void assertSays(String sentence, Runnable call) {
        assertEquals(sentence, assertThrows(ShapeException.class, call::run).getMessage());
    }

    private static void compare(String name, Tensor mask) {
        Map<String, Tensor> golden = read(name);
        MultiHeadAttention layer = MultiHeadAttention.of(8, N, KEY);
        Map<String, Tensor> parameters = State.of(layer).parameters();
        parameters.forEach((parameter, tensor) -> tensor.assign(golden.get("param." + parameter)));
        Tensor x = golden.get("x");
        List<Tensor> sources = new ArrayList<>(List.of(x));
        sources.addAll(parameters.values());
        Autograd.Pullback pullback = Autograd.record(sources, () -> layer.attend(x, x, Optional.of(mask), Causal.NONE));
        close("output", golden.get("output"), pullback.value());
        List<Tensor> gradients = pullback.apply(golden.get("g")).all();
        close("gradient of x", golden.get("grad of x"), gradients.getFirst());
        int i = 1;
        for (String parameter : parameters.keySet()) {
            close("gradient of " + parameter, golden.get("grad." + parameter), gradients.get(i++));
        }
    }

    /** Sums of up to 32 terms in float32: 1e-5 of the largest element. */
    private static void close(String what, Tensor expected, Tensor actual) {
        double most = expected.sub(actual).abs().max().item();
        double largest = Math.max(1, expected.abs().max().item());
        assertTrue(most <= 1e-5 * largest, what + " is off by " + most + " of " + largest);
    }

    /** What PyTorch hides is false. */
    private static Tensor seen(String hidden) {
        return read("attention-masks").get(hidden).eq(0);
    }

    private static Map<String, Tensor> read(String name) {
        return Safetensors.read(Path.of("src/test/resources/goldens", name + ".safetensors"))
                .tensors();
    }

    /** A sample whose keys are all hidden looks at none of them, and masks of other shapes are told. */
    @Test
    void additiveAttentionsMasks() {
        RandomKey key = RandomKey.of(9);
        AdditiveAttention additive = AdditiveAttention.of(4, 3, 5, key);
        LocationSensitiveAttention location = LocationSensitiveAttention.of(4, 3, 5, 2, 3, key);
        Tensor m = key.normal(2, 3, 3);
        Tensor q = key.normal(2, 1, 4);
        Tensor mask = Tensor.of(true, false, true, false, false, false).reshape(2, 3);
        Tensor a = additive.weights(q, additive.project(m), Optional.of(mask)).squeeze(1);
        Tensor b = location.weights(q.squeeze(1), location.project(m), Tensor.zeros(2, 3), Optional.of(mask));
        for (Tensor weights : List.of(a, b)) {
            assertEquals(1, weights.select(0, 0).sum().item(), 1e-6);
            assertEquals(0, weights.select(0, 1).abs().max().item());
            assertEquals(0, weights.select(0, 0).select(0, 1).item());
        }
        Optional<Tensor> wrong = Optional.of(mask.unsqueeze(1));
        var e = assertThrows(ShapeException.class, () -> additive.weights(q, additive.project(m), wrong));
        assertEquals(
                "AdditiveAttention: the mask [2, 1, 3] should be [2, 3], [n, s], for scores [2, 1, 3];"
                        + " give one of the keys of each sample",
                e.getMessage());
        assertThrows(
                ShapeException.class,
                () -> location.weights(q.squeeze(1), location.project(m), Tensor.zeros(2, 3), wrong));
    }
}
