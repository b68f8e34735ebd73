package dev.merapi.bench.operators;

import static dev.merapi.bench.operators.Argument.normal;
import static dev.merapi.bench.operators.Argument.weights;

import dev.merapi.tensor.op.Conv2d;
import dev.merapi.tensor.op.Options3d;
import dev.merapi.tensor.op.TransposedOptions;
import dev.merapi.tensor.op.TransposedOptions3d;
import java.util.List;
import java.util.stream.Stream;

/** Transposed convolutions of 8 signals or images, or of 2 volumes, with 16 channels. */
final class TransposedWorkloads {
    private static final Conv2d.Options PLAIN = Conv2d.Options.DEFAULT;
    private static final Argument BIAS = normal(16);

    private TransposedWorkloads() {}

    static List<Workload> all() {
        return Stream.of(signals(), images(), volumes()).flatMap(List::stream).toList();
    }

    private static Workload signal(String name, Conv2d.Options options, Argument kernel) {
        return signal(name, new TransposedOptions(options), kernel);
    }

    private static Workload signal(String name, TransposedOptions transposed, Argument kernel) {
        return Workload.of(
                name,
                in -> in.get(0).convTranspose1d(in.get(1), in.get(2), transposed),
                normal(8, 16, 512),
                kernel,
                BIAS);
    }

    private static List<Workload> signals() {
        Conv2d.Options moved = PLAIN.stride(1, 2).padding(0, 1).dilation(1, 2).groups(2);
        return List.of(
                signal("convTranspose1d", PLAIN.stride(1, 2), weights(32, 16, 16, 2)),
                signal("convTranspose1d moved", moved, weights(24, 16, 8, 3)),
                signal("convTranspose1d same", new TransposedOptions(PLAIN.stride(2)).same(5), weights(80, 16, 16, 5)));
    }

    private static Workload image(String name, Conv2d.Options options, Argument kernel) {
        return image(name, new TransposedOptions(options), kernel);
    }

    private static Workload image(String name, TransposedOptions transposed, Argument kernel) {
        return Workload.of(
                name,
                in -> in.get(0).convTranspose2d(in.get(1), in.get(2), transposed),
                normal(8, 16, 32, 32),
                kernel,
                BIAS);
    }

    private static List<Workload> images() {
        Argument kernel = weights(144, 16, 16, 3, 3);
        return List.of(
                image("convTranspose2d", PLAIN, kernel),
                image("convTranspose2d strided", PLAIN.stride(2), weights(64, 16, 16, 2, 2)),
                image("convTranspose2d dilated", PLAIN.dilation(2).padding(2), kernel),
                image("convTranspose2d same", new TransposedOptions(PLAIN.stride(2)).same(3, 3), kernel),
                image("convTranspose2d grouped", PLAIN.stride(2).padding(1).groups(2), weights(128, 16, 8, 4, 4)));
    }

    private static Workload volume(String name, Options3d options, Argument kernel) {
        return volume(name, new TransposedOptions3d(options), kernel);
    }

    private static Workload volume(String name, TransposedOptions3d transposed, Argument kernel) {
        return Workload.of(
                name,
                in -> in.get(0).convTranspose3d(in.get(1), in.get(2), transposed),
                normal(2, 16, 8, 8, 8),
                kernel,
                BIAS);
    }

    private static List<Workload> volumes() {
        Argument kernel = weights(128, 16, 16, 2, 2, 2);
        Argument cube = weights(432, 16, 16, 3, 3, 3);
        return List.of(
                volume("convTranspose3d", Options3d.DEFAULT.stride(2), kernel),
                volume(
                        "convTranspose3d moved",
                        Options3d.DEFAULT.stride(2).padding(1).groups(2),
                        weights(216, 16, 8, 3, 3, 3)),
                volume(
                        "convTranspose3d same",
                        new TransposedOptions3d(Options3d.DEFAULT.stride(2)).same(3, 3, 3),
                        cube),
                volume("convTranspose3d deep", new Options3d(1, 0, 2, PLAIN), kernel));
    }
}
