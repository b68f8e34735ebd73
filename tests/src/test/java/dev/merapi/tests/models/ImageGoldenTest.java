package dev.merapi.tests.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.merapi.autograd.Autograd;
import dev.merapi.autograd.Gradients;
import dev.merapi.models.io.Safetensors;
import dev.merapi.models.layer.AdaptiveAvgPool2d;
import dev.merapi.models.layer.AdaptiveMaxPool2d;
import dev.merapi.models.layer.AvgPool1d;
import dev.merapi.models.layer.AvgPool2d;
import dev.merapi.models.layer.AvgPool3d;
import dev.merapi.models.layer.Border;
import dev.merapi.models.layer.Conv1d;
import dev.merapi.models.layer.Conv2d;
import dev.merapi.models.layer.Conv3d;
import dev.merapi.models.layer.ConvTranspose1d;
import dev.merapi.models.layer.ConvTranspose2d;
import dev.merapi.models.layer.ConvTranspose3d;
import dev.merapi.models.layer.GlobalAvgPool;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.layer.MaxPool1d;
import dev.merapi.models.layer.MaxPool2d;
import dev.merapi.models.layer.MaxPool3d;
import dev.merapi.models.layer.State;
import dev.merapi.models.layer.Upsample;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Conv2d.Options;
import dev.merapi.tensor.op.Interpolation;
import dev.merapi.tensor.op.Options3d;
import dev.merapi.tensor.op.PadMode;
import dev.merapi.tensor.op.TransposedOptions;
import dev.merapi.tensor.op.TransposedOptions3d;
import dev.merapi.tensor.op.Window;
import dev.merapi.tensor.op.Window3d;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Convolutions, pooling, resizing and borders give PyTorch 2.13's results and gradients (make_images.py). */
class ImageGoldenTest {
    private static final Map<String, Tensor> GOLDEN = Safetensors.read(
                    Path.of("src/test/resources/goldens/images.safetensors"))
            .tensors();
    private static final Options PLAIN = Options.DEFAULT;
    private static final Options3d CUBIC = Options3d.DEFAULT;

    /** A layer of a case's parameters, if it has any. */
    private record Parameters(Tensor weight, Optional<Tensor> bias) {
        Conv1d conv1d(Options options) {
            return new Conv1d(weight, bias, options);
        }

        Conv2d conv2d(Options options) {
            return new Conv2d(weight, bias, options);
        }

        Conv3d conv3d(Options3d options) {
            return new Conv3d(weight, bias, options);
        }

        Layer transposed(Options options, int padH, int padW) {
            var transposed = new TransposedOptions(options, padH, padW);
            return weight.rank() == 3
                    ? new ConvTranspose1d(weight, bias, transposed)
                    : new ConvTranspose2d(weight, bias, transposed);
        }

        Layer transposed(Options3d options, int padD, int padH, int padW) {
            return new ConvTranspose3d(weight, bias, new TransposedOptions3d(options, padD, padH, padW));
        }
    }

    private static Map<String, Function<Parameters, Layer>> layers() {
        Map<String, Function<Parameters, Layer>> layers = new LinkedHashMap<>();
        convolutions(layers);
        transposed(layers);
        pooling(layers);
        resizing(layers);
        return layers;
    }

    private static void convolutions(Map<String, Function<Parameters, Layer>> layers) {
        Options moved = PLAIN.stride(2).padding(3).dilation(2).groups(2);
        var volume = new Options3d(
                2, 1, 1, PLAIN.stride(1, 2).padding(1, 2).dilation(2, 1).groups(2));
        layers.put("conv1d", p -> p.conv1d(PLAIN));
        layers.put("conv1d-moved", p -> p.conv1d(moved));
        layers.put("conv1d-same", p -> p.conv1d(PLAIN.dilation(3)).same());
        layers.put("conv1d-reflect", p -> p.conv1d(PLAIN.padding(2)).paddingMode(PadMode.REFLECT));
        layers.put("conv2d-same", p -> p.conv2d(PLAIN).same());
        layers.put("conv2d-same-odd", p -> p.conv2d(PLAIN.dilation(2).same(3)));
        layers.put(
                "conv2d-reflect", p -> p.conv2d(PLAIN.padding(1, 2).stride(2)).paddingMode(PadMode.REFLECT));
        layers.put("conv2d-replicate", p -> p.conv2d(PLAIN.padding(2)).paddingMode(PadMode.REPLICATE));
        layers.put("conv2d-circular-same", p -> p.conv2d(PLAIN).same().paddingMode(PadMode.CIRCULAR));
        layers.put("conv3d", p -> p.conv3d(volume));
        layers.put("conv3d-same", p -> p.conv3d(CUBIC).same());
        layers.put("conv3d-replicate", p -> p.conv3d(CUBIC.padding(1)).paddingMode(PadMode.REPLICATE));
    }

    private static void transposed(Map<String, Function<Parameters, Layer>> layers) {
        var volume = new Options3d(2, 1, 1, PLAIN.stride(1, 2));
        layers.put(
                "convTranspose1d", p -> p.transposed(PLAIN.stride(2).padding(1).groups(2), 0, 1));
        layers.put("convTranspose2d", p -> p.transposed(PLAIN.stride(2).padding(1), 0, 0));
        layers.put(
                "convTranspose2d-moved",
                p -> p.transposed(
                        PLAIN.stride(2, 3).padding(1, 0).dilation(2, 1).groups(2), 1, 2));
        layers.put("convTranspose2d-dilated", p -> p.transposed(PLAIN.dilation(3), 2, 2));
        layers.put("convTranspose3d", p -> p.transposed(volume, 1, 0, 1));
        layers.put(
                "convTranspose3d-dilated", p -> p.transposed(CUBIC.dilation(2).groups(2), 1, 0, 1));
    }

