package dev.merapi.bench.operators;

import static dev.merapi.bench.operators.Argument.normal;
import static dev.merapi.bench.operators.Argument.whole;

import dev.merapi.models.data.Graph;
import dev.merapi.models.layer.AdaptiveAvgPool1d;
import dev.merapi.models.layer.AdaptiveMaxPool1d;
import dev.merapi.models.layer.AvgPool1d;
import dev.merapi.models.layer.BatchNorm;
import dev.merapi.models.layer.Bilinear;
import dev.merapi.models.layer.Border;
import dev.merapi.models.layer.Conv1d;
import dev.merapi.models.layer.DropPath;
import dev.merapi.models.layer.Dropout;
import dev.merapi.models.layer.Dropout2d;
import dev.merapi.models.layer.Embedding;
import dev.merapi.models.layer.GlobalAvgPool;
import dev.merapi.models.layer.GlobalMaxPool;
import dev.merapi.models.layer.Glu;
import dev.merapi.models.layer.GraphConv;
import dev.merapi.models.layer.GroupNorm;
import dev.merapi.models.layer.Highway;
import dev.merapi.models.layer.InstanceNorm;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.layer.LayerNorm;
import dev.merapi.models.layer.Linear;
import dev.merapi.models.layer.LocalResponseNorm;
import dev.merapi.models.layer.MaxOut;
import dev.merapi.models.layer.MaxPool1d;
import dev.merapi.models.layer.Residual;
import dev.merapi.models.layer.RmsNorm;
import dev.merapi.models.layer.SqueezeExcitation;
import dev.merapi.models.layer.SwiGlu;
import dev.merapi.models.layer.TiedLinear;
import dev.merapi.models.layer.Training;
import dev.merapi.models.layer.Upsample;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.op.PadMode;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Layers of models with random parameters, by the names of their classes; gradients are those of what they see. */
final class LayerWorkloads {
    private static final RandomKey KEY = RandomKey.of(5);
    private static final Argument ROWS = normal(128, 256);
    private static final Argument SIGNALS = normal(16, 32, 512);
    private static final Argument IMAGES = normal(16, 32, 16, 16);
    private static final int NODES = 1000;

    private LayerWorkloads() {}

    static List<Workload> all() {
        return Stream.of(dense(), lookups(), normalizations(), drops(), spatial())
                .flatMap(List::stream)
                .toList();
    }

    static Workload of(Layer layer, Argument x) {
        return Workload.of(layer.getClass().getSimpleName(), in -> layer.forward(in.getFirst()), x);
    }

    private static List<Workload> dense() {
        Bilinear bilinear = Bilinear.of(32, 32, 32, KEY);
        return List.of(
                of(Linear.of(256, 256, KEY), ROWS),
                of(TiedLinear.of(Embedding.of(1000, 256, KEY)), ROWS),
                of(Highway.of(256, KEY), ROWS),
                of(MaxOut.of(256, 128, 2, KEY), ROWS),
                of(Residual.of(Linear.of(256, 256, KEY)), ROWS),
                of(new Glu(), ROWS),
                of(new SwiGlu(), ROWS),
                of(SqueezeExcitation.of(32, 8, KEY), IMAGES),
                Workload.of("Bilinear", in -> bilinear.forward(in.get(0), in.get(1)), normal(64, 32), normal(64, 32)));
    }

    private static List<Workload> lookups() {
        GraphConv conv = GraphConv.of(64, 32, KEY);
        Graph ring = Graph.normalized(
                NODES,
                IntStream.range(0, NODES)
                        .mapToObj(i -> new Graph.Edge(i, (i + 7) % NODES))
                        .toList());
        return List.of(
                Workload.of(
                        "Embedding",
                        in -> new Embedding(in.get(0)).forward(in.get(1)),
                        normal(1000, 64),
                        whole(0, 1000, 64, 32)),
                Workload.of("GraphConv", in -> conv.forward(in.getFirst(), ring), normal(NODES, 64)));
    }

    private static List<Workload> normalizations() {
        BatchNorm batch = BatchNorm.of(32);
        return List.of(
                of(LayerNorm.of(256), ROWS),
                of(RmsNorm.of(256), ROWS),
                of(GroupNorm.of(8, 32), IMAGES),
                of(InstanceNorm.affine(32), IMAGES),
                of(new LocalResponseNorm(5), IMAGES),
                training(batch, IMAGES));
    }

    /** In training, with the same random numbers each time. */
    private static Workload training(Layer layer, Argument x) {
        return Workload.of(
                layer.getClass().getSimpleName(), in -> new Training(KEY).call(() -> layer.forward(in.getFirst())), x);
    }

    private static List<Workload> drops() {
        return List.of(
                training(new Dropout(0.5), ROWS),
                training(new Dropout2d(0.5), IMAGES),
                training(new DropPath(0.5), IMAGES));
    }

    private static List<Workload> spatial() {
        return List.of(
                of(Conv1d.of(32, 32, 3, KEY).same(), SIGNALS),
                of(Border.of(1, PadMode.REFLECT), IMAGES),
                of(new Upsample(2), IMAGES),
                of(new AvgPool1d(2), SIGNALS),
                of(new MaxPool1d(2), SIGNALS),
                of(new AdaptiveAvgPool1d(7), SIGNALS),
                of(new AdaptiveMaxPool1d(7), SIGNALS),
                of(new GlobalAvgPool(), IMAGES),
                of(new GlobalMaxPool(), IMAGES));
    }
}
