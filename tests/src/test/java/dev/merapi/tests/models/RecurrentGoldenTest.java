package dev.merapi.tests.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.autograd.Autograd;
import dev.merapi.autograd.Gradients;
import dev.merapi.models.data.Batch;
import dev.merapi.models.io.Safetensors;
import dev.merapi.models.layer.Gru;
import dev.merapi.models.layer.GruCell;
import dev.merapi.models.layer.Lstm;
import dev.merapi.models.layer.LstmCell;
import dev.merapi.models.layer.Recurrent;
import dev.merapi.models.layer.RecurrentOptions;
import dev.merapi.models.layer.RecurrentWeights;
import dev.merapi.models.layer.Rnn;
import dev.merapi.models.layer.State;
import dev.merapi.models.loss.CrossEntropy;
import dev.merapi.models.optim.Adam;
import dev.merapi.models.optim.Sgd;
import dev.merapi.models.train.Recipe;
import dev.merapi.models.train.Trainer;
import dev.merapi.models.train.TruncatedTrainer;
import dev.merapi.models.zoo.LstmLanguageModel;
import dev.merapi.models.zoo.TextClassifier;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.Unrolled;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Recurrent layers and models against PyTorch 2.13: make_recurrent.py. */
class RecurrentGoldenTest {
    private static final RandomKey KEY = RandomKey.of(1);
    private static final int IN = 2;
    private static final int UNITS = 3;

    private static Map<String, Tensor> read(String name) {
        return Safetensors.read(Path.of("src/test/resources/goldens", name + ".safetensors"))
                .tensors();
    }

    static Stream<String> cases() {
        return Stream.of("lstm", "gru", "tanh", "relu")
                .flatMap(kind -> read("recurrent-" + kind).keySet().stream()
                        .filter(name -> name.endsWith(".x"))
                        .map(name -> kind + " " + name.substring(0, name.length() - 1)));
    }

    /** A layer of a kind whose parameters are one vector, which gradients can be asked for. */
    private static Recurrent layer(String kind, RecurrentOptions options, Tensor parameters) {
        int gates = kind.equals("lstm") ? 4 : kind.equals("gru") ? 3 : 1;
        List<RecurrentWeights> weights = new ArrayList<>();
        int at = 0;
        for (int i = 0; i < options.layers() * options.directions(); i++) {
            int in = i < options.directions() ? IN : UNITS * options.directions();
            int width = gates * UNITS;
            Tensor input = parameters.slice(0, at, at + in * width).reshape(in, width);
            at += in * width;
            Tensor hidden = parameters.slice(0, at, at + UNITS * width).reshape(UNITS, width);
            at += UNITS * width;
            List<Optional<Tensor>> biases = new ArrayList<>();
            for (int k = 0; k < 2; k++) {
                biases.add(options.bias() ? Optional.of(parameters.slice(0, at, at + width)) : Optional.empty());
                at += options.bias() ? width : 0;
            }
            weights.add(new RecurrentWeights(input, hidden, biases.getFirst(), biases.getLast()));
        }
        assertEquals(parameters.size(), at);
        return switch (kind) {
            case "lstm" -> new Lstm(weights, options);
            case "gru" -> new Gru(weights, options);
            default -> new Rnn(weights, options, kind.equals("relu"));
        };
    }

    @ParameterizedTest
    @MethodSource("cases")
    void layersAndGradients(String name) {
        String kind = name.substring(0, name.indexOf(' '));
        String prefix = name.substring(name.indexOf(' ') + 1);
        Map<String, Tensor> golden = read("recurrent-" + kind);
        String[] is = prefix.split("-", -1);
        var options = new RecurrentOptions(Integer.parseInt(is[0]), is[3].startsWith("bias"), is[1].equals("2"), 0, 0);
        Optional<Tensor> lengths = Optional.of(golden.get("lengths")).filter(_ -> is[2].equals("ragged"));
        Tensor parameters = golden.get(prefix + "parameters");
        Tensor x = golden.get(prefix + "x");
        Tensor first = golden.get(prefix + "first");
        List<Unrolled> result = new ArrayList<>();
        Gradients gradients = Autograd.grad(List.of(parameters, x, first), () -> {
            List<Tensor> state =
                    first.split(0, 1).stream().map(s -> s.squeeze(0)).toList();
            Unrolled u = layer(kind, options, parameters).run(x, state, lengths);
            result.add(u);
            Tensor states = Tensor.stack(0, u.state());
            return u.output()
                    .mul(golden.get(prefix + "dy"))
                    .sum()
                    .add(states.mul(golden.get(prefix + "ds")).sum());
        });
        close(golden.get(prefix + "y"), result.getFirst().output(), "output");
        close(golden.get(prefix + "last"), Tensor.stack(0, result.getFirst().state()), "last state");
        close(golden.get(prefix + "dparameters"), gradients.of(parameters), "gradient of parameters");
        close(golden.get(prefix + "dx"), gradients.of(x), "gradient of x");
        close(golden.get(prefix + "dfirst"), gradients.of(first), "gradient of the first state");
    }