    private static void pooling(Map<String, Function<Parameters, Layer>> layers) {
        Window overlapping = Window.of(3).stride(2).padding(1);
        Window oblong = Window.of(3, 2).stride(2, 1).padding(1, 1);
        Window3d cuboid = new Window3d(3, 2, 1, Window.of(2, 3).stride(1, 2).padding(0, 1));
        layers.put("maxPool1d", _ -> new MaxPool1d(overlapping));
        layers.put("avgPool1d", _ -> new AvgPool1d(overlapping));
        layers.put("avgPool1d-inside", _ -> new AvgPool1d(overlapping, false));
        layers.put("maxPool2d-ceil", _ -> new MaxPool2d(Window.of(3).stride(2), true));
        layers.put(
                "maxPool2d-ceil-padded",
                _ -> new MaxPool2d(Window.of(2).stride(3).padding(1), true));
        layers.put("avgPool2d-inside", _ -> new AvgPool2d(oblong, false));
        layers.put("maxPool3d", _ -> new MaxPool3d(2));
        layers.put("maxPool3d-moved", _ -> new MaxPool3d(cuboid));
        layers.put("avgPool3d", _ -> new AvgPool3d(cuboid, true));
        layers.put("avgPool3d-inside", _ -> new AvgPool3d(cuboid, false));
        layers.put("adaptiveAvgPool2d", _ -> new AdaptiveAvgPool2d(3, 4));
        layers.put("adaptiveAvgPool2d-larger", _ -> new AdaptiveAvgPool2d(4, 2));
        layers.put("adaptiveMaxPool2d", _ -> new AdaptiveMaxPool2d(3, 4));
        layers.put("adaptiveMaxPool2d-even", _ -> new AdaptiveMaxPool2d(3, 2));
        layers.put("globalAvgPool", _ -> new GlobalAvgPool());
    }

    private static void resizing(Map<String, Function<Parameters, Layer>> layers) {
        layers.put("upsample-nearest", _ -> new Upsample(3));
        layers.put("upsample-bilinear", _ -> new Upsample(2, Interpolation.LINEAR));
        layers.put("upsample-bilinear-aligned", _ -> new Upsample(2, Interpolation.LINEAR_ALIGNED));
        layers.put("nearest-5x9", _ -> x -> x.interpolate(Interpolation.NEAREST, 5, 9));
        layers.put("bilinear-4x9", _ -> x -> x.interpolate(Interpolation.LINEAR, 4, 9));
        layers.put("bilinear-aligned-4x1", _ -> x -> x.interpolate(Interpolation.LINEAR_ALIGNED, 4, 1));
        layers.put("linear-7", _ -> x -> x.interpolate(Interpolation.LINEAR, 7));
        layers.put("trilinear-3x4x5", _ -> x -> x.interpolate(Interpolation.LINEAR, 3, 4, 5));
        layers.put("area-2x3", _ -> x -> x.interpolate(Interpolation.AREA, 2, 3));
        layers.put("pad-reflect", _ -> new Border(Shape.of(0, 2), Shape.of(2, 1), PadMode.REFLECT));
        layers.put("pad-replicate", _ -> new Border(Shape.of(0, 2), Shape.of(2, 1), PadMode.REPLICATE));
        layers.put("pad-circular", _ -> new Border(Shape.of(0, 2), Shape.of(2, 1), PadMode.CIRCULAR));
        layers.put("pad-constant", _ -> new Border(Shape.of(0, 2), Shape.of(2, 1), PadMode.ZEROS));
    }

    static Stream<String> names() {
        return layers().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    void resultsAndGradientsArePyTorchs(String name) {
        Parameters parameters = new Parameters(
                GOLDEN.getOrDefault(name + ".weight", Tensor.zeros(0)),
                Optional.ofNullable(GOLDEN.get(name + ".bias")));
        Layer layer = layers().get(name).apply(parameters);
        Tensor x = GOLDEN.get(name + ".x");
        List<Tensor> sources = new ArrayList<>(List.of(x));
        Map<String, Tensor> state = State.of(layer).parameters();
        sources.addAll(state.values());
        Autograd.Pullback back = Autograd.record(sources, () -> layer.forward(x));
        assertClose(name + ".y", back.value());
        Gradients gradients = back.apply(GOLDEN.get(name + ".dy"));
        assertClose(name + ".dx", gradients.of(x));
        state.forEach((parameter, tensor) -> assertClose(name + ".d" + parameter, gradients.of(tensor)));
    }

    /** Sums of at most some hundred products of size 4: a few ulp of 100. */
    private static void assertClose(String name, Tensor actual) {
        assertEquals(GOLDEN.get(name).shape(), actual.shape(), name);
        assertArrayEquals(GOLDEN.get(name).toDoubleArray(), actual.toDoubleArray(), 3e-5, name);
    }

    @Test
    void allOfTheGoldensAreRead() {
        TreeSet<String> cases = new TreeSet<>();
        GOLDEN.keySet().forEach(key -> cases.add(key.substring(0, key.indexOf('.'))));
        assertEquals(cases, new TreeSet<>(layers().keySet()));
    }
}
