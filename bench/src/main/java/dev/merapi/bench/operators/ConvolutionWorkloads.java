package dev.merapi.bench.operators;

import static dev.merapi.bench.operators.Argument.normal;
import static dev.merapi.bench.operators.Argument.weights;

import dev.merapi.tensor.op.Conv2d;
import dev.merapi.tensor.op.Options3d;
import java.util.List;
import java.util.stream.Stream;

/** Convolutions of 8 signals or images, or of 2 volumes, with 16 channels. */
final class ConvolutionWorkloads {
    private static final Argument SIGNALS = normal(8, 16, 512);
    private static final Argument IMAGES = normal(8, 16, 32, 32);
    private static final Argument SMALL = normal(8, 16, 16, 16);
    private static final Argument VOLUMES = normal(2, 16, 16, 16, 16);
    private static final Argument BIAS = normal(16);
    private static final Argument KERNEL = weights(144, 16, 16, 3, 3);
    private static final Argument HALVES = weights(72, 16, 8, 3, 3);
    private static final Argument DEPTHWISE = weights(9, 16, 1, 3, 3);
    private static final Argument POINTWISE = weights(16, 16, 16, 1, 1);
    private static final Conv2d.Options PADDED = Conv2d.Options.DEFAULT.padding(1);
    private static final Conv2d.Options STRIDED = PADDED.stride(2);
    private static final Conv2d.Options SIGNAL = Conv2d.Options.DEFAULT.padding(0, 1);

    private ConvolutionWorkloads() {}

    static List<Workload> all() {
        return Stream.of(signals(), images(), fused(), packed(), volumes())
                .flatMap(List::stream)
                .toList();
    }

    private static Workload signal(String name, Conv2d.Options options, Argument kernel) {
        return Workload.of(name, in -> in.get(0).conv1d(in.get(1), in.get(2), options), SIGNALS, kernel, BIAS);
    }

    private static List<Workload> signals() {
        Argument kernel = weights(48, 16, 16, 3);
        Conv2d.Options moved = SIGNAL.stride(1, 2).padding(0, 3).dilation(1, 2).groups(2);
        return List.of(
                signal("conv1d", SIGNAL, kernel),
                signal("conv1d moved", moved, weights(24, 16, 8, 3)),
                Workload.of(
                        "conv1dRelu", in -> in.get(0).conv1dRelu(in.get(1), in.get(2), SIGNAL), SIGNALS, kernel, BIAS));
    }

    private static Workload image(String name, Conv2d.Options options, Argument kernel) {
        return Workload.of(name, in -> in.get(0).conv2d(in.get(1), in.get(2), options), IMAGES, kernel, BIAS);
    }

    private static List<Workload> images() {
        return List.of(
                image("conv2d", Conv2d.Options.DEFAULT, KERNEL),
                image("conv2d padded", PADDED, KERNEL),
                image("conv2d strided", STRIDED, KERNEL),
                image("conv2d dilated", PADDED.dilation(2).padding(2), KERNEL),
                image("conv2d grouped", PADDED.groups(2), HALVES),
                image("conv2d depthwise", PADDED.groups(16), DEPTHWISE),
                image("conv2d 1x1", Conv2d.Options.DEFAULT, POINTWISE),
                Workload.of(
                        "conv2dRelu", in -> in.get(0).conv2dRelu(in.get(1), in.get(2), PADDED), IMAGES, KERNEL, BIAS));
    }

    private static Workload added(String name, Conv2d.Options options, Argument kernel, Argument addend) {
        return Workload.of(
                name,
                in -> in.get(0).conv2dAddRelu(in.get(1), in.get(2), in.get(3), options),
                IMAGES,
                kernel,
                BIAS,
                addend);
    }

    private static List<Workload> fused() {
        return List.of(
                added("conv2dAddRelu", Conv2d.Options.DEFAULT, POINTWISE, IMAGES),
                added("conv2dAddRelu padded", PADDED, KERNEL, IMAGES),
                added("conv2dAddRelu strided", STRIDED, KERNEL, SMALL),
                added("conv2dAddRelu depthwise", PADDED.groups(16), DEPTHWISE, IMAGES));
    }

    private static Workload packed(String name, Conv2d.Options options, Argument kernel) {
        return Workload.of(
                name, in -> in.get(0).conv2d(in.get(1), in.get(2), options), IMAGES, kernel, weights(144, 32));
    }

    private static List<Workload> packed() {
        Argument kernel = weights(144, 1, 16, 3, 3, 32);
        return List.of(
                packed("conv2d packed", Conv2d.Options.DEFAULT, weights(16, 1, 16, 1, 1, 32)),
                packed("conv2d packed padded", PADDED, kernel),
                packed("conv2d packed strided", STRIDED, kernel),
                Workload.of("packConv2d", in -> in.get(0).packConv2d(), weights(144, 32, 16, 3, 3)));
    }

    private static Workload volume(String name, Options3d options, Argument kernel) {
        return Workload.of(name, in -> in.get(0).conv3d(in.get(1), in.get(2), options), VOLUMES, kernel, BIAS);
    }

    private static List<Workload> volumes() {
        Options3d padded = Options3d.DEFAULT.padding(1);
        Argument kernel = weights(432, 16, 16, 3, 3, 3);
        return List.of(
                volume("conv3d", padded, kernel),
                volume("conv3d moved", padded.stride(2).groups(2), weights(216, 16, 8, 3, 3, 3)),
                volume("conv3d deep", new Options3d(1, 0, 2, PADDED), kernel));
    }
}
