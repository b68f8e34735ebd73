package dev.merapi.tests.cases;

import dev.merapi.models.layer.Gru;
import dev.merapi.models.layer.GruCell;
import dev.merapi.models.layer.Lstm;
import dev.merapi.models.layer.LstmCell;
import dev.merapi.models.layer.Recurrent;
import dev.merapi.models.layer.RecurrentOptions;
import dev.merapi.models.layer.RecurrentWeights;
import dev.merapi.models.layer.Rnn;
import dev.merapi.models.layer.RnnCell;
import dev.merapi.models.layer.Training;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.Unrolled;
import dev.merapi.tests.Domain;
import dev.merapi.tests.Input;
import dev.merapi.tests.OperatorCase;
import dev.merapi.tests.Tolerance;
import dev.merapi.tests.Variant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Recurrent layers, with lengths: x, lengths, then four weights for each layer and direction. */
final class RecurrentLayerCases {
    private static final Domain ANY = Domain.between(-1, 1);
    private static final Domain WEIGHT = Domain.between(-0.5, 0.5);
    private static final RandomKey KEY = RandomKey.of(7).fold("state");
    private static final double P = 0.375;
    private static final RecurrentOptions TWO =
            RecurrentOptions.DEFAULT.layers(2).inBothDirections();
    private static final RecurrentOptions DROPPED = RecurrentOptions.DEFAULT.recurrentDropout(P);

    private RecurrentLayerCases() {}

    static List<OperatorCase> all() {
        return List.of(
                row(
                                "Rnn",
                                1,
                                RecurrentOptions.DEFAULT,
                                w -> new Rnn(w, RecurrentOptions.DEFAULT, false),
                                RecurrentOracle.Step.TANH)
                        .mistake(
                                () -> Rnn.of(3, 4, KEY).forward(Tensor.ones(2, 3)),
                                "Rnn(3 -> 4)",
                                "[2, 3]",
                                "[samples, steps, 3]",
                                "unsqueeze(0)"),
                row(
                                "Rnn of relu in two layers in both directions",
                                1,
                                TWO,
                                w -> new Rnn(w, TWO, true),
                                RecurrentOracle.Step.RELU)
                        .mistake(() -> new Rnn(List.of(), TWO, true), "Rnn", "2 layer(s)", "2 direction(s)", "got 0"),
                row(
                                "Rnn with recurrent dropout",
                                1,
                                DROPPED,
                                w -> new Rnn(w, DROPPED, false),
                                RecurrentOracle.Step.TANH)
                        .mistake(() -> RecurrentOptions.DEFAULT.recurrentDropout(1.5), "dropout", "p = 1.5"),
                row("Lstm of two layers in both directions", 4, TWO, w -> new Lstm(w, TWO), RecurrentOracle.Step.LSTM)
                        .mistake(
                                () -> Lstm.of(3, 4, KEY)
                                        .run(Tensor.ones(2, 5, 3), List.of(Tensor.ones(1, 2, 4)), Optional.empty()),
                                "Lstm(3 -> 4)",
                                "[[1, 2, 4]]",
                                "2 tensor(s) of [1, 2, 4]"),
                row("Lstm with recurrent dropout", 4, DROPPED, w -> new Lstm(w, DROPPED), RecurrentOracle.Step.LSTM)
                        .mistake(() -> Lstm.of(3, 4, KEY).forward(Tensor.ones(2, 5, 4)), "Lstm(3 -> 4)", "[2, 5, 4]"),
                row("Gru of two layers in both directions", 3, TWO, w -> new Gru(w, TWO), RecurrentOracle.Step.GRU)
                        .mistake(
                                () -> Gru.of(3, 4, KEY).forward(Tensor.ones(2, 5, 4)),
                                "Gru(3 -> 4)",
                                "[2, 5, 4]",
                                "[samples, steps, 3]"),
                row("Gru with recurrent dropout", 3, DROPPED, w -> new Gru(w, DROPPED), RecurrentOracle.Step.GRU)
                        .mistake(
                                () -> training()
                                        .call(() -> Gru.of(3, 4, DROPPED, KEY)
                                                .run(Tensor.ones(2, 5, 3), List.of(), Optional.of(Tensor.of(5L, 6)))),
                                "length 6",
                                "sample 1",
                                "[0, 5]"),
                rnnCell("RnnCell", false, RecurrentOracle.Step.TANH),
                rnnCell("RnnCell of relu", true, RecurrentOracle.Step.RELU),
                lstmCell(),
                gruCell());
    }

    private interface Made {
        Recurrent of(List<RecurrentWeights> weights);
    }

    private static Training training() {
        return new Training(KEY);
    }

    private static RecurrentWeights weights(List<Tensor> in, int from) {
        return new RecurrentWeights(
                in.get(from), in.get(from + 1), Optional.of(in.get(from + 2)), Optional.of(in.get(from + 3)));
    }

