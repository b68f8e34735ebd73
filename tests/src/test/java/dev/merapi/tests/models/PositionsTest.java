package dev.merapi.tests.models;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.merapi.models.layer.Alibi;
import dev.merapi.models.layer.RotaryPositions;
import dev.merapi.models.layer.SinusoidalPositions;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Attention.Options;
import org.junit.jupiter.api.Test;

/** Positional encodings beside float64 by other ways: turning step by step, complex products, biases written out. */
class PositionsTest {
    private static final RandomKey KEY = RandomKey.of(6);
    private static final int LENGTH = 60;

    /** A number of the unit circle. */
    private record Turn(double cos, double sin) {
        Turn times(Turn by) {
            return new Turn(cos * by.cos - sin * by.sin, sin * by.cos + cos * by.sin);
        }
    }

    /** Turned i times by the pair's own angle, e^(-2 j / d ln base): no angle of a position is ever made. */
    private static Turn turned(int i, int pair, int width, double base) {
        double angle = Math.exp(-2.0 * pair / width * Math.log(base));
        Turn once = new Turn(Math.cos(angle), Math.sin(angle));
        Turn all = new Turn(1, 0);
        for (int k = 0; k < i; k++) {
            all = all.times(once);
        }
        return all;
    }

    /** float32's rounding of numbers up to 1, and sixty turns in float64. */
    @Test
    void sinusoidsTurnFromPositionToPosition() {
        for (int width : new int[] {6, 7}) {
            Tensor pe = SinusoidalPositions.of(LENGTH, width).pe().value();
            for (int i = 0; i < LENGTH; i++) {
                for (int j = 0; j < width; j++) {
                    Turn turn = turned(i, j / 2, width, 10000);
                    assertEquals(j % 2 == 0 ? turn.sin() : turn.cos(), pe.get(i, j), 1e-7, i + ", " + j);
                }
            }
        }
    }

    /** A pair is a complex number, which its position's number of the unit circle multiplies. */
    @Test
    void rotaryPairsAreComplexProducts() {
        int half = 4;
        for (double base : new double[] {10000, 500}) {
            RotaryPositions layer = RotaryPositions.of(LENGTH, 2 * half, base);
            Tensor x = KEY.normal(2, 3, 20, 2 * half);
            Tensor y = layer.forward(x, 30);
            for (int at = 0; at < 2 * 3 * 20 * half; at++) {
                int[] i = {at / half / 60, at / half / 20 % 3, at / half % 20, at % half};
                Turn turn = turned(30 + i[2], i[3], 2 * half, base);
                double re = x.get(i[0], i[1], i[2], i[3]);
                double im = x.get(i[0], i[1], i[2], i[3] + half);
                assertEquals(re * turn.cos() - im * turn.sin(), y.get(i[0], i[1], i[2], i[3]), 1e-6);
                assertEquals(im * turn.cos() + re * turn.sin(), y.get(i[0], i[1], i[2], i[3] + half), 1e-6);
            }
        }
    }

    /** The published slopes, by repeated multiplication; of six heads four and then every second one of eight's. */
    private static double[] slopes(int heads) {
        double[] slopes = new double[heads];
        int power = Integer.highestOneBit(heads);
        double first = Math.sqrt(Math.sqrt(Math.scalb(1.0, -32 / power)));
        double slope = 1;
        for (int h = 0; h < power; h++) {
            slope *= first;
            slopes[h] = slope;
        }
        slope = Math.sqrt(first);
        for (int h = power; h < heads; h++) {
            slopes[h] = slope;
            slope *= first;
        }
        return slopes;
    }

    @Test
    void alibiIsCausalAttentionWithItsBias() {
        for (int heads : new int[] {4, 6, 8}) {
            int t = 9;
            int d = 4;
            Tensor q = KEY.fold("q").normal(2, heads, t, d);
            Tensor k = KEY.fold("k").normal(2, heads, t, d);
            Tensor v = KEY.fold("v").normal(2, heads, t, d);
            Tensor y = q.attention(k, v, Alibi.mask(heads, t), Options.CAUSAL);
            double[] slopes = slopes(heads);
            for (int row = 0; row < 2 * heads * t; row++) {
                int n = row / t / heads;
                int h = row / t % heads;
                int i = row % t;
                double[] sums = new double[d];
                double total = 0;
                for (int j = 0; j <= i; j++) {
                    double score = -slopes[h] * (i - j);
                    for (int c = 0; c < d; c++) {
                        score += q.get(n, h, i, c) * k.get(n, h, j, c) / Math.sqrt(d);
                    }
                    total += Math.exp(score);
                    for (int c = 0; c < d; c++) {
                        sums[c] += Math.exp(score) * v.get(n, h, j, c);
                    }
                }
                for (int c = 0; c < d; c++) {
                    assertEquals(sums[c] / total, y.get(n, h, i, c), 5e-6, heads + " heads, query " + i);
                }
            }
        }
    }
}
