package dev.merapi.tests.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.io.FileFormatException;
import dev.merapi.models.io.Safetensors;
import dev.merapi.models.layer.BatchNorm;
import dev.merapi.models.layer.Bilinear;
import dev.merapi.models.layer.Conv1d;
import dev.merapi.models.layer.Conv2d;
import dev.merapi.models.layer.Conv3d;
import dev.merapi.models.layer.ConvTranspose1d;
import dev.merapi.models.layer.ConvTranspose2d;
import dev.merapi.models.layer.ConvTranspose3d;
import dev.merapi.models.layer.Embedding;
import dev.merapi.models.layer.GroupNorm;
import dev.merapi.models.layer.Gru;
import dev.merapi.models.layer.GruCell;
import dev.merapi.models.layer.InstanceNorm;
import dev.merapi.models.layer.LayerNorm;
import dev.merapi.models.layer.Linear;
import dev.merapi.models.layer.Lstm;
import dev.merapi.models.layer.LstmCell;
import dev.merapi.models.layer.MultiHeadAttention;
import dev.merapi.models.layer.PRelu;
import dev.merapi.models.layer.RecurrentOptions;
import dev.merapi.models.layer.RmsNorm;
import dev.merapi.models.layer.Rnn;
import dev.merapi.models.layer.RnnCell;
import dev.merapi.models.layer.State;
import dev.merapi.models.layer.TransformerDecoder;
import dev.merapi.models.layer.TransformerEncoder;
import dev.merapi.models.layer.TransformerEncoderLayer;
import dev.merapi.models.layer.TransformerOptions;
import dev.merapi.models.train.TorchWeights;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Attention.Causal;
import dev.merapi.tensor.op.Conv2d.Options;
import dev.merapi.tensor.op.Options3d;
import dev.merapi.tensor.op.TransposedOptions;
import dev.merapi.tensor.op.TransposedOptions3d;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A PyTorch module's state_dict, with one of each kind of layer, loads and gives PyTorch's outputs: make_torch_weights.py. */
class TorchWeightsTest {
    private static final RandomKey KEY = RandomKey.of(1);
    private static final Path GOLDENS = Path.of("src/test/resources/goldens");
    private static final Path FILE = GOLDENS.resolve("torch-weights.safetensors");
    private static final Optional<Tensor> NONE = Optional.empty();

    @TempDir
    Path folder;

    private record Modules(
            TransformerEncoder encoder,
            TransformerEncoder plainEncoder,
            TransformerDecoder decoder,
            MultiHeadAttention attention,
            MultiHeadAttention wideAttention,
            MultiHeadAttention plainAttention,
            Lstm lstm,
            Gru gru,
            Rnn rnn,
            Lstm plainLstm,
            LstmCell lstmCell,
            GruCell gruCell,
            RnnCell rnnCell,
            Linear linear,
            Bilinear bilinear,
            Embedding embedding,
            Conv1d conv1d,
            Conv2d conv2d,
            Conv3d conv3d,
            ConvTranspose1d convTranspose1d,
            ConvTranspose2d convTranspose2d,
            ConvTranspose3d convTranspose3d,
            BatchNorm batchNorm,
            GroupNorm groupNorm,
            InstanceNorm instanceNorm,
            LayerNorm layerNorm,
            RmsNorm rmsNorm,
            PRelu prelu) {}

    private static Modules modules(RandomKey key) {
        TransformerOptions options = new TransformerOptions(8, 2).hidden(12).dropout(0);
        RecurrentOptions both = RecurrentOptions.DEFAULT.layers(2).inBothDirections();
        TransposedOptions strided =
                new TransposedOptions(Options.DEFAULT.stride(2).groups(2));
        return new Modules(
                TransformerEncoder.of(options, 2, key),
                new TransformerEncoder(List.of(plainLayer(options.normFirst(true), key)), norm(false)),
                TransformerDecoder.of(options.normFirst(true).activation(TransformerOptions.Activation.GELU), 2, key),
                MultiHeadAttention.of(8, 2, key),
                new MultiHeadAttention(
                        Linear.of(8, 8, key), Linear.of(6, 8, key), Linear.of(10, 8, key), Linear.of(8, 8, key), 2, 0),
                plain(6, key),
                Lstm.of(4, 3, both, key),
                Gru.of(4, 3, both, key),
                Rnn.of(4, 3, both, key),
                Lstm.of(4, 3, RecurrentOptions.DEFAULT.withoutBias(), key),
                LstmCell.of(4, 3, key),
                GruCell.of(4, 3, key),
                RnnCell.of(4, 3, key),
                Linear.of(4, 3, key),
                Bilinear.of(4, 8, 3, key),
                Embedding.of(9, 4, key),
                Conv1d.of(4, 6, 3, Options.DEFAULT.groups(2), key),
                Conv2d.withoutBias(4, 6, 2, 3, Options.DEFAULT.stride(2), key),
                Conv3d.of(4, 6, 2, key),
                ConvTranspose1d.of(4, 6, 3, new TransposedOptions(Options.DEFAULT), key),
                ConvTranspose2d.of(4, 6, 3, strided, key),
                ConvTranspose3d.of(4, 6, 2, new TransposedOptions3d(Options3d.DEFAULT), key),
                BatchNorm.of(4),
                GroupNorm.of(2, 4),
                InstanceNorm.affine(4),
                LayerNorm.of(5, 8),
                RmsNorm.of(8),
                PRelu.of(4));
    }