    private static Tolerance tolerance() {
        return Rows.near(
                in -> 200.0 * in.get(0).size(1) * in.get(0).size(2) + 400,
                8,
                "each of t steps adds the errors of some products and functions, and hardly enlarges those before it");
    }

    /** The states [n, t, width], and behind them the last ones. */
    private static OperatorCase row(
            String name, int gates, RecurrentOptions options, Made made, RecurrentOracle.Step step) {
        int cells = options.layers() * options.directions();
        return OperatorCase.of(
                name,
                in -> {
                    Recurrent layer = made.of(IntStream.range(0, cells)
                            .mapToObj(i -> weights(in, 2 + 4 * i))
                            .toList());
                    return training().call(() -> {
                        Unrolled y = layer.run(in.get(0), List.of(), Optional.of(in.get(1)));
                        return Tensor.concat(1, y.output(), layer.last(y).unsqueeze(1));
                    });
                },
                in -> new RecurrentOracle(step, options, KEY).run(in),
                tolerance(),
                List.of(variant(gates, options, false, 2, 3, 2, 2), variant(gates, options, true, 9, 7, 5, 17)));
    }

    private static Variant variant(
            int gates, RecurrentOptions options, boolean large, int n, int t, int in, int units) {
        List<Input> inputs = new ArrayList<>(List.of(new Input(ANY, n, t, in), new Input(Domain.index(t + 1), n)));
        for (int i = 0; i < options.layers() * options.directions(); i++) {
            int width = i < options.directions() ? in : units * options.directions();
            inputs.addAll(weights(width, units, gates));
        }
        return new Variant(inputs, large);
    }

    private static List<Input> weights(int in, int units, int gates) {
        return List.of(
                new Input(WEIGHT, in, gates * units),
                new Input(WEIGHT, units, gates * units),
                new Input(WEIGHT, gates * units),
                new Input(WEIGHT, gates * units));
    }

    private static OperatorCase rnnCell(String name, boolean relu, RecurrentOracle.Step step) {
        return OperatorCase.of(
                        name,
                        in -> new RnnCell(weights(in, 2), relu).step(in.get(0), in.get(1)),
                        in -> RecurrentOracle.cell(step, in, 1),
                        cellTolerance(),
                        cells(1, 1))
                .mistake(
                        () -> RnnCell.of(3, 4, KEY).step(Tensor.ones(2, 5), Tensor.ones(2, 4)),
                        "linear",
                        "[2, 5]",
                        "[3, 4]")
                .mistake(
                        () -> RnnCell.of(3, 4, KEY).withRelu().step(Tensor.ones(2, 3), Tensor.ones(2, 5)),
                        "rnn",
                        "[2, 5]",
                        "[2, 4]");
    }

    /** x, h, c and the weights; h and c behind one another. */
    private static OperatorCase lstmCell() {
        return OperatorCase.of(
                        "LstmCell",
                        in -> {
                            LstmCell.State next = new LstmCell(weights(in, 3))
                                    .step(in.get(0), new LstmCell.State(in.get(1), in.get(2)));
                            return Tensor.concat(1, next.h(), next.c());
                        },
                        in -> RecurrentOracle.cell(RecurrentOracle.Step.LSTM, in, 2),
                        cellTolerance(),
                        cells(4, 2))
                .mistake(
                        () -> LstmCell.of(3, 4, KEY)
                                .step(Tensor.ones(2, 5), new LstmCell.State(Tensor.ones(2, 4), Tensor.ones(2, 4))),
                        "linear",
                        "[2, 5]",
                        "[3, 16]");
    }

    private static OperatorCase gruCell() {
        return OperatorCase.of(
                        "GruCell",
                        in -> new GruCell(weights(in, 2)).step(in.get(0), in.get(1)),
                        in -> RecurrentOracle.cell(RecurrentOracle.Step.GRU, in, 1),
                        cellTolerance(),
                        cells(3, 1))
                .mistake(
                        () -> GruCell.of(3, 4, KEY).step(Tensor.ones(2, 5), Tensor.ones(2, 4)),
                        "GruCell",
                        "[2, 5]",
                        "input's 3");
    }

    private static Tolerance cellTolerance() {
        return Rows.near(
                in -> 4.0 * (in.get(0).size(1) + in.get(1).size(1)) + 100,
                4,
                "sums of in + h products, some functions");
    }

    private static List<Variant> cells(int gates, int states) {
        return List.of(
                cell(gates, states, false, 2, 3, 2),
                cell(gates, states, false, 1, 1, 5),
                cell(gates, states, true, 40, 33, 64));
    }

    private static Variant cell(int gates, int states, boolean large, int n, int in, int units) {
        List<Input> inputs = new ArrayList<>(List.of(new Input(ANY, n, in)));
        for (int i = 0; i < states; i++) {
            inputs.add(new Input(ANY, n, units));
        }
        inputs.addAll(weights(in, units, gates));
        return new Variant(inputs, large);
    }
}
