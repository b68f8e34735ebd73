package dev.merapi.simd.scalar;

import static dev.merapi.simd.Winograd.PATCH;
import static dev.merapi.simd.Winograd.PRODUCTS;
import static dev.merapi.simd.Winograd.TILE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.merapi.simd.Convolution;
import dev.merapi.simd.Convolution.Shape;
import dev.merapi.simd.Winograd;
import dev.merapi.simd.Workers;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** {@link Winograd}'s convolution and weight gradient in plain loops. */
final class ScalarWinograd {
    private static final int TAPS = 9;

    private ScalarWinograd() {}

    /** As in the vector form; {@code turned}: w [c, o, 3, 3], turned by 180 degrees and its channels exchanged. */
    static void forward(
            Shape s,
            MemorySegment x,
            long xo,
            MemorySegment w,
            long wo,
            boolean turned,
            Convolution.Epilogue epilogue,
            MemorySegment y,
            long yo) {
        float[] u = weights(s, w, wo, turned);
        long plane = (long) s.oh() * s.ow();
        Workers.forRange(s.n(), 1, (from, to) -> {
            for (int i = from; i < to; i++) {
                float[] v = inputs(s, x, xo + (long) i * s.c() * s.h() * s.w());
                for (int o = 0; o < s.o(); o++) {
                    float[] m = multiply(s, u, o, v);
                    long at = yo + ((long) i * s.o() + o) * plane;
                    outputs(s, m, y, at);
                    ScalarConvolution.finish(epilogue, o, y, yo, at, plane);
                }
            }
        });
    }

    private static int tiles(Shape s) {
        return Winograd.tiles(s.oh()) * Winograd.tiles(s.ow());
    }

    /** U [36, o, c]. */
    private static float[] weights(Shape s, MemorySegment w, long wo, boolean turned) {
        float[] u = new float[PRODUCTS * s.o() * s.c()];
        float[] t = new float[PRODUCTS];
        for (int o = 0; o < s.o(); o++) {
            for (int c = 0; c < s.c(); c++) {
                long from = wo + (turned ? (long) c * s.o() + o : (long) o * s.c() + c) * TAPS;
                for (int tap = 0; tap < TAPS; tap++) {
                    long at = turned ? from + TAPS - 1 - tap : from + tap;
                    t[tap / 3 * PATCH + tap % 3] = w.getAtIndex(JAVA_FLOAT, at);
                }
                WinogradTransform.WEIGHTS.apply(t);
                for (int k = 0; k < PRODUCTS; k++) {
                    u[(k * s.o() + o) * s.c() + c] = t[k];
                }
            }
        }
        return u;
    }

    /** V [36, c, tiles] of one sample. */
    private static float[] inputs(Shape s, MemorySegment x, long xo) {
        int tiles = tiles(s);
        int perRow = Winograd.tiles(s.ow());
        float[] v = new float[PRODUCTS * s.c() * tiles];
        float[] t = new float[PRODUCTS];
        for (int c = 0; c < s.c(); c++) {
            for (int tile = 0; tile < tiles; tile++) {
                int row = tile / perRow * TILE - s.padH();
                int column = tile % perRow * TILE - s.padW();
                square(PATCH, row, column, s.h(), s.w(), x, xo + (long) c * s.h() * s.w(), t);
                WinogradTransform.INPUT.apply(t);
                for (int k = 0; k < PRODUCTS; k++) {
                    v[(k * s.c() + c) * tiles + tile] = t[k];
                }
            }
        }
        return v;
    }

