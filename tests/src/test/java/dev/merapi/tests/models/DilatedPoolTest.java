package dev.merapi.tests.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.autograd.Autograd;
import dev.merapi.models.io.Safetensors;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.layer.MaxPool1d;
import dev.merapi.models.layer.MaxPool2d;
import dev.merapi.models.layer.MaxPool3d;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Window;
import dev.merapi.tensor.op.Window3d;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.Test;

/** Maximum pools with gaps, their indices and the way back give PyTorch's results and gradients (make_options.py). */
class DilatedPoolTest {
    private static final Map<String, Tensor> GOLDEN = Safetensors.read(
                    Path.of("src/test/resources/goldens/options.safetensors"))
            .tensors();
    private static final Window OBLONG =
            Window.of(3, 2).stride(2, 1).padding(1, 1).dilation(1, 3);

    private static void assertGolden(String name, Tensor actual) {
        assertEquals(GOLDEN.get(name).shape(), actual.shape(), name);
        assertArrayEquals(GOLDEN.get(name).toDoubleArray(), actual.toDoubleArray(), name);
    }

    private static void check(String name, Layer layer) {
        Tensor x = GOLDEN.get(name + ".x");
        Autograd.Pullback back = Autograd.record(List.of(x), () -> layer.forward(x));
        assertGolden(name + ".y", back.value());
        assertGolden(name + ".dx", back.apply(GOLDEN.get(name + ".dy")).of(x));
    }

    @Test
    void windowsWithGaps() {
        check("maxPool1d", new MaxPool1d(Window.of(3).stride(2).padding(1).dilation(2)));
        check("maxPool2d", new MaxPool2d(OBLONG));
        check("maxPool2d-ceil", new MaxPool2d(Window.of(2).dilation(2), true));
        check("maxPool3d", new MaxPool3d(Window3d.of(3, 1, 2).stride(1, 2, 2).dilation(2, 1, 3)));
        Tensor x = GOLDEN.get("maxPool2d.x");
        Tensor y = new MaxPool2d(OBLONG).forwardRelu(x);
        assertTrue(y.equalBits(x.maxPool2d(OBLONG).relu()));
    }

    private static void indices(String name, Tensor found) {
        assertGolden(name + ".i", found.to(DType.FLOAT32));
    }

    @Test
    void whereTheLargestWere() {
        indices("indices", GOLDEN.get("indices.x").maxPool2dIndices(Window.of(2)));
        indices("indices-dilated", GOLDEN.get("indices-dilated.x").maxPool2dIndices(OBLONG));
        Window far = Window.of(3).stride(2);
        indices("indices-ceil", far.ceil().indices(GOLDEN.get("indices-ceil.x")));
        assertGolden("indices-ceil.y", GOLDEN.get("indices-ceil.x").maxPool2dCeil(far));
        Window row = Window.of(3).stride(2).padding(1);
        indices("indices-signal", GOLDEN.get("indices-signal.x").maxPool1dIndices(row));
    }

    @Test
    void whereTheLargestOfVolumesWere() {
        Window3d padded = Window3d.of(2, 3, 2).stride(1, 2, 2).padding(1, 1, 0);
        indices("indices-volume", GOLDEN.get("indices-volume.x").maxPool3dIndices(padded));
        Window3d dilated = Window3d.of(3, 1, 2).stride(1, 2, 2).dilation(2, 1, 3);
        indices("indices-volume-dilated", GOLDEN.get("indices-volume-dilated.x").maxPool3dIndices(dilated));
        indices("indices-volume-ceil", Window3d.of(2).indicesCeil(GOLDEN.get("indices-volume-ceil.x")));
    }

    private static void wayBack(String name, BinaryOperator<Tensor> unpool) {
        Tensor x = GOLDEN.get(name + ".x");
        Tensor index = GOLDEN.get(name + ".i").to(DType.INT64);
        Autograd.Pullback back = Autograd.record(List.of(x), () -> unpool.apply(x, index));
        assertGolden(name + ".y", back.value());
        assertGolden(name + ".dx", back.apply(GOLDEN.get(name + ".dy")).of(x));
    }

    @Test
    void theWayBack() {
        wayBack("unpool", (x, index) -> x.maxUnpool2d(index, 6, 8));
        wayBack("unpool-signal", (x, index) -> x.maxUnpool1d(index, 9));
        wayBack("unpool-volume", (x, index) -> x.maxUnpool3d(index, 5, 4, 3));
        Tensor twice = Tensor.of(1f, 2, 3)
                .reshape(1, 3)
                .maxUnpool2d(Tensor.of(4L, 0, 4).reshape(1, 3), 2, 3);
        assertArrayEquals(new float[] {2, 0, 0, 0, 3, 0}, twice.toFloatArray());
    }

    @Test
    void mistakesAreTold() {
        Window sparse = Window.of(2).dilation(4).padding(2);
        var e = assertThrows(ShapeException.class, () -> Tensor.ones(1, 1).maxPool2d(sparse));
        assertEquals(
                "maxPool2dIndex: the window [0, 0] of x [1, 1] has only padding between its gaps; pad less or dilate less",
                e.getMessage());
        var mean = assertThrows(ShapeException.class, () -> Tensor.ones(6, 6).avgPool2d(OBLONG));
        assertEquals(
                "pooling: a window with dilation [1, 3] is for maxPool2d and maxPool2dIndices alone; take means of windows"
                        + " without gaps",
                mean.getMessage());
    }
}