    /** Some dozens of roundings of numbers of size 1, summed. */
    private static void close(Tensor expected, Tensor actual, String what) {
        assertEquals(expected.shape(), actual.shape(), what);
        double off = expected.sub(actual).abs().max().item();
        assertTrue(off <= 1e-13, what + " is off by " + off);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lstm", "gru"})
    void cellsAreLayersOfOneStep(String kind) {
        Map<String, Tensor> golden = read("recurrent-" + kind);
        String prefix = "1-1-whole-bias.";
        RecurrentWeights w = layer(kind, RecurrentOptions.DEFAULT, golden.get(prefix + "parameters"))
                .weights()
                .getFirst();
        Tensor x = golden.get(prefix + "x");
        Tensor first = golden.get(prefix + "first").select(1, 0);
        Tensor h = first.select(0, 0);
        LstmCell.State state = new LstmCell.State(h, first.select(0, -1));
        for (int t = 0; t < x.size(1); t++) {
            if (kind.equals("lstm")) {
                state = new LstmCell(w).step(x.select(1, t), state);
            } else {
                state = new LstmCell.State(new GruCell(w).step(x.select(1, t), state.h()), state.c());
            }
            close(golden.get(prefix + "y").select(1, t), state.h(), "step " + t);
        }
    }

    private static void load(Map<String, Tensor> golden, String prefix, Map<String, Tensor> parameters) {
        parameters.forEach((name, p) -> p.assign(golden.get(prefix + name)));
    }

    /** As GoldenTest has it: see there. */
    private static void assertTrained(Map<String, Tensor> golden, Map<String, Tensor> parameters, double way) {
        parameters.forEach((name, p) -> {
            Tensor difference = golden.get("final." + name).sub(p);
            assertTrue(difference.abs().max().item() <= 1e-2 * way, name);
            assertTrue(Math.sqrt(difference.square().mean().item()) <= 2e-5 * way, name);
        });
    }

    @Test
    void trainsAClassifierOfTextsOfManyLengths() {
        Map<String, Tensor> golden = read("text-classifier");
        RecurrentOptions both = RecurrentOptions.DEFAULT.inBothDirections();
        TextClassifier model =
                TextClassifier.of(20, Lstm.of(6, 8, both, KEY), 3, KEY).padding(0);
        Map<String, Tensor> parameters = State.of(model).parameters();
        load(golden, "init.", parameters);
        Trainer trainer =
                new Trainer(model, Recipe.of(new CrossEntropy(), Adam.of(1e-2)).shards(1));
        float[] losses = golden.get("losses").toFloatArray();
        for (int s = 0; s < losses.length; s++) {
            Tensor x = golden.get("inputs").select(0, s);
            double loss = trainer.step(new Batch(x, golden.get("labels").select(0, s)));
            assertEquals(losses[s], loss, 2e-6 * (s + 1) * losses[s], "loss of step " + (s + 1));
        }
        assertTrained(golden, parameters, 1e-2 * losses.length);
    }

    @Test
    void trainsALanguageModelWhoseStateGoesOn() {
        Map<String, Tensor> golden = read("language-model");
        LstmLanguageModel model = LstmLanguageModel.tied(12, 9, RecurrentOptions.DEFAULT.layers(2), KEY);
        Map<String, Tensor> parameters = State.of(model).parameters();
        load(golden, "init.", parameters);
        Recipe recipe = Recipe.of(new CrossEntropy(), Sgd.of(0.5)).batch(3).epochs(1);
        float[] losses = golden.get("losses").toFloatArray();
        double mean = 0;
        for (float loss : losses) {
            mean += loss / losses.length;
        }
        var trainer = new TruncatedTrainer(model, model::run, recipe, 5);
        assertEquals(mean, trainer.epoch(golden.get("text").toLongArray()), 1e-5);
        assertTrained(golden, parameters, 0.5);
    }

    @Test
    void parametersHavePyTorchsNames() {
        RecurrentOptions options = RecurrentOptions.DEFAULT.layers(2).inBothDirections();
        List<String> names =
                List.copyOf(State.of(Gru.of(2, 3, options, KEY)).parameters().keySet());
        assertEquals(16, names.size());
        assertEquals(
                List.of(
                        "weight_ih_l0",
                        "weight_hh_l0",
                        "bias_ih_l0",
                        "bias_hh_l0",
                        "weight_ih_l0_reverse",
                        "weight_hh_l0_reverse",
                        "bias_ih_l0_reverse",
                        "bias_hh_l0_reverse",
                        "weight_ih_l1"),
                names.subList(0, 9));
        assertEquals(8, State.of(Gru.of(2, 3, options, KEY)).transposed().size());
        assertTrue(State.of(LstmCell.of(2, 3, KEY)).transposed().contains("weight_hh"));
        assertEquals(
                List.of("embedding.weight", "lstm.weight_ih_l0", "lstm.weight_hh_l0"),
                List.copyOf(State.of(LstmLanguageModel.tied(5, 3, RecurrentOptions.DEFAULT, KEY))
                                .parameters()
                                .keySet())
                        .subList(0, 3));
        Tensor w = State.of(Gru.of(2, 16, KEY)).parameters().get("weight_hh_l0");
        assertEquals(Shape.of(16, 48), w.shape());
        assertTrue(w.abs().max().item() <= 0.25 && w.abs().max().item() > 0.24);
        assertEquals(
                List.of("weight_ih", "weight_hh", "bias_ih", "bias_hh"),
                List.copyOf(State.of(LstmCell.of(2, 3, KEY)).parameters().keySet()));
    }
}
