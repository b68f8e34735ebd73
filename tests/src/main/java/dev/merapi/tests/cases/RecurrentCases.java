package dev.merapi.tests.cases;

import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.Unrolled;
import dev.merapi.tests.Array;
import dev.merapi.tests.Domain;
import dev.merapi.tests.Input;
import dev.merapi.tests.OperatorCase;
import dev.merapi.tests.Tolerance;
import dev.merapi.tests.Variant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Recurrences: each with and without lengths, in both directions. Inputs: x, W, (bias,) states, (lengths). */
public final class RecurrentCases {
    private static final Domain ANY = Domain.between(-2, 2);
    private static final Domain WEIGHT = Domain.between(-0.5, 0.5);

    private RecurrentCases() {}

    /** The rows. */
    public static List<OperatorCase> all() {
        return Stream.of(simple(), lstms(), grus()).flatMap(List::stream).toList();
    }

    /** A recurrence in four rows: forward or reverse, all steps or lengths. */
    private interface Function {
        Unrolled of(List<Tensor> in, Optional<Tensor> lengths, boolean reverse);
    }

    /** A step in naive loops: changes the state (h, then perhaps c) of one sample by its projected input. */
    private interface Step {
        void next(List<Array> in, double[] x, double[][] state);
    }

    private static List<OperatorCase> rows(
            String name, int gates, boolean bias, int states, Function function, Step step) {
        List<OperatorCase> rows = new ArrayList<>();
        for (boolean ragged : new boolean[] {false, true}) {
            for (boolean reverse : new boolean[] {false, true}) {
                rows.add(OperatorCase.of(
                        name + (reverse ? " reverse" : "") + (ragged ? " with lengths" : ""),
                        in -> joined(function.of(in, Optional.of(in.getLast()).filter(_ -> ragged), reverse)),
                        in -> unroll(in, bias ? 3 : 2, states, ragged, reverse, step),
                        tolerance(),
                        variants(gates, bias, states, ragged)));
            }
        }
        return rows;
    }

    private static Tensor joined(Unrolled u) {
        Tensor y = u.output();
        List<Tensor> parts = new ArrayList<>(List.of(y.reshape(y.size(0) * y.size(1), y.size(2))));
        parts.addAll(u.state());
        return Tensor.concat(0, parts);
    }

    private static Tolerance tolerance() {
        return Tolerance.of(
                in -> in.getFirst().size(0) * (3 * in.get(1).size(0) + 60) * growth(in),
                (in, y) -> {
                    double largest =
                            Arrays.stream(y.values()).map(Math::abs).max().orElse(0);
                    return y.map(_ -> 4 + 2 * largest);
                },
                "each of t steps adds the errors of h products and some functions, and may enlarge those before it");
    }

    /** How much a step may enlarge an error of the state, over all steps. */
    private static double growth(List<Array> in) {
        Array w = in.get(1);
        double most = 1;
        for (int j = 0; j < w.size(1); j++) {
            double sum = 0;
            for (int i = 0; i < w.size(0); i++) {
                sum += Math.abs(w.get(i, j));
            }
            most = Math.max(most, 1 + sum);
        }
        return Math.pow(most, in.getFirst().size(0) - 1.0);
    }

    private static List<Variant> variants(int gates, boolean bias, int states, boolean ragged) {
        return List.of(
                variant(3, 2, 2, gates, bias, states, ragged, WEIGHT, false),
                variant(1, 1, 1, gates, bias, states, ragged, WEIGHT, false),
                variant(4, 5, 3, gates, bias, states, ragged, WEIGHT, false),
                variant(2, 3, 17, gates, bias, states, ragged, WEIGHT, false),
                variant(5, 41, 64, gates, bias, states, ragged, Domain.between(-0.0625, 0.0625), true));
    }

    private static Variant variant(
            int t, int n, int h, int gates, boolean bias, int states, boolean ragged, Domain weight, boolean large) {
        List<Input> inputs = new ArrayList<>(List.of(new Input(ANY, t, n, gates * h), new Input(weight, h, gates * h)));
        if (bias) {
            inputs.add(new Input(ANY, h));
        }
        for (int i = 0; i < states; i++) {
            inputs.add(new Input(ANY, n, h));
        }
        if (ragged) {
            inputs.add(new Input(Domain.index(t + 1), n));
        }
        return new Variant(inputs, large);
    }

    /** Sample by sample, step by step: rows [(t + states) n, h]. */
    private static Array unroll(List<Array> in, int first, int states, boolean ragged, boolean reverse, Step step) {
        Array x = in.getFirst();
        int t = x.size(0);
        int n = x.size(1);
        int h = in.get(1).size(0);
        double[] y = new double[(t + states) * n * h];
        for (int i = 0; i < n; i++) {
            double[][] state = new double[states][];
            for (int k = 0; k < states; k++) {
                state[k] = Arrays.copyOfRange(in.get(first + k).values(), i * h, (i + 1) * h);
            }
            int length = ragged ? (int) in.getLast().get(i) : t;
            for (int k = 0; k < length; k++) {
                int s = reverse ? length - 1 - k : k;
                int at = (s * n + i) * x.size(2);
                step.next(in, Arrays.copyOfRange(x.values(), at, at + x.size(2)), state);
                System.arraycopy(state[0], 0, y, (s * n + i) * h, h);
            }
            for (int k = 0; k < states; k++) {
                System.arraycopy(state[k], 0, y, ((t + k) * n + i) * h, h);
            }
        }
        return new Array(new int[] {(t + states) * n, h}, y);
    }

