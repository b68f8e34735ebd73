package dev.merapi.tests.simd;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import dev.merapi.simd.Convolution.Shape;
import dev.merapi.simd.Winograd;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * What bounds the errors of {@link Winograd}: its own formula with the magnitudes of all matrices and operands, in
 * float64.
 */
final class WinogradBound {
    /** Roundings of a result beside those of its sum of products: at most 6 in V, 4 in U and 10 in Y. */
    static final int TRANSFORMS = 20;

    private static final double C = Winograd.A;
    private static final double D = Winograd.B;

    /** |B'|, 6 x 6. */
    private static final double[][] INPUT = {
        {C * C * D * D, 0, C * C + D * D, 0, 1, 0},
        {0, C * D * D, D * D, C, 1, 0},
        {0, C * D * D, D * D, C, 1, 0},
        {0, C * C * D, C * C, D, 1, 0},
        {0, C * C * D, C * C, D, 1, 0},
        {0, C * C * D * D, 0, C * C + D * D, 0, 1}
    };

    private static final double P = 1 / (2 * C * C * (D * D - C * C));
    private static final double Q = 1 / (2 * D * D * (D * D - C * C));

    /** |G|, 6 x 3. */
    private static final double[][] WEIGHTS = {
        {1 / (C * C * D * D), 0, 0},
        {P, C * P, C * C * P},
        {P, C * P, C * C * P},
        {Q, D * Q, D * D * Q},
        {Q, D * Q, D * D * Q},
        {0, 0, 1}
    };

    /** |A'|, 4 x 6. */
    private static final double[][] OUTPUT = {
        {1, 1, 1, 1, 1, 0},
        {0, C, C, D, D, 0},
        {0, C * C, C * C, D * D, D * D, 0},
        {0, C * C * C, C * C * C, D * D * D, D * D * D, 1}
    };

    private WinogradBound() {}

    /** For y [n, o, oh, ow], from the magnitudes of x, weight and bias. */
    static MemorySegment forward(Shape s, MemorySegment x, MemorySegment weight, MemorySegment bias) {
        var y = doubles(ConvolutionCase.sizeY(s));
        double[][][] u = new double[s.o() * s.c()][][];
        for (int i = 0; i < u.length; i++) {
            u[i] = sandwich(WEIGHTS, square(3, 0, 0, 3, 3, weight, i * 9L));
        }
        for (int i = 0; i < s.n(); i++) {
            for (int t = 0; t < tiles(s); t++) {
                double[][][] v = inputs(s, x, i, t);
                for (int o = 0; o < s.o(); o++) {
                    double[][] m = new double[6][6];
                    for (int c = 0; c < s.c(); c++) {
                        add(m, u[o * s.c() + c], v[c]);
                    }
                    double b = bias.getAtIndex(JAVA_DOUBLE, o);
                    store(sandwich(OUTPUT, m), b, row(s, t), column(s, t), s.oh(), s.ow(), y, (long) i * s.o() + o);
                }
            }
        }
        return y;
    }

    /** For dx, from the magnitudes of dy and weight. */
    static MemorySegment inputGradient(Shape s, MemorySegment dy, MemorySegment weight) {
        var turned = doubles(ConvolutionCase.sizeWeight(s));
        for (int o = 0; o < s.o(); o++) {
            for (int c = 0; c < s.c(); c++) {
                for (int tap = 0; tap < 9; tap++) {
                    double w = weight.getAtIndex(JAVA_DOUBLE, (o * s.c() + c) * 9L + tap);
                    turned.setAtIndex(JAVA_DOUBLE, (c * s.o() + o) * 9L + 8 - tap, w);
                }
            }
        }
        return forward(Winograd.transposed(s), dy, turned, doubles(s.c()));
    }

    /** For dw, from the magnitudes of x and dy. */
    static MemorySegment weightGradient(Shape s, MemorySegment x, MemorySegment dy) {
        double[][][] sums = new double[s.o() * s.c()][6][6];
        for (int i = 0; i < s.n(); i++) {
            for (int t = 0; t < tiles(s); t++) {
                double[][][] v = inputs(s, x, i, t);
                for (int o = 0; o < s.o(); o++) {
                    long plane = ((long) i * s.o() + o) * s.oh() * s.ow();
                    var d = sandwich(transpose(OUTPUT), square(4, row(s, t), column(s, t), s.oh(), s.ow(), dy, plane));
                    for (int c = 0; c < s.c(); c++) {
                        add(sums[o * s.c() + c], v[c], d);
                    }
                }
            }
        }
        var dw = doubles(ConvolutionCase.sizeWeight(s));
        for (int i = 0; i < sums.length; i++) {
            store(sandwich(transpose(WEIGHTS), sums[i]), 0, 0, 0, 3, 3, dw, i);
        }
        return dw;
    }

    private static double[][][] inputs(Shape s, MemorySegment x, int sample, int tile) {
        double[][][] v = new double[s.c()][][];
        for (int c = 0; c < s.c(); c++) {
            long plane = ((long) sample * s.c() + c) * s.h() * s.w();
            int row = row(s, tile) - s.padH();
            v[c] = sandwich(INPUT, square(6, row, column(s, tile) - s.padW(), s.h(), s.w(), x, plane));
        }
        return v;
    }

    private static int tiles(Shape s) {
        return Winograd.tiles(s.oh()) * Winograd.tiles(s.ow());
    }

    private static int row(Shape s, int tile) {
        return tile / Winograd.tiles(s.ow()) * 4;
    }

    private static int column(Shape s, int tile) {
        return tile % Winograd.tiles(s.ow()) * 4;
    }

    private static double[][] square(int n, int row, int column, int h, int w, MemorySegment x, long xo) {
        double[][] square = new double[n][n];
        for (int i = Math.max(0, -row); i < Math.min(n, h - row); i++) {
            for (int j = Math.max(0, -column); j < Math.min(n, w - column); j++) {
                square[i][j] = x.getAtIndex(JAVA_DOUBLE, xo + (long) (row + i) * w + column + j);
            }
        }
        return square;
    }

    private static void store(
            double[][] square, double b, int row, int column, int h, int w, MemorySegment y, long plane) {
        for (int i = 0; i < Math.min(square.length, h - row); i++) {
            for (int j = 0; j < Math.min(square.length, w - column); j++) {
                y.setAtIndex(JAVA_DOUBLE, (plane * h + row + i) * w + column + j, square[i][j] + b);
            }
        }
    }

    /** L x L'. */
    private static double[][] sandwich(double[][] l, double[][] x) {
        return multiply(multiply(l, x), transpose(l));
    }

    private static double[][] multiply(double[][] a, double[][] b) {
        double[][] c = new double[a.length][b[0].length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < b[0].length; j++) {
                for (int k = 0; k < b.length; k++) {
                    c[i][j] += a[i][k] * b[k][j];
                }
            }
        }
        return c;
    }

    private static double[][] transpose(double[][] a) {
        double[][] t = new double[a[0].length][a.length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a[0].length; j++) {
                t[j][i] = a[i][j];
            }
        }
        return t;
    }

    private static void add(double[][] sums, double[][] a, double[][] b) {
        for (int i = 0; i < 6; i++) {
            for (int j = 0; j < 6; j++) {
                sums[i][j] += a[i][j] * b[i][j];
            }
        }
    }

    private static MemorySegment doubles(int n) {
        return Arena.ofAuto().allocate(Math.max(1L, n) * Double.BYTES, 64);
    }
}
