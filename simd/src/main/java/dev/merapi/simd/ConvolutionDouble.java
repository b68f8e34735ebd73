package dev.merapi.simd;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import dev.merapi.simd.Convolution.Epilogue;
import dev.merapi.simd.Convolution.Shape;
import java.lang.foreign.MemorySegment;

/**
 * 2-D cross-correlation and its gradients in float64: plain loops, for checking and for science.
 *
 * <p>Offsets are in elements. One canonical order, serial: every sum is one chain of fma from 0 over what exists;
 * nothing is padded, so a tap outside the image adds nothing. A result's chain goes over (channel, row, column) of its
 * taps, a pixel's gradient over (output channel, row, column) of the results that it's in, a weight's over (sample,
 * row, column) of the results. The innermost loops run along rows: twice as fast as result by result, with the same
 * bits.
 */
public final class ConvolutionDouble {
    private ConvolutionDouble() {}

    /** y [n, o, oh, ow] = act((x * weight + bias) + addend), as {@link Convolution#forward}. */
    public static void forward(
            Shape s,
            MemorySegment x,
            long xo,
            MemorySegment weight,
            long wo,
            Epilogue epilogue,
            MemorySegment y,
            long yo) {
        int channels = s.c() / s.groups();
        for (int i = 0; i < s.n(); i++) {
            for (int o = 0; o < s.o(); o++) {
                long at = yo + resultRow(s, i, o, 0);
                zero(y, at, (long) s.oh() * s.ow());
                int first = o / (s.o() / s.groups()) * channels;
                for (int c = 0; c < channels; c++) {
                    correlate(s, x, xo + imagePlane(s, i, first + c), weight, wo + weightAt(s, o, c), y, at);
                }
                finish(s, epilogue, o, y, yo, at);
            }
        }
    }

    /** One channel's part of a plane of results. */
    private static void correlate(
            Shape s, MemorySegment x, long xo, MemorySegment weight, long wo, MemorySegment y, long yo) {
        for (int kh = 0; kh < s.kh(); kh++) {
            for (int kw = 0; kw < s.kw(); kw++) {
                double a = weight.getAtIndex(JAVA_DOUBLE, wo + kh * s.kw() + kw);
                int from = fromColumn(s, kw);
                int rows = joined(s, kw, toRow(s, kh) - fromRow(s, kh));
                int count = rows * (toColumn(s, kw) - from);
                for (int p = fromRow(s, kh); p < toRow(s, kh); p += rows) {
                    long yAt = yo + (long) p * s.ow() + from;
                    long xAt = xo + pixel(s, p, from, kh, kw);
                    for (int k = 0; k < count; k++) {
                        double pixel = x.getAtIndex(JAVA_DOUBLE, xAt + (long) k * s.strideW());
                        double sum = y.getAtIndex(JAVA_DOUBLE, yAt + k);
                        y.setAtIndex(JAVA_DOUBLE, yAt + k, Math.fma(a, pixel, sum));
                    }
                }
            }
        }
    }

    /** The plane of output channel {@code o} that begins at {@code at}; y begins at {@code yo}. */
    private static void finish(Shape s, Epilogue e, int o, MemorySegment y, long yo, long at) {
        double bias = e.biased() ? e.bias().getAtIndex(JAVA_DOUBLE, e.biasOffset() + o) : -0.0;
        for (long i = at; i < at + (long) s.oh() * s.ow(); i++) {
            double sum = y.getAtIndex(JAVA_DOUBLE, i) + bias;
            double z = e.adds() ? sum + e.addend().getAtIndex(JAVA_DOUBLE, e.addendOffset() + i - yo) : sum;
            y.setAtIndex(JAVA_DOUBLE, i, e.activation() == Gemm.Activation.RELU ? relu(z) : z);
        }
    }

    private static double relu(double z) {
        return z > 0 || Double.isNaN(z) ? z : 0;
    }

    /** dx [n, c, h, w] from dy [n, o, oh, ow], as {@link Convolution#inputGradient}. */
    public static void inputGradient(
            Shape s, MemorySegment dy, long dyo, MemorySegment weight, long wo, MemorySegment dx, long dxo) {
        zero(dx, dxo, (long) s.n() * s.c() * s.h() * s.w());
        int channels = s.c() / s.groups();
        for (int i = 0; i < s.n(); i++) {
            for (int o = 0; o < s.o(); o++) {
                int first = o / (s.o() / s.groups()) * channels;
                for (int c = 0; c < channels; c++) {
                    long at = dxo + imagePlane(s, i, first + c);
                    int rows = s.kh() * s.kw() == 1 && s.padH() == 0 ? joined(s, 0, toRow(s, 0)) : 1;
                    for (int p = 0; p < s.oh(); p += rows) {
                        spread(s, dy, dyo + resultRow(s, i, o, p), weight, wo + weightAt(s, o, c), dx, at, p, rows);
                    }
                }
            }
        }
    }