    private static TransformerEncoderLayer plainLayer(TransformerOptions options, RandomKey key) {
        return new TransformerEncoderLayer(
                plain(8, key),
                Linear.withoutBias(8, 12, key),
                Linear.withoutBias(12, 8, key),
                LayerNorm.withoutBias(8),
                LayerNorm.withoutBias(8),
                options);
    }

    private static Optional<LayerNorm> norm(boolean bias) {
        return Optional.of(bias ? LayerNorm.of(8) : LayerNorm.withoutBias(8));
    }

    /** Keys and values of a width of their own, no biases. */
    private static MultiHeadAttention plain(int width, RandomKey key) {
        return new MultiHeadAttention(
                Linear.withoutBias(8, 8, key),
                Linear.withoutBias(width, 8, key),
                Linear.withoutBias(width, 8, key),
                Linear.withoutBias(8, 8, key),
                2,
                0);
    }

    @Test
    void everyLayerGivesPyTorchsOutput() {
        Modules m = modules(KEY);
        TorchWeights.load(m, FILE);
        Map<String, Tensor> golden = Safetensors.read(GOLDENS.resolve("torch-weights-values.safetensors"))
                .tensors();
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        outputs.put("encoder", m.encoder.forward(golden.get("in.encoder")));
        outputs.put("plain_encoder", m.plainEncoder.forward(golden.get("in.plain_encoder")));
        outputs.put("decoder", m.decoder.forward(golden.get("in.decoder.0"), golden.get("in.decoder.1"), NONE));
        attentions(m, golden, outputs);
        outputs.put("lstm", m.lstm.forward(golden.get("in.lstm")));
        outputs.put("gru", m.gru.forward(golden.get("in.gru")));
        outputs.put("rnn", m.rnn.forward(golden.get("in.rnn")));
        outputs.put("plain_lstm", m.plainLstm.forward(golden.get("in.plain_lstm")));
        LstmCell.State state = new LstmCell.State(golden.get("in.lstm_cell.1"), golden.get("in.lstm_cell.2"));
        outputs.put(
                "lstm_cell",
                m.lstmCell.step(golden.get("in.lstm_cell.0"), state).c());
        outputs.put("gru_cell", m.gruCell.step(golden.get("in.gru_cell.0"), golden.get("in.gru_cell.1")));
        outputs.put("rnn_cell", m.rnnCell.step(golden.get("in.rnn_cell.0"), golden.get("in.rnn_cell.1")));
        outputs.put("bilinear", m.bilinear.forward(golden.get("in.bilinear.0"), golden.get("in.bilinear.1")));
        outputs.put("linear", m.linear.forward(golden.get("in.linear")));
        outputs.put("embedding", m.embedding.forward(golden.get("in.embedding")));
        outputs.put("conv1d", m.conv1d.forward(golden.get("in.conv1d")));
        outputs.put("conv2d", m.conv2d.forward(golden.get("in.conv2d")));
        outputs.put("conv3d", m.conv3d.forward(golden.get("in.conv3d")));
        outputs.put("conv_transpose1d", m.convTranspose1d.forward(golden.get("in.conv_transpose1d")));
        outputs.put("conv_transpose2d", m.convTranspose2d.forward(golden.get("in.conv_transpose2d")));
        outputs.put("conv_transpose3d", m.convTranspose3d.forward(golden.get("in.conv_transpose3d")));
        outputs.put("batch_norm", m.batchNorm.forward(golden.get("in.batch_norm")));
        outputs.put("group_norm", m.groupNorm.forward(golden.get("in.group_norm")));
        outputs.put("instance_norm", m.instanceNorm.forward(golden.get("in.instance_norm")));
        outputs.put("layer_norm", m.layerNorm.forward(golden.get("in.layer_norm")));
        outputs.put("rms_norm", m.rmsNorm.forward(golden.get("in.rms_norm")));
        outputs.put("prelu", m.prelu.forward(golden.get("in.prelu")));
        assertEquals(Modules.class.getRecordComponents().length, outputs.size());
        outputs.forEach((name, output) -> close(name, golden.get("out." + name), output));
    }

    private static void attentions(Modules m, Map<String, Tensor> golden, Map<String, Tensor> outputs) {
        outputs.put(
                "attention",
                m.attention.attend(golden.get("in.attention.0"), golden.get("in.attention.1"), NONE, Causal.NONE));
        outputs.put(
                "wide_attention",
                m.wideAttention.attend(
                        golden.get("in.wide_attention.0"),
                        golden.get("in.wide_attention.1"),
                        golden.get("in.wide_attention.2"),
                        NONE,
                        Causal.NONE));
        outputs.put(
                "plain_attention",
                m.plainAttention.attend(
                        golden.get("in.plain_attention.0"), golden.get("in.plain_attention.1"), NONE, Causal.NONE));
    }

