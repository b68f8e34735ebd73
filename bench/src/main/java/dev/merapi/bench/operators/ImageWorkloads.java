package dev.merapi.bench.operators;

import static dev.merapi.bench.operators.Argument.normal;

import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Interpolate;
import dev.merapi.tensor.op.Interpolation;
import dev.merapi.tensor.op.MaxPool2dGrad;
import dev.merapi.tensor.op.Window;
import dev.merapi.tensor.op.Window3d;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Pools and resizing, of 8 signals or images, or of 2 volumes, with 16 channels. */
final class ImageWorkloads {
    private static final Argument SIGNALS = normal(8, 16, 512);
    private static final Argument IMAGES = normal(8, 16, 32, 32);
    private static final Argument VOLUMES = normal(2, 16, 16, 16, 16);
    private static final Window OVERLAPPING = Window.of(3).stride(2).padding(1);
    private static final Window OBLONG = Window.of(2, 3).stride(3, 1);
    private static final Window3d CUBES = Window3d.of(2);
    private static final Window3d MOVED = new Window3d(3, 2, 1, OVERLAPPING);

    private ImageWorkloads() {}

    static List<Workload> all() {
        List<Workload> all = new ArrayList<>();
        all.addAll(images());
        all.addAll(signals());
        all.addAll(volumes());
        all.addAll(resizing());
        return all;
    }

    private static Workload image(String name, UnaryOperator<Tensor> f) {
        return Workload.of(name, in -> f.apply(in.getFirst()), IMAGES);
    }

    private static Workload signal(String name, UnaryOperator<Tensor> f) {
        return Workload.of(name, in -> f.apply(in.getFirst()), SIGNALS);
    }

    private static Workload volume(String name, UnaryOperator<Tensor> f) {
        return Workload.of(name, in -> f.apply(in.getFirst()), VOLUMES);
    }

    private static List<Workload> images() {
        Window dilated = Window.of(3).stride(2).padding(1).dilation(2);
        return List.of(
                image("maxPool2d", x -> x.maxPool2d(2)),
                image("maxPool2d overlapping", x -> x.maxPool2d(OVERLAPPING)),
                image("maxPool2d oblong", x -> x.maxPool2d(OBLONG)),
                image("maxPool2d dilated", x -> x.maxPool2d(dilated)),
                image("maxPool2dRelu", x -> x.maxPool2dRelu(2)),
                image("maxPool2dRelu overlapping", x -> x.maxPool2dRelu(OVERLAPPING)),
                image("maxPool2dCeil", x -> x.maxPool2dCeil(Window.of(3).stride(2))),
                image("maxPool2dIndex overlapping", x -> x.maxPool2dIndices(OVERLAPPING))
                        .forward(),
                image("maxPool2dIndex oblong", x -> x.maxPool2dIndices(OBLONG)).forward(),
                image("maxPool2dIndex dilated", x -> x.maxPool2dIndices(dilated))
                        .forward(),
                image("avgPool2d", x -> x.avgPool2d(2)),
                image("avgPool2d overlapping", x -> x.avgPool2d(OVERLAPPING)),
                image("avgPool2d oblong", x -> x.avgPool2d(OBLONG)),
                image("avgPool2d ceil", x -> OVERLAPPING.ceil().average(x)),
                image("avgPool2d ceil far", x -> Window.of(2).stride(3).ceil().average(x)),
                image("avgPool2dInside", x -> x.avgPool2dInside(OVERLAPPING)),
                image("avgPool2dInside ceil", x -> OVERLAPPING.ceil().averageInside(x)),
                image("adaptiveMaxPool2d", x -> x.adaptiveMaxPool2d(7, 7)),
                image("adaptiveAvgPool2d", x -> x.adaptiveAvgPool2d(7, 7)),
                image("maxUnpool2d", x -> x.maxUnpool2d(x.maxPool2dIndices(Window.of(1)), 32, 32)),
                Workload.of(
                        "maxPool2dGrad",
                        in -> in.get(0).apply(new MaxPool2dGrad(OVERLAPPING), in.get(1)),
                        normal(8, 16, 16, 16),
                        IMAGES));
    }

    private static List<Workload> signals() {
        return List.of(
                signal("maxPool1d", x -> x.maxPool1d(OVERLAPPING.row())),
                signal("maxPool1dIndices", x -> x.maxPool1dIndices(OVERLAPPING.row())),
                signal("maxUnpool1d", x -> x.maxUnpool1d(x.maxPool1dIndices(Window.of(1)), 512)),
                signal("avgPool1d", x -> x.avgPool1d(OVERLAPPING.row())),
                signal("adaptiveMaxPool1d", x -> x.adaptiveMaxPool1d(50)),
                signal("adaptiveAvgPool1d", x -> x.adaptiveAvgPool1d(50)));
    }

    private static List<Workload> volumes() {
        return List.of(
                volume("maxPool3d", x -> x.maxPool3d(CUBES)),
                volume("maxPool3d moved", x -> x.maxPool3d(MOVED)),
                volume("maxPool3d ceil", MOVED::maxCeil),
                volume("maxPool3dIndices", x -> x.maxPool3dIndices(CUBES)),
                volume("maxPool3dIndices ceil", MOVED::indicesCeil),
                volume("maxUnpool3d", x -> x.maxUnpool3d(x.maxPool3dIndices(Window3d.of(1)), 16, 16, 16)),
                volume("avgPool3d", x -> x.avgPool3d(CUBES)),
                volume("avgPool3d inside", MOVED::averageInside),
                volume("avgPool3d ceil", MOVED::averageCeil),
                volume("avgPool3d inside ceil", MOVED::averageInsideCeil),
                volume("adaptiveMaxPool3d", x -> x.adaptiveMaxPool3d(5, 5, 5)),
                volume("adaptiveAvgPool3d", x -> x.adaptiveAvgPool3d(5, 5, 5)));
    }

    /** Of planes, and of rows alone, whose neighbours lie apart. */
    private static List<Workload> resizing() {
        return Stream.of(Interpolation.values())
                .flatMap(mode -> {
                    String name = mode.name().toLowerCase(Locale.ROOT);
                    return Stream.of(
                            image("interpolate " + name, x -> x.interpolate(mode, 64, 64)),
                            Workload.of(
                                    "interpolate rows " + name,
                                    in -> in.getFirst().apply(new Interpolate(0, 512, mode)),
                                    normal(256, 512)));
                })
                .toList();
    }
}