    /**
     * Row p of results, and the rows joined with it, to the pixels of one channel: a pixel meets its results from left
     * to right, so taps run to the left.
     */
    private static void spread(
            Shape s,
            MemorySegment dy,
            long dyo,
            MemorySegment weight,
            long wo,
            MemorySegment dx,
            long dxo,
            int p,
            int rows) {
        for (int kh = 0; kh < s.kh(); kh++) {
            if (p < fromRow(s, kh) || p >= toRow(s, kh)) {
                continue;
            }
            for (int kw = s.kw() - 1; kw >= 0; kw--) {
                double a = weight.getAtIndex(JAVA_DOUBLE, wo + kh * s.kw() + kw);
                int from = fromColumn(s, kw);
                int count = rows * (toColumn(s, kw) - from);
                long at = dxo + pixel(s, p, from, kh, kw);
                for (int k = 0; k < count; k++) {
                    long t = at + (long) k * s.strideW();
                    double g = dy.getAtIndex(JAVA_DOUBLE, dyo + from + k);
                    dx.setAtIndex(JAVA_DOUBLE, t, Math.fma(a, g, dx.getAtIndex(JAVA_DOUBLE, t)));
                }
            }
        }
    }

    /** dweight [o, c / groups, kh, kw] from x and dy, as {@link Convolution#weightGradient}. */
    public static void weightGradient(
            Shape s, MemorySegment x, long xo, MemorySegment dy, long dyo, MemorySegment dw, long dwo) {
        int channels = s.c() / s.groups();
        zero(dw, dwo, (long) s.o() * channels * s.kh() * s.kw());
        for (int i = 0; i < s.n(); i++) {
            for (int o = 0; o < s.o(); o++) {
                int first = o / (s.o() / s.groups()) * channels;
                for (int c = 0; c < channels; c++) {
                    long xAt = xo + imagePlane(s, i, first + c);
                    gather(s, x, xAt, dy, dyo + resultRow(s, i, o, 0), dw, dwo + weightAt(s, o, c));
                }
            }
        }
    }

    /** One sample's part of the gradient of one output channel's weights for one channel. */
    private static void gather(
            Shape s, MemorySegment x, long xo, MemorySegment dy, long dyo, MemorySegment dw, long dwo) {
        for (int kh = 0; kh < s.kh(); kh++) {
            for (int kw = 0; kw < s.kw(); kw++) {
                long at = dwo + kh * s.kw() + kw;
                int from = fromColumn(s, kw);
                int rows = joined(s, kw, toRow(s, kh) - fromRow(s, kh));
                int count = rows * (toColumn(s, kw) - from);
                double sum = dw.getAtIndex(JAVA_DOUBLE, at);
                for (int p = fromRow(s, kh); p < toRow(s, kh); p += rows) {
                    long dyAt = dyo + (long) p * s.ow() + from;
                    long xAt = xo + pixel(s, p, from, kh, kw);
                    for (int k = 0; k < count; k++) {
                        double a = x.getAtIndex(JAVA_DOUBLE, xAt + (long) k * s.strideW());
                        sum = Math.fma(a, dy.getAtIndex(JAVA_DOUBLE, dyAt + k), sum);
                    }
                }
                dw.setAtIndex(JAVA_DOUBLE, at, sum);
            }
        }
    }

    private static void zero(MemorySegment y, long at, long count) {
        for (long k = 0; k < count; k++) {
            y.setAtIndex(JAVA_DOUBLE, at + k, 0);
        }
    }

    /** How many of so many rows a tap in this column takes at once: all, if they lie together in results and image. */
    private static int joined(Shape s, int kw, int rows) {
        boolean whole = fromColumn(s, kw) == 0 && toColumn(s, kw) == s.ow() && s.ow() == s.w();
        return whole && s.strideH() == 1 && s.strideW() == 1 ? Math.max(rows, 1) : 1;
    }

    /** The first row of results whose tap kh is inside the image. */
    private static int fromRow(Shape s, int kh) {
        return from(s.padH() - kh * s.dilationH(), s.strideH());
    }

    /** The row behind the last one. */
    private static int toRow(Shape s, int kh) {
        return to(s.padH() - kh * s.dilationH(), s.strideH(), s.h(), s.oh());
    }

    private static int fromColumn(Shape s, int kw) {
        return from(s.padW() - kw * s.dilationW(), s.strideW());
    }

    private static int toColumn(Shape s, int kw) {
        return to(s.padW() - kw * s.dilationW(), s.strideW(), s.w(), s.ow());
    }

    /** Small images would spend their time on these divisions. */
    private static int from(int outside, int stride) {
        return Math.max(0, stride == 1 ? outside : Math.ceilDiv(outside, stride));
    }

    private static int to(int outside, int stride, int size, int results) {
        return Math.min(results, stride == 1 ? size + outside : Math.floorDiv(size - 1 + outside, stride) + 1);
    }

    /** Where in its channel the tap (kh, kw) of the result (p, q) is. */
    private static long pixel(Shape s, int p, int q, int kh, int kw) {
        long r = (long) p * s.strideH() - s.padH() + kh * s.dilationH();
        return r * s.w() + (long) q * s.strideW() - s.padW() + kw * s.dilationW();
    }

    private static long imagePlane(Shape s, int i, int c) {
        return ((long) i * s.c() + c) * s.h() * s.w();
    }

    private static long resultRow(Shape s, int i, int o, int p) {
        return (((long) i * s.o() + o) * s.oh() + p) * s.ow();
    }

    private static long weightAt(Shape s, int o, int c) {
        return ((long) o * (s.c() / s.groups()) + c) * s.kh() * s.kw();
    }
}