    /** h W. */
    private static double[] product(double[] h, Array w) {
        double[] y = new double[w.size(1)];
        for (int j = 0; j < y.length; j++) {
            for (int i = 0; i < h.length; i++) {
                y[j] += h[i] * w.get(i, j);
            }
        }
        return y;
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    private static List<OperatorCase> simple() {
        List<OperatorCase> rows = new ArrayList<>();
        for (boolean relu : new boolean[] {false, true}) {
            Function f = (in, lengths, reverse) -> in.get(0).rnn(in.get(1), in.get(2), lengths, reverse, relu);
            rows.addAll(rows("rnn" + (relu ? " relu" : ""), 1, false, 1, f, (in, x, state) -> {
                double[] p = product(state[0], in.get(1));
                for (int j = 0; j < p.length; j++) {
                    state[0][j] = relu ? Math.max(0, x[j] + p[j]) : Math.tanh(x[j] + p[j]);
                }
            }));
        }
        Tensor x = Tensor.ones(3, 2, 4);
        Tensor w = Tensor.ones(4, 4);
        Tensor h = Tensor.ones(2, 4);
        rows.set(
                0,
                rows.getFirst()
                        .mistake(
                                () -> rnn(x, Tensor.ones(4, 5), h, Optional.empty()),
                                "rnn",
                                "[3, 2, 4]",
                                "[4, 5]",
                                "[h, h]")
                        .mistake(() -> rnn(x, w, Tensor.ones(3, 4), Optional.empty()), "rnn", "[3, 4]", "[2, 4]")
                        .mistake(() -> rnn(x, w, h, Optional.of(Tensor.arange(3))), "rnn", "[3]", "2 samples")
                        .mistake(
                                () -> rnn(x, w, h, Optional.of(Tensor.of(3, 4))),
                                "rnn",
                                "length 4",
                                "sample 1",
                                "[0, 3]"));
        return rows;
    }

    private static Unrolled rnn(Tensor x, Tensor w, Tensor h, Optional<Tensor> lengths) {
        return x.rnn(w, h, lengths, false, false);
    }

    private static List<OperatorCase> lstms() {
        Function f = (in, lengths, reverse) -> in.get(0).lstm(in.get(1), in.get(2), in.get(3), lengths, reverse);
        List<OperatorCase> rows = rows("lstm", 4, false, 2, f, (in, x, state) -> {
            double[] p = product(state[0], in.get(1));
            int h = state[0].length;
            for (int j = 0; j < h; j++) {
                double i = sigmoid(x[j] + p[j]);
                double forget = sigmoid(x[h + j] + p[h + j]);
                double g = Math.tanh(x[2 * h + j] + p[2 * h + j]);
                state[1][j] = forget * state[1][j] + i * g;
                state[0][j] = sigmoid(x[3 * h + j] + p[3 * h + j]) * Math.tanh(state[1][j]);
            }
        });
        Tensor h = Tensor.ones(2, 4);
        rows.set(
                0,
                rows.getFirst()
                        .mistake(
                                () -> Tensor.ones(3, 2, 12)
                                        .lstm(Tensor.ones(4, 12), h, h, Optional.empty(), false)
                                        .output(),
                                "lstm",
                                "[3, 2, 12]",
                                "[4, 12]",
                                "4 h"));
        return rows;
    }

    private static List<OperatorCase> grus() {
        Function f = (in, lengths, reverse) -> in.get(0).gru(in.get(1), in.get(2), in.get(3), lengths, reverse);
        List<OperatorCase> rows = rows("gru", 3, true, 1, f, (in, x, state) -> {
            double[] p = product(state[0], in.get(1));
            int h = state[0].length;
            for (int j = 0; j < h; j++) {
                double r = sigmoid(x[j] + p[j]);
                double z = sigmoid(x[h + j] + p[h + j]);
                double n =
                        Math.tanh(x[2 * h + j] + r * (p[2 * h + j] + in.get(2).get(j)));
                state[0][j] = (1 - z) * n + z * state[0][j];
            }
        });
        Tensor h = Tensor.ones(2, 4);
        rows.set(
                0,
                rows.getFirst()
                        .mistake(
                                () -> Tensor.ones(3, 2, 12)
                                        .gru(Tensor.ones(4, 12), Tensor.ones(5), h, Optional.empty(), false)
                                        .output(),
                                "gru",
                                "[5]",
                                "[4, 12]",
                                "[4]"));
        return rows;
    }
}
