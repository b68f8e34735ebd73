package dev.merapi.simd;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import dev.merapi.simd.Convolution.Shape;
import java.lang.foreign.MemorySegment;

/**
 * 2-D cross-correlation and its gradients in float64: plain loops over the definition, for checking and for science.
 *
 * <p>Offsets are in elements. One canonical order, serial: every sum is one chain of fma from 0 over the taps and
 * samples that exist, in the order of the loops below; nothing is padded, so a tap outside the image adds nothing.
 */
public final class ConvolutionDouble {
    private ConvolutionDouble() {}

    /** y [n, o, oh, ow] = act(x * weight + bias), as {@link Convolution#forward}. */
    public static void forward(
            Shape s,
            MemorySegment x,
            long xo,
            MemorySegment weight,
            long wo,
            MemorySegment bias,
            long bo,
            Gemm.Activation activation,
            MemorySegment y,
            long yo) {
        boolean biased = bias.byteSize() > 0;
        long at = yo;
        for (int i = 0; i < s.n(); i++) {
            for (int o = 0; o < s.o(); o++) {
                for (int p = 0; p < s.oh(); p++) {
                    for (int q = 0; q < s.ow(); q++) {
                        double sum = correlate(s, x, xo, weight, wo, i, o, p, q);
                        double z = biased ? sum + bias.getAtIndex(JAVA_DOUBLE, bo + o) : sum;
                        y.setAtIndex(JAVA_DOUBLE, at++, activation == Gemm.Activation.RELU ? relu(z) : z);
                    }
                }
            }
        }
    }

    private static double relu(double z) {
        return z > 0 || Double.isNaN(z) ? z : 0;
    }

    private static double correlate(
            Shape s, MemorySegment x, long xo, MemorySegment weight, long wo, int i, int o, int p, int q) {
        int channels = s.c() / s.groups();
        int first = o / (s.o() / s.groups()) * channels;
        double sum = 0;
        for (int c = 0; c < channels; c++) {
            for (int kh = 0; kh < s.kh(); kh++) {
                int r = p * s.strideH() - s.padH() + kh * s.dilationH();
                for (int kw = 0; kw < s.kw(); kw++) {
                    int t = q * s.strideW() - s.padW() + kw * s.dilationW();
                    if (inside(s, r, t)) {
                        double a = weight.getAtIndex(JAVA_DOUBLE, wo + weightIndex(s, o, c, kh, kw));
                        sum = Math.fma(a, x.getAtIndex(JAVA_DOUBLE, xo + imageIndex(s, i, first + c, r, t)), sum);
                    }
                }
            }
        }
        return sum;
    }

    /** dx [n, c, h, w] from dy [n, o, oh, ow], as {@link Convolution#inputGradient}. */
    public static void inputGradient(
            Shape s, MemorySegment dy, long dyo, MemorySegment weight, long wo, MemorySegment dx, long dxo) {
        long size = (long) s.n() * s.c() * s.h() * s.w();
        for (long i = 0; i < size; i++) {
            dx.setAtIndex(JAVA_DOUBLE, dxo + i, 0);
        }
        int channels = s.c() / s.groups();
        forEachTap(s, (i, o, p, q, c, kh, kw, r, t) -> {
            int first = o / (s.o() / s.groups()) * channels;
            long at = dxo + imageIndex(s, i, first + c, r, t);
            double a = weight.getAtIndex(JAVA_DOUBLE, wo + weightIndex(s, o, c, kh, kw));
            double g = dy.getAtIndex(JAVA_DOUBLE, dyo + resultIndex(s, i, o, p, q));
            dx.setAtIndex(JAVA_DOUBLE, at, Math.fma(a, g, dx.getAtIndex(JAVA_DOUBLE, at)));
        });
    }

    /** dweight [o, c / groups, kh, kw] from x and dy, as {@link Convolution#weightGradient}. */
    public static void weightGradient(
            Shape s, MemorySegment x, long xo, MemorySegment dy, long dyo, MemorySegment dw, long dwo) {
        int channels = s.c() / s.groups();
        long size = (long) s.o() * channels * s.kh() * s.kw();
        for (long i = 0; i < size; i++) {
            dw.setAtIndex(JAVA_DOUBLE, dwo + i, 0);
        }
        forEachTap(s, (i, o, p, q, c, kh, kw, r, t) -> {
            int first = o / (s.o() / s.groups()) * channels;
            long at = dwo + weightIndex(s, o, c, kh, kw);
            double a = x.getAtIndex(JAVA_DOUBLE, xo + imageIndex(s, i, first + c, r, t));
            double g = dy.getAtIndex(JAVA_DOUBLE, dyo + resultIndex(s, i, o, p, q));
            dw.setAtIndex(JAVA_DOUBLE, at, Math.fma(a, g, dw.getAtIndex(JAVA_DOUBLE, at)));
        });
    }

    /**
     * What to do with the product of tap (c, kh, kw) for result (i, o, p, q), which reads pixel (r, t) of the image.
     */
    @FunctionalInterface
    private interface Tap {
        void accept(int i, int o, int p, int q, int c, int kh, int kw, int r, int t);
    }

    private static void forEachTap(Shape s, Tap tap) {
        for (int i = 0; i < s.n(); i++) {
            for (int o = 0; o < s.o(); o++) {
                for (int p = 0; p < s.oh(); p++) {
                    for (int q = 0; q < s.ow(); q++) {
                        forEachTapOf(s, i, o, p, q, tap);
                    }
                }
            }
        }
    }

    private static void forEachTapOf(Shape s, int i, int o, int p, int q, Tap tap) {
        for (int c = 0; c < s.c() / s.groups(); c++) {
            for (int kh = 0; kh < s.kh(); kh++) {
                int r = p * s.strideH() - s.padH() + kh * s.dilationH();
                for (int kw = 0; kw < s.kw(); kw++) {
                    int t = q * s.strideW() - s.padW() + kw * s.dilationW();
                    if (inside(s, r, t)) {
                        tap.accept(i, o, p, q, c, kh, kw, r, t);
                    }
                }
            }
        }
    }

    private static boolean inside(Shape s, int r, int t) {
        return 0 <= r && r < s.h() && 0 <= t && t < s.w();
    }

    private static long imageIndex(Shape s, int i, int c, int r, int t) {
        return (((long) i * s.c() + c) * s.h() + r) * s.w() + t;
    }

    private static long resultIndex(Shape s, int i, int o, int p, int q) {
        return (((long) i * s.o() + o) * s.oh() + p) * s.ow() + q;
    }

    private static long weightIndex(Shape s, int o, int c, int kh, int kw) {
        return (((long) o * (s.c() / s.groups()) + c) * s.kh() + kh) * s.kw() + kw;
    }
}
