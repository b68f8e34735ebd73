package dev.merapi.bench.operators;

import static dev.merapi.bench.operators.Argument.normal;
import static dev.merapi.bench.operators.Argument.weights;

import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Conv2d;
import dev.merapi.tensor.op.Interpolation;
import dev.merapi.tensor.op.MaxPool2dGrad;
import dev.merapi.tensor.op.Options3d;
import dev.merapi.tensor.op.TransposedOptions;
import dev.merapi.tensor.op.TransposedOptions3d;
import dev.merapi.tensor.op.Window;
import dev.merapi.tensor.op.Window3d;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Convolutions, pools and resizing, of 8 signals, images or volumes with 16 channels. */
final class ImageWorkloads {
    private static final Argument SIGNALS = normal(8, 16, 512);
    private static final Argument IMAGES = normal(8, 16, 32, 32);
    private static final Argument VOLUMES = normal(2, 16, 16, 16, 16);
    private static final Argument BIAS = normal(16);
    private static final Conv2d.Options PADDED = Conv2d.Options.DEFAULT.padding(1);
    private static final Conv2d.Options SIGNAL = Conv2d.Options.DEFAULT.padding(0, 1);
    private static final Options3d VOLUME = Options3d.DEFAULT.padding(1);
    private static final Window OVERLAPPING = Window.of(3).stride(2).padding(1);
    private static final Window3d CUBES = Window3d.of(2);

    private ImageWorkloads() {}

    static List<Workload> all() {
        List<Workload> all = new ArrayList<>();
        all.addAll(convolutions());
        all.addAll(transposed());
        all.addAll(pools());
        return all;
    }

    private static List<Workload> convolutions() {
        Argument kernel1 = weights(48, 16, 16, 3);
        Argument kernel2 = weights(144, 16, 16, 3, 3);
        Argument kernel3 = weights(432, 16, 16, 3, 3, 3);
        return List.of(
                Workload.of("conv1d", in -> in.get(0).conv1d(in.get(1), in.get(2), SIGNAL), SIGNALS, kernel1, BIAS),
                Workload.of(
                        "conv1dRelu", in -> in.get(0).conv1dRelu(in.get(1), in.get(2), SIGNAL), SIGNALS, kernel1, BIAS),
                Workload.of("conv2d", in -> in.get(0).conv2d(in.get(1), in.get(2), PADDED), IMAGES, kernel2, BIAS),
                Workload.of(
                        "conv2dRelu", in -> in.get(0).conv2dRelu(in.get(1), in.get(2), PADDED), IMAGES, kernel2, BIAS),
                Workload.of(
                        "conv2d packed",
                        in -> in.get(0).conv2d(in.get(1), in.get(2), PADDED),
                        IMAGES,
                        weights(144, 1, 16, 3, 3, 32),
                        weights(144, 32)),
                Workload.of("packConv2d", in -> in.get(0).packConv2d(), weights(144, 32, 16, 3, 3)),
                Workload.of(
                        "conv2dAddRelu",
                        in -> in.get(0).conv2dAddRelu(in.get(1), in.get(2), in.get(3), PADDED),
                        IMAGES,
                        kernel2,
                        BIAS,
                        IMAGES),
                Workload.of("conv3d", in -> in.get(0).conv3d(in.get(1), in.get(2), VOLUME), VOLUMES, kernel3, BIAS));
    }

    private static List<Workload> transposed() {
        var plane = new TransposedOptions(Conv2d.Options.DEFAULT.stride(2));
        var row = new TransposedOptions(Conv2d.Options.DEFAULT.stride(1, 2));
        var volume = new TransposedOptions3d(Options3d.DEFAULT.stride(2));
        return List.of(
                Workload.of(
                        "convTranspose1d",
                        in -> in.get(0).convTranspose1d(in.get(1), in.get(2), row),
                        SIGNALS,
                        weights(32, 16, 16, 2),
                        BIAS),
                Workload.of(
                        "convTranspose2d",
                        in -> in.get(0).convTranspose2d(in.get(1), in.get(2), plane),
                        IMAGES,
                        weights(64, 16, 16, 2, 2),
                        BIAS),
                Workload.of(
                        "convTranspose3d",
                        in -> in.get(0).convTranspose3d(in.get(1), in.get(2), volume),
                        normal(2, 16, 8, 8, 8),
                        weights(128, 16, 16, 2, 2, 2),
                        BIAS));
    }

    private static List<Workload> pools() {
        return List.of(
                image("maxPool2d", x -> x.maxPool2d(2)),
                image("maxPool2dRelu", x -> x.maxPool2dRelu(2)),
                image("maxPool2dCeil", x -> x.maxPool2dCeil(Window.of(3).stride(2))),
                image("avgPool2d", x -> x.avgPool2d(2)),
                image("avgPool2dInside", x -> x.avgPool2dInside(OVERLAPPING)),
                image("adaptiveMaxPool2d", x -> x.adaptiveMaxPool2d(7, 7)),
                image("adaptiveAvgPool2d", x -> x.adaptiveAvgPool2d(7, 7)),
                image("interpolate", x -> x.interpolate(Interpolation.LINEAR, 64, 64)),
                Workload.of(
                        "maxPool2dGrad",
                        in -> in.get(0).apply(new MaxPool2dGrad(OVERLAPPING), in.get(1)),
                        normal(8, 16, 16, 16),
                        IMAGES),
                Workload.of(
                        "maxUnpool2d",
                        in -> in.getFirst().maxUnpool2d(in.getFirst().maxPool2dIndices(Window.of(1)), 32, 32),
                        IMAGES),
                Workload.of(
                        "maxUnpool1d",
                        in -> in.getFirst().maxUnpool1d(in.getFirst().maxPool1dIndices(Window.of(1)), 512),
                        SIGNALS),
                Workload.of(
                        "maxUnpool3d",
                        in -> in.getFirst().maxUnpool3d(in.getFirst().maxPool3dIndices(Window3d.of(1)), 16, 16, 16),
                        VOLUMES),
                Workload.of("maxPool1dIndices", in -> in.getFirst().maxPool1dIndices(OVERLAPPING.row()), SIGNALS),
                Workload.of("maxPool3dIndices", in -> in.getFirst().maxPool3dIndices(CUBES), VOLUMES),
                Workload.of("maxPool1d", in -> in.getFirst().maxPool1d(OVERLAPPING.row()), SIGNALS),
                Workload.of("avgPool1d", in -> in.getFirst().avgPool1d(OVERLAPPING.row()), SIGNALS),
                Workload.of("adaptiveMaxPool1d", in -> in.getFirst().adaptiveMaxPool1d(50), SIGNALS),
                Workload.of("adaptiveAvgPool1d", in -> in.getFirst().adaptiveAvgPool1d(50), SIGNALS),
                Workload.of("adaptiveMaxPool3d", in -> in.getFirst().adaptiveMaxPool3d(5, 5, 5), VOLUMES),
                Workload.of("adaptiveAvgPool3d", in -> in.getFirst().adaptiveAvgPool3d(5, 5, 5), VOLUMES),
                Workload.of("maxPool3d", in -> in.getFirst().maxPool3d(CUBES), VOLUMES),
                Workload.of("avgPool3d", in -> in.getFirst().avgPool3d(CUBES), VOLUMES));
    }

    private static Workload image(String name, UnaryOperator<Tensor> f) {
        return Workload.of(name, in -> f.apply(in.getFirst()), IMAGES);
    }
}
