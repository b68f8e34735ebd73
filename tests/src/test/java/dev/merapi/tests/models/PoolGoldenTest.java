package dev.merapi.tests.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.autograd.Autograd;
import dev.merapi.models.io.Safetensors;
import dev.merapi.models.layer.AdaptiveAvgPool1d;
import dev.merapi.models.layer.AdaptiveAvgPool3d;
import dev.merapi.models.layer.AdaptiveMaxPool1d;
import dev.merapi.models.layer.AdaptiveMaxPool3d;
import dev.merapi.models.layer.AvgPool1d;
import dev.merapi.models.layer.AvgPool2d;
import dev.merapi.models.layer.AvgPool3d;
import dev.merapi.models.layer.GlobalMaxPool;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.layer.MaxPool1d;
import dev.merapi.models.layer.MaxPool3d;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Window;
import dev.merapi.tensor.op.Window3d;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Pools of signals and volumes, adaptive ones and ceil mode, give PyTorch 2.13's results and gradients (make_pools.py). */
class PoolGoldenTest {
    private static final Map<String, Tensor> GOLDEN = Safetensors.read(
                    Path.of("src/test/resources/goldens/pools.safetensors"))
            .tensors();
    private static final Window PLAIN = Window.of(3).stride(2);
    private static final Window PADDED = PLAIN.padding(1);
    private static final Window3d CUBOID =
            new Window3d(2, 3, 1, Window.of(3, 2).stride(2, 3).padding(1, 0));

    private static final Map<String, Layer> LAYERS = Map.ofEntries(
            Map.entry("adaptiveMaxPool1d", new AdaptiveMaxPool1d(3)),
            Map.entry("adaptiveAvgPool1d", new AdaptiveAvgPool1d(3)),
            Map.entry("adaptiveAvgPool1d-larger", new AdaptiveAvgPool1d(5)),
            Map.entry("adaptiveMaxPool3d", new AdaptiveMaxPool3d(2, 3, 2)),
            Map.entry("adaptiveMaxPool3d-cube", new AdaptiveMaxPool3d(2)),
            Map.entry("adaptiveAvgPool3d", new AdaptiveAvgPool3d(2, 3, 2)),
            Map.entry("adaptiveAvgPool3d-cube", new AdaptiveAvgPool3d(2)),
            Map.entry("globalMaxPool", new GlobalMaxPool()),
            Map.entry("maxPool1d-ceil", new MaxPool1d(PLAIN, true)),
            Map.entry(
                    "maxPool1d-ceil-padded",
                    new MaxPool1d(Window.of(2).stride(3).padding(1), true)),
            Map.entry("maxPool3d-ceil", new MaxPool3d(CUBOID, true)),
            Map.entry("avgPool1d-ceil", new AvgPool1d(PADDED, true, true)),
            Map.entry("avgPool1d-ceil-inside", new AvgPool1d(PADDED, false, true)),
            Map.entry("avgPool2d-ceil", new AvgPool2d(PADDED, true, true)),
            Map.entry("avgPool2d-ceil-inside", new AvgPool2d(PADDED, false, true)),
            Map.entry("avgPool2d-ceil-far", new AvgPool2d(Window.of(2).stride(3), true, true)),
            Map.entry("avgPool3d-ceil", new AvgPool3d(CUBOID, true, true)),
            Map.entry("avgPool3d-ceil-inside", new AvgPool3d(CUBOID, false, true)));

    static Set<String> names() {
        return new TreeSet<>(LAYERS.keySet());
    }

    @ParameterizedTest
    @MethodSource("names")
    void resultsAndGradientsArePyTorchs(String name) {
        Tensor x = GOLDEN.get(name + ".x");
        Autograd.Pullback back =
                Autograd.record(List.of(x), () -> LAYERS.get(name).forward(x));
        assertClose(name + ".y", back.value());
        assertClose(name + ".dx", back.apply(GOLDEN.get(name + ".dy")).of(x));
    }

    /** Means of at most some dozen numbers up to 2. */
    private static void assertClose(String name, Tensor actual) {
        assertEquals(GOLDEN.get(name).shape(), actual.shape(), name);
        assertArrayEquals(GOLDEN.get(name).toDoubleArray(), actual.toDoubleArray(), 1e-6, name);
    }

    @Test
    void allOfTheGoldensAreRead() {
        TreeSet<String> cases = new TreeSet<>();
        GOLDEN.keySet().forEach(key -> cases.add(key.substring(0, key.indexOf('.'))));
        assertEquals(cases, names());
    }

    @Test
    void wholeWindowsAreUnchangedByCeilMode() {
        Tensor x = Tensor.arange(32).to(DType.FLOAT32).reshape(2, 4, 4);
        assertTrue(new AvgPool2d(Window.of(2), true, true).forward(x).equalBits(new AvgPool2d(2).forward(x)));
        assertTrue(new MaxPool1d(Window.of(2), true).forward(x).equalBits(new MaxPool1d(2).forward(x)));
    }

    @Test
    void pooledInputsAreMistakes() {
        var error = assertThrows(ShapeException.class, () -> new GlobalMaxPool().forward(Tensor.ones(2, 3)));
        assertEquals(
                "GlobalMaxPool: the input [2, 3] has no axes behind [n, c]; it's pooled already", error.getMessage());
    }
}
