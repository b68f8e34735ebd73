package dev.merapi.tests.cases;

import dev.merapi.models.layer.RecurrentOptions;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tests.Array;
import dev.merapi.tests.Oracles;
import java.util.Arrays;
import java.util.List;

/**
 * Recurrent layers in naive loops, sample by sample.
 *
 * @param options layers, directions, and the dropout of the state
 * @param key what draws that, cell by cell
 */
record RecurrentOracle(Step step, RecurrentOptions options, RandomKey key) {
    /** Changes the state (h, then perhaps c) by what input and seen state add to the gates; the biases are in them. */
    interface Step {
        Step TANH = (x, s, state) -> {
            for (int j = 0; j < state[0].length; j++) {
                state[0][j] = StrictMath.tanh(x[j] + s[j]);
            }
        };

        Step RELU = (x, s, state) -> {
            for (int j = 0; j < state[0].length; j++) {
                state[0][j] = Math.max(0, x[j] + s[j]);
            }
        };

        Step LSTM = (x, s, state) -> {
            int h = state[0].length;
            for (int j = 0; j < h; j++) {
                double i = Oracles.sigmoid(x[j] + s[j]);
                double f = Oracles.sigmoid(x[h + j] + s[h + j]);
                double g = StrictMath.tanh(x[2 * h + j] + s[2 * h + j]);
                double o = Oracles.sigmoid(x[3 * h + j] + s[3 * h + j]);
                state[1][j] = f * state[1][j] + i * g;
                state[0][j] = o * StrictMath.tanh(state[1][j]);
            }
        };

        Step GRU = (x, s, state) -> {
            int h = state[0].length;
            for (int j = 0; j < h; j++) {
                double r = Oracles.sigmoid(x[j] + s[j]);
                double z = Oracles.sigmoid(x[h + j] + s[h + j]);
                double n = StrictMath.tanh(x[2 * h + j] + r * s[2 * h + j]);
                state[0][j] = (1 - z) * n + z * state[0][j];
            }
        };

        void next(double[] x, double[] s, double[][] state);
    }

    /** One step of x, as many states and the weights: the states side by side. */
    static Array cell(Step step, List<Array> in, int states) {
        Array x = in.get(0);
        int h = in.get(1).size(1);
        Array y = Array.make(new int[] {x.size(0), states * h}, i -> 0);
        for (int n = 0; n < x.size(0); n++) {
            double[][] state = new double[states][];
            for (int k = 0; k < states; k++) {
                state[k] = row(in.get(1 + k), n);
            }
            List<Array> w = in.subList(1 + states, 5 + states);
            step.next(gates(row(x, n), w.get(0), w.get(2)), gates(state[0], w.get(1), w.get(3)), state);
            for (int k = 0; k < states; k++) {
                System.arraycopy(state[k], 0, y.values(), (n * states + k) * h, h);
            }
        }
        return y;
    }

    /** Of x [n, t, in], lengths and weights: [n, t + 1, width], the last states behind all. */
    Array run(List<Array> in) {
        Array x = in.get(0);
        Array last = x;
        for (int layer = 0; layer < options.layers(); layer++) {
            int h = in.get(3).size(0);
            int width = h * options.directions();
            Array y = Array.make(new int[] {x.size(0), x.size(1) + 1, width}, i -> 0);
            for (int d = 0; d < options.directions(); d++) {
                int cell = layer * options.directions() + d;
                List<Array> w = in.subList(2 + 4 * cell, 6 + 4 * cell);
                run(last, in.get(1), w, cell, y, d);
            }
            last = y;
        }
        return last;
    }

    /** One layer in one direction, into its columns of y; x may have a row too many. */
    private void run(Array x, Array lengths, List<Array> w, int cell, Array y, int direction) {
        int h = w.get(1).size(0);
        Array drawn = Array.of(key.fold(cell).uniform(x.size(0), h));
        double p = options.recurrentDropout();
        for (int n = 0; n < x.size(0); n++) {
            double[][] state = new double[2][h];
            int length = (int) lengths.get(n);
            for (int k = 0; k < length; k++) {
                int t = direction == 1 ? length - 1 - k : k;
                double[] seen = state[0].clone();
                for (int j = 0; j < h && p > 0; j++) {
                    seen[j] *= drawn.get(n, j) < 1 - p ? 1 / (1 - p) : 0;
                }
                double[] input = Arrays.copyOfRange(x.values(), x.position(n, t, 0), x.position(n, t, 0) + x.size(2));
                step.next(gates(input, w.get(0), w.get(2)), gates(seen, w.get(1), w.get(3)), state);
                System.arraycopy(state[0], 0, y.values(), y.position(n, t, direction * h), h);
            }
            System.arraycopy(state[0], 0, y.values(), y.position(n, y.size(1) - 1, direction * h), h);
        }
    }

    private static double[] row(Array x, int n) {
        return Arrays.copyOfRange(x.values(), n * x.size(1), (n + 1) * x.size(1));
    }

    /** v W + b. */
    private static double[] gates(double[] v, Array w, Array b) {
        double[] y = b.values().clone();
        for (int j = 0; j < y.length; j++) {
            for (int i = 0; i < v.length; i++) {
                y[j] += v[i] * w.get(i, j);
            }
        }
        return y;
    }
}
