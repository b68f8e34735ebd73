package dev.merapi.bench.operators;

import static dev.merapi.bench.operators.Argument.normal;

import dev.merapi.models.layer.AdditiveAttention;
import dev.merapi.models.layer.Alibi;
import dev.merapi.models.layer.Gru;
import dev.merapi.models.layer.GruCell;
import dev.merapi.models.layer.LearnedPositions;
import dev.merapi.models.layer.LocationSensitiveAttention;
import dev.merapi.models.layer.Lstm;
import dev.merapi.models.layer.LstmCell;
import dev.merapi.models.layer.MultiHeadAttention;
import dev.merapi.models.layer.Rnn;
import dev.merapi.models.layer.RnnCell;
import dev.merapi.models.layer.RotaryPositions;
import dev.merapi.models.layer.SinusoidalPositions;
import dev.merapi.models.layer.TransformerDecoderLayer;
import dev.merapi.models.layer.TransformerEncoderLayer;
import dev.merapi.models.layer.TransformerOptions;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.op.Attention;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Layers over sequences with random parameters, by the names of their classes. */
final class RecurrentWorkloads {
    private static final RandomKey KEY = RandomKey.of(5);
    private static final int WIDTH = 64;
    private static final Argument SEQUENCES = normal(16, 20, WIDTH);
    private static final Argument STATE = normal(16, WIDTH);

    private RecurrentWorkloads() {}

    static List<Workload> all() {
        return Stream.of(recurrences(), attention(), positions())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Workload> recurrences() {
        LstmCell lstm = LstmCell.of(WIDTH, WIDTH, KEY);
        GruCell gru = GruCell.of(WIDTH, WIDTH, KEY);
        RnnCell rnn = RnnCell.of(WIDTH, WIDTH, KEY);
        return List.of(
                LayerWorkloads.of(Rnn.of(WIDTH, WIDTH, KEY), SEQUENCES),
                LayerWorkloads.of(Lstm.of(WIDTH, WIDTH, KEY), SEQUENCES),
                LayerWorkloads.of(Gru.of(WIDTH, WIDTH, KEY), SEQUENCES),
                Workload.of(
                        "LstmCell",
                        in -> lstm.step(in.get(0), new LstmCell.State(in.get(1), in.get(2)))
                                .h(),
                        STATE,
                        STATE,
                        STATE),
                Workload.of("GruCell", in -> gru.step(in.get(0), in.get(1)), STATE, STATE),
                Workload.of("RnnCell", in -> rnn.step(in.get(0), in.get(1)), STATE, STATE));
    }

    private static List<Workload> attention() {
        TransformerOptions options =
                new TransformerOptions(WIDTH, 4).hidden(4 * WIDTH).dropout(0);
        TransformerDecoderLayer decoder = TransformerDecoderLayer.of(options, KEY);
        AdditiveAttention additive = AdditiveAttention.of(WIDTH, WIDTH, WIDTH, KEY);
        LocationSensitiveAttention location = LocationSensitiveAttention.of(WIDTH, WIDTH, WIDTH, 8, 15, KEY);
        return List.of(
                LayerWorkloads.of(MultiHeadAttention.of(WIDTH, 4, KEY), SEQUENCES),
                LayerWorkloads.of(TransformerEncoderLayer.of(options, KEY), SEQUENCES),
                Workload.of(
                        "TransformerDecoderLayer",
                        in -> decoder.forward(in.get(0), in.get(1), Optional.empty()),
                        SEQUENCES,
                        SEQUENCES),
                Workload.of(
                        "AdditiveAttention",
                        in -> additive.attend(in.get(0), in.get(1), Optional.empty()),
                        SEQUENCES,
                        SEQUENCES),
                Workload.of(
                        "LocationSensitiveAttention",
                        in -> location.weights(in.get(0), in.get(1), in.get(2), Optional.empty()),
                        STATE,
                        SEQUENCES,
                        normal(16, 20)));
    }

    private static List<Workload> positions() {
        Argument heads = normal(2, 4, 256, 32);
        return List.of(
                LayerWorkloads.of(LearnedPositions.of(20, WIDTH, 1, KEY), SEQUENCES),
                LayerWorkloads.of(SinusoidalPositions.of(20, WIDTH), SEQUENCES),
                LayerWorkloads.of(RotaryPositions.of(256, 32), heads),
                Workload.of(
                        "Alibi",
                        in -> in.get(0).attention(in.get(1), in.get(2), Alibi.mask(4, 256), Attention.Options.CAUSAL),
                        heads,
                        heads,
                        heads));
    }
}
