package dev.merapi.tests.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.autograd.Autograd;
import dev.merapi.models.data.Batch;
import dev.merapi.models.io.Safetensors;
import dev.merapi.models.layer.Linear;
import dev.merapi.models.layer.MultiHeadAttention;
import dev.merapi.models.layer.State;
import dev.merapi.models.layer.TransformerDecoderLayer;
import dev.merapi.models.layer.TransformerEncoderLayer;
import dev.merapi.models.layer.TransformerOptions;
import dev.merapi.models.loss.Loss;
import dev.merapi.models.optim.AdamW;
import dev.merapi.models.train.Recipe;
import dev.merapi.models.train.Trainer;
import dev.merapi.models.zoo.Gpt;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Attention.Causal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Attention, transformer layers and a GPT must give PyTorch 2.13's results and gradients (make_transformers.py). */
class TransformerGoldenTest {
    private static final RandomKey KEY = RandomKey.of(1);

    /** The first sample sees all 7 keys of the memory, the second 4 of them. */
    private static final Optional<Tensor> SEEN = Optional.of(seen(7, 7, 4));

    private static final Loss PER_SYMBOL =
            (logits, labels) -> logits.reshape(-1, logits.size(-1)).crossEntropy(labels.flatten());

    @Test
    void multiHeadAttention() {
        Map<String, Tensor> golden = read("attention");
        MultiHeadAttention layer = MultiHeadAttention.of(16, 4, KEY);
        compare("attention", golden, layer, in -> layer.attend(in.get(0), in.get(1), SEEN, Causal.NONE), "x", "memory");
    }

    @Test
    void groupsOfQueriesShareKeysAndValues() {
        Map<String, Tensor> golden = read("attention-grouped");
        MultiHeadAttention layer = new MultiHeadAttention(
                Linear.of(16, 16, KEY), Linear.of(16, 8, KEY), Linear.of(16, 8, KEY), Linear.of(16, 16, KEY), 4, 0);
        Call seen = in -> layer.attend(in.get(0), in.get(1), SEEN, Causal.NONE);
        compare("attention-grouped", golden, layer, seen, "x", "memory");
        Call causal = in -> layer.attend(in.getFirst(), in.getFirst(), Optional.empty(), Causal.UPPER_LEFT);
        compare("attention-grouped-causal", read("attention-grouped-causal"), layer, causal, "x");
    }

    @Test
    void encoderLayers() {
        for (boolean first : new boolean[] {false, true}) {
            String name = "encoder-layer-" + (first ? "pre" : "post");
            TransformerEncoderLayer layer = TransformerEncoderLayer.of(options(first), KEY);
            Optional<Tensor> mask = Optional.of(seen(6, 6, 4));
            compare(name, read(name), layer, in -> layer.forward(in.getFirst(), mask, Causal.NONE), "x");
        }
    }

    @Test
    void decoderLayers() {
        for (boolean first : new boolean[] {false, true}) {
            String name = "decoder-layer-" + (first ? "pre" : "post");
            TransformerDecoderLayer layer = TransformerDecoderLayer.of(options(first), KEY);
            compare(name, read(name), layer, in -> layer.forward(in.get(0), in.get(1), SEEN), "x", "memory");
        }
    }

    private static TransformerOptions options(boolean first) {
        return new TransformerOptions(16, 4)
                .hidden(24)
                .dropout(0)
                .normFirst(first)
                .activation(first ? TransformerOptions.Activation.GELU : TransformerOptions.Activation.RELU);
    }

    /** [2, 1, 1, keys]: true for the first ones of each sample. */
    private static Tensor seen(int keys, int first, int second) {
        Tensor lengths = Tensor.of((long) first, (long) second).reshape(2, 1);
        return Tensor.arange(keys).reshape(1, keys).lt(lengths).reshape(2, 1, 1, keys);
    }

    private static Map<String, Tensor> read(String name) {
        return Safetensors.read(Path.of("src/test/resources/goldens", name + ".safetensors"))
                .tensors();
    }

