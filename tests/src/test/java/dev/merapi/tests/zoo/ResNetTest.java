package dev.merapi.tests.zoo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.autograd.Autograd;
import dev.merapi.models.data.Batch;
import dev.merapi.models.data.Cifar10;
import dev.merapi.models.data.Normalization;
import dev.merapi.models.io.FileFormatException;
import dev.merapi.models.io.Json;
import dev.merapi.models.io.Safetensors;
import dev.merapi.models.layer.Conv2d;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.layer.State;
import dev.merapi.models.train.TorchWeights;
import dev.merapi.models.zoo.CifarResNet;
import dev.merapi.models.zoo.ResNet;
import dev.merapi.simd.Kernels;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Memory;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Scope;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Conv2d.Options;
import dev.merapi.tests.SharedData;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Residual networks against PyTorch: pretrained weights, and logits and gradients of make_resnets.py. */
class ResNetTest {
    private static final RandomKey KEY = RandomKey.of(1);

    @TempDir
    Path folder;

    @Test
    void pretrainedResNet20GivesPyTorchsLogits() {
        Path data = SharedData.folder("resnet20-cifar10");
        CifarResNet model = CifarResNet.of(20, 10, KEY);
        TorchWeights.load(model, data.resolve("resnet20-12fca82f.safetensors"));
        Batch images = Cifar10.read(List.of(data.resolve("golden_inputs.bin")));
        Tensor x = new Normalization(List.of(0.485, 0.456, 0.406), List.of(0.229, 0.224, 0.225)).apply(images.inputs());
        Tensor logits = model.forward(x);
        Json golden = Json.read(data.resolve("golden_resnet20_logits.json"));
        List<Json> rows = golden.get("logits").items();
        for (int i = 0; i < rows.size(); i++) {
            double[] expected =
                    rows.get(i).items().stream().mapToDouble(Json::number).toArray();
            assertArrayEquals(expected, logits.select(0, i).toDoubleArray(), 1e-4, "image " + i);
        }
        assertEquals(10, rows.size());
    }

    @Test
    void weightsForPyTorchComeBackTheSame() {
        CifarResNet model = CifarResNet.of(8, 10, KEY);
        Path file = folder.resolve("resnet8.safetensors");
        TorchWeights.save(model, file);
        Map<String, Tensor> stored = Safetensors.read(file).tensors();
        assertArrayEquals(
                model.linear().weight().t().toFloatArray(),
                stored.get("linear.weight").toFloatArray());
        assertTrue(stored.containsKey("layer3.0.bn2.running_var"), stored.keySet()::toString);
        CifarResNet other = CifarResNet.of(8, 10, KEY.fold("other"));
        TorchWeights.load(other, file);
        Map<String, Tensor> loaded = State.of(other).tensors();
        State.of(model)
                .tensors()
                .forEach((name, tensor) -> assertArrayEquals(
                        tensor.toFloatArray(), loaded.get(name).toFloatArray(), name));
        assertTrue(assertThrows(FileFormatException.class, () -> TorchWeights.load(CifarResNet.of(14, 10, KEY), file))
                .getMessage()
                .contains("it lacks layer1.1.conv1.weight"));
    }

    @Test
    void parameterCountsAreTorchvisions() {
        assertEquals(269_722, State.of(CifarResNet.of(20, 10, KEY)).size());
        assertEquals(853_018, State.of(CifarResNet.of(56, 10, KEY)).size());
        assertEquals(11_689_512, State.of(ResNet.resnet18(1000, KEY)).size());
        assertEquals(25_557_032, State.of(ResNet.resnet50(1000, KEY)).size());
    }

    @Test
    void depthMustBeSixNPlusTwo() {
        assertTrue(assertThrows(IllegalArgumentException.class, () -> CifarResNet.of(18, 10, KEY))
                .getMessage()
                .contains("6 n + 2"));
    }

    @Test
    void resNet18() {
        compare("resnet18", ResNet.resnet18(10, KEY), 64);
    }

    @Test
    void resNet18ForCifar() {
        compare("resnet18-cifar", ResNet.resnet18Cifar(10, KEY), 32);
    }

    @Test
    void resNet50() {
        compare("resnet50", ResNet.resnet50(10, KEY), 64);
    }

    @Test
    void foldedNetworksDifferByRounding() {
        for (ResNet model : List.of(ResNet.resnet18(10, KEY), ResNet.resnet50(10, KEY), ResNet.seResnet50(10, KEY))) {
            State.of(model).tensors().forEach((name, tensor) -> {
                if (name.contains("running_")) {
                    tensor.assign(KEY.fold(name).uniform(tensor.shape().dims()).add(0.5));
                }
            });
            Tensor x = KEY.fold("x").normal(2, 3, 64, 64);
            float[] expected = model.forward(x).toFloatArray();
            double largest = model.forward(x).abs().max().item();
            assertArrayEquals(expected, model.folded().forward(x).toFloatArray(), (float) (1e-5 * largest));
        }
    }

    @Test
    void foldedNetworksFreeTheirStepsUnlessTheyAreRecorded() {
        ResNet model = ResNet.resnet18(10, KEY);
        var folded = model.folded();
        Tensor x = KEY.fold("x").normal(1, 3, 64, 64);
        float[] y = folded.forward(x).toFloatArray();
        try (var _ = Scope.open()) {
            long before = Memory.stats().live();
            assertArrayEquals(y, folded.forward(x).toFloatArray());
            long left = Memory.stats().live() - before;
            assertTrue(left < 64 * 64 * Float.BYTES, left + " bytes are left of a forward pass");
        }
        Tensor ones = Tensor.ones(1, 10);
        Tensor expected = Autograd.vjp(model::forward, x, ones);
        float[] gradient = Autograd.vjp(folded::forward, x, ones).toFloatArray();
        double largest = expected.abs().max().item();
        assertArrayEquals(expected.toFloatArray(), gradient, (float) (1e-4 * largest));
    }

    @Test
    void packedLayersHaveTheSameBits() {
        Options strided = Options.DEFAULT.stride(2).padding(1);
        var layer = Conv2d.of(256, 128, 3, strided, KEY);
        var packed = new Conv2d(layer.weight().packConv2d(), layer.bias(), strided);
        Tensor x = KEY.fold("x").normal(2, 256, 9, 7);
        assertArrayEquals(layer.forward(x).toFloatArray(), packed.forward(x).toFloatArray());
        Tensor shortcut = KEY.fold("shortcut").normal(2, 128, 5, 4);
        assertArrayEquals(
                layer.forwardAddRelu(x, shortcut).toFloatArray(),
                packed.forwardAddRelu(x, shortcut).toFloatArray());
        String mistake = assertThrows(ShapeException.class, () -> packed.forward(Tensor.ones(1, 3, 9, 7)))
                .getMessage();
        assertTrue(mistake.contains("256") && mistake.contains("[1, 3, 9, 7]"), mistake);
        var large = Conv2d.of(256, 128, 3, KEY);
        assertEquals(5, large.packed().weight().rank());
        boolean whole = Kernels.active().bits() >= 512;
        assertEquals(whole ? 5 : 4, layer.packed().weight().rank());
        var small = Conv2d.of(16, 32, 3, strided, KEY);
        assertSame(small, small.packed());
    }

    private static void compare(String name, Layer model, int size) {
        HashedGolden.compare(name, model, Hashed.of(1000, 2, 3, size, size).to(DType.FLOAT32));
    }
}