    /** Sums of up to 28 terms in float32, through at most seven norms: 1e-5 of the largest element. */
    private static void close(String what, Tensor expected, Tensor actual) {
        assertEquals(expected.shape(), actual.shape(), what);
        double most = expected.sub(actual).abs().max().item();
        double largest = Math.max(1, expected.abs().max().item());
        assertTrue(most <= 1e-5 * largest, what + " is off by " + most + " of " + largest);
    }

    /** All names, shapes and bits of PyTorch's file; its counters of batches are left out. */
    @Test
    void whatWasLoadedIsSavedAsItWas() {
        Modules m = modules(KEY);
        TorchWeights.load(m, FILE);
        Path copy = folder.resolve("copy.safetensors");
        TorchWeights.save(m, copy);
        Map<String, Tensor> expected =
                new LinkedHashMap<>(Safetensors.read(FILE).tensors());
        expected.remove("batch_norm.num_batches_tracked");
        Map<String, Tensor> actual = Safetensors.read(copy).tensors();
        assertEquals(expected.keySet(), actual.keySet());
        expected.forEach((name, tensor) -> assertTrue(tensor.equalBits(actual.get(name)), name));
    }

    /** Files of models that keep the three projections apart, such as Llama's, load as well. */
    @Test
    void projectionsThatLieApartLoad() {
        MultiHeadAttention layer = MultiHeadAttention.of(8, 2, KEY);
        Map<String, Tensor> apart = new LinkedHashMap<>();
        State.of(layer).tensors().forEach((name, tensor) -> {
            String snake = name.replace("Proj", "_proj");
            apart.put(snake, name.endsWith("weight") ? tensor.t() : tensor);
        });
        Path file = folder.resolve("apart.safetensors");
        Safetensors.write(file, apart, Map.of());
        MultiHeadAttention other = MultiHeadAttention.of(8, 2, KEY.fold("other"));
        TorchWeights.load(other, file);
        assertTrue(layer.kProj().weight().equalBits(other.kProj().weight()));

        apart.put("in_proj_weight", Tensor.zeros(24, 8));
        Safetensors.write(file, apart, Map.of());
        assertFails(other, file, "it holds in_proj_weight as well as its part q_proj.weight; keep one of them");
    }

    /** Grouped keys and biases of some projections alone have no form in PyTorch: they keep their own names. */
    @Test
    void whatPyTorchDoesNotHaveComesBackUnderItsOwnNames() {
        MultiHeadAttention grouped = new MultiHeadAttention(
                Linear.of(8, 8, KEY), Linear.of(8, 4, KEY), Linear.of(8, 4, KEY), Linear.of(8, 8, KEY), 2, 0);
        MultiHeadAttention someBiases = new MultiHeadAttention(
                Linear.of(8, 8, KEY), Linear.withoutBias(8, 8, KEY), Linear.of(8, 8, KEY), Linear.of(8, 8, KEY), 2, 0);
        for (MultiHeadAttention layer : List.of(grouped, someBiases)) {
            Path file = folder.resolve("own.safetensors");
            TorchWeights.save(layer, file);
            Map<String, Tensor> stored = Safetensors.read(file).tensors();
            assertTrue(stored.containsKey("q_proj.weight"), stored.keySet()::toString);
            TorchWeights.load(layer, file);
        }
    }

    @Test
    void anotherWidthIsTold() {
        Path file = folder.resolve("wide.safetensors");
        TorchWeights.save(MultiHeadAttention.of(8, 2, KEY), file);
        assertFails(
                MultiHeadAttention.of(12, 2, KEY),
                file,
                "in_proj_weight is float32 [24, 8] there, but this model's q_proj.weight [12, 12], k_proj.weight"
                        + " [12, 12] and v_proj.weight [12, 12] need 36 rows; it was saved from another architecture");
        assertFails(
                plain(8, KEY),
                file,
                "it holds in_proj_bias, which this model doesn't have; it was saved from another architecture");
        assertFails(
                MultiHeadAttention.of(8, 2, KEY),
                FILE,
                "it holds encoder.layers.0.self_attn.in_proj_weight, which this model doesn't have;"
                        + " it was saved from another architecture");
    }

    private static void assertFails(Object model, Path file, String message) {
        Map<String, Tensor> before = new LinkedHashMap<>();
        State.of(model).tensors().forEach((name, tensor) -> before.put(name, tensor.add(0)));
        var e = assertThrows(FileFormatException.class, () -> TorchWeights.load(model, file));
        assertEquals(file + ": " + message, e.getMessage());
        State.of(model).tensors().forEach((name, tensor) -> assertTrue(tensor.equalBits(before.get(name)), name));
    }
}