    /** The n x n elements of a plane [h, w] from (row, column) on, 0 outside of it. */
    private static void square(int n, int row, int column, int h, int w, MemorySegment x, long xo, float[] t) {
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                boolean inside = row + i >= 0 && row + i < h && column + j >= 0 && column + j < w;
                t[i * PATCH + j] = inside ? x.getAtIndex(JAVA_FLOAT, xo + (long) (row + i) * w + column + j) : 0;
            }
        }
    }

    /** M [36, tiles] of one output channel. */
    private static float[] multiply(Shape s, float[] u, int o, float[] v) {
        int tiles = tiles(s);
        float[] m = new float[PRODUCTS * tiles];
        float[] block = new float[tiles];
        for (int k = 0; k < PRODUCTS; k++) {
            for (int c = 0; c < s.c(); c++) {
                fma(u[(k * s.o() + o) * s.c() + c], v, (k * s.c() + c) * tiles, block, 0, tiles);
                if (c % Winograd.DEPTH == Winograd.DEPTH - 1 || c == s.c() - 1) {
                    endChain(c < Winograd.DEPTH, block, m, k * tiles);
                }
            }
        }
        return m;
    }

    /** sums[so + i] = fma(a, x[xo + i], sums[so + i]) for i < n. */
    private static void fma(float a, float[] x, int xo, float[] sums, int so, int n) {
        for (int i = 0; i < n; i++) {
            sums[so + i] = Math.fma(a, x[xo + i], sums[so + i]);
        }
    }

    private static void endChain(boolean first, float[] chain, float[] sums, int at) {
        for (int i = 0; i < chain.length; i++) {
            sums[at + i] = first ? chain[i] : sums[at + i] + chain[i];
        }
        Arrays.fill(chain, 0);
    }

    private static void outputs(Shape s, float[] m, MemorySegment y, long yo) {
        int tiles = tiles(s);
        int perRow = Winograd.tiles(s.ow());
        float[] t = new float[PRODUCTS];
        for (int tile = 0; tile < tiles; tile++) {
            for (int k = 0; k < PRODUCTS; k++) {
                t[k] = m[k * tiles + tile];
            }
            WinogradTransform.OUTPUT.apply(t);
            int row = tile / perRow * TILE;
            int column = tile % perRow * TILE;
            for (int i = 0; i < Math.min(TILE, s.oh() - row); i++) {
                for (int j = 0; j < Math.min(TILE, s.ow() - column); j++) {
                    y.setAtIndex(JAVA_FLOAT, yo + (long) (row + i) * s.ow() + column + j, t[i * PATCH + j]);
                }
            }
        }
    }

    /** dw [o, c, 3, 3] is set. */
    static void weightGradient(
            Shape s, MemorySegment x, long xo, MemorySegment dy, long dyo, MemorySegment dw, long dwo) {
        int tiles = tiles(s);
        float[][] v = new float[s.n()][];
        float[][] d = new float[s.n()][];
        for (int i = 0; i < s.n(); i++) {
            v[i] = inputs(s, x, xo + (long) i * s.c() * s.h() * s.w());
            d[i] = results(s, dy, dyo + (long) i * s.o() * s.oh() * s.ow());
        }
        int perChain = Winograd.rowsPerChain(s) * Winograd.tiles(s.ow());
        Workers.forRange(s.c(), 1, (from, to) -> {
            for (int c = from; c < to; c++) {
                float[] sums = new float[PRODUCTS * s.o()];
                float[] chain = new float[s.o()];
                for (int k = 0; k < PRODUCTS; k++) {
                    for (int t = 0; t < s.n() * tiles; t++) {
                        float a = v[t / tiles][(k * s.c() + c) * tiles + t % tiles];
                        fma(a, d[t / tiles], (k * tiles + t % tiles) * s.o(), chain, 0, s.o());
                        if (t % perChain == perChain - 1 || t == s.n() * tiles - 1) {
                            endChain(t < perChain, chain, sums, k * s.o());
                        }
                    }
                }
                kernels(s, sums, c, dw, dwo);
            }
        });
    }

    /** D [36, tiles, o] of one sample. */
    private static float[] results(Shape s, MemorySegment dy, long dyo) {
        int tiles = tiles(s);
        int perRow = Winograd.tiles(s.ow());
        float[] d = new float[PRODUCTS * tiles * s.o()];
        float[] t = new float[PRODUCTS];
        for (int o = 0; o < s.o(); o++) {
            for (int tile = 0; tile < tiles; tile++) {
                int row = tile / perRow * TILE;
                int column = tile % perRow * TILE;
                square(TILE, row, column, s.oh(), s.ow(), dy, dyo + (long) o * s.oh() * s.ow(), t);
                WinogradTransform.RESULT_GRADIENT.apply(t);
                for (int k = 0; k < PRODUCTS; k++) {
                    d[(k * tiles + tile) * s.o() + o] = t[k];
                }
            }
        }
        return d;
    }

    /** The gradients of the kernels of input channel c from the sums [36, o]. */
    private static void kernels(Shape s, float[] sums, int c, MemorySegment dw, long dwo) {
        float[] t = new float[PRODUCTS];
        for (int o = 0; o < s.o(); o++) {
            for (int k = 0; k < PRODUCTS; k++) {
                t[k] = sums[k * s.o() + o];
            }
            WinogradTransform.WEIGHT_GRADIENT.apply(t);
            for (int tap = 0; tap < TAPS; tap++) {
                long at = dwo + ((long) o * s.c() + c) * TAPS + tap;
                dw.setAtIndex(JAVA_FLOAT, at, t[tap / 3 * PATCH + tap % 3]);
            }
        }
    }
}