    private interface Call {
        Tensor of(List<Tensor> inputs);
    }

    private static void compare(String name, Map<String, Tensor> golden, Object layer, Call call, String... names) {
        Map<String, Tensor> parameters = State.of(layer).parameters();
        load(golden, "param.", parameters);
        List<Tensor> inputs = List.of(names).stream().map(golden::get).toList();
        List<Tensor> sources = new ArrayList<>(inputs);
        sources.addAll(parameters.values());
        Autograd.Pullback pullback = Autograd.record(sources, () -> call.of(inputs));
        close(name + ": output", golden.get("output"), pullback.value());
        List<Tensor> gradients = pullback.apply(golden.get("g")).all();
        int i = 0;
        for (String input : names) {
            close(name + ": gradient of " + input, golden.get("grad of " + input), gradients.get(i++));
        }
        for (String parameter : parameters.keySet()) {
            close(name + ": gradient of " + parameter, golden.get("grad." + parameter), gradients.get(i++));
        }
    }

    private static void load(Map<String, Tensor> golden, String prefix, Map<String, Tensor> parameters) {
        long count = golden.keySet().stream().filter(n -> n.startsWith(prefix)).count();
        assertEquals(count, parameters.size(), "tensors called " + prefix);
        parameters.forEach((name, tensor) -> tensor.assign(golden.get(prefix + name)));
    }

    /** Sums of up to 28 terms in float32, through at most three norms: 1e-5 of the largest element. */
    private static void close(String what, Tensor expected, Tensor actual) {
        double most = expected.sub(actual).abs().max().item();
        double largest = Math.max(1, expected.abs().max().item());
        assertTrue(most <= 1e-5 * largest, what + " is off by " + most + " of " + largest);
    }

    @Test
    void fiveStepsOfGpt() {
        Map<String, Tensor> golden = read("gpt-adamw");
        Gpt model = Gpt.of(new Gpt.Config(17, 8, 2, 2, 16, 0, false), KEY);
        Map<String, Tensor> parameters = State.of(model).parameters();
        load(golden, "init.", parameters);
        Trainer trainer = new Trainer(
                model,
                Recipe.of(PER_SYMBOL, new AdamW(1e-2, 0.9, 0.99, 1e-8, 0.1)).shards(1));
        float[] losses = golden.get("losses").toFloatArray();
        for (int s = 0; s < losses.length; s++) {
            Batch batch = new Batch(
                    golden.get("ids").select(0, s), golden.get("labels").select(0, s));
            assertEquals(losses[s], trainer.step(batch), 4e-6 * (s + 1) * losses[s], "loss of step " + (s + 1));
        }
        parameters.forEach((name, tensor) -> {
            Tensor difference = golden.get("final." + name).sub(tensor);
            double usual = Math.sqrt(difference.square().mean().item());
            assertTrue(
                    difference.abs().max().item() <= 5e-4,
                    name + " is off by " + difference.abs().max());
            assertTrue(usual <= 1e-5, name + " is off by " + usual + " (root mean square)");
        });
    }

    @Test
    void gptIsInitializedAsGpt2Is() {
        Gpt model = Gpt.of(Gpt.Config.NANO, KEY);
        // nanoGPT reports 0.80 million for this recipe, without the positions.
        assertEquals(
                4 * (12 * 128 * 128 + 2 * 128) + 65 * 128 + 64 * 128 + 128,
                State.of(model).size());
        UnaryOperator<Tensor> deviation = w -> w.square().mean().sqrt();
        Gpt.Block block = model.h().getLast();
        assertEquals(0.02, deviation.apply(block.fc().weight()).item(), 5e-4);
        assertEquals(0.02 / Math.sqrt(8), deviation.apply(block.proj().weight()).item(), 2e-4);
        assertEquals(
                0.02 / Math.sqrt(8),
                deviation.apply(block.attn().outProj().weight()).item(),
                2e-4);
        assertTrue(List.of(block.fc().bias(), block.ln1().bias()).stream().allMatch(Optional::isEmpty));
    }
}
