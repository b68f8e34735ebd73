package dev.merapi.simd.scalar;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.merapi.simd.Convolution.Shape;
import dev.merapi.simd.Workers;
import java.lang.foreign.MemorySegment;

/** The gradients of a depthwise convolution in plain loops, in the order that {@link dev.merapi.simd.Convolution} states. */
final class ScalarDepthwise {
    private static final int SUMS = 16;

    private ScalarDepthwise() {}

    static void inputGradient(
            Shape s, MemorySegment dy, long dyo, MemorySegment weight, long wo, MemorySegment dx, long dxo) {
        int out = s.o() / s.groups();
        Workers.forRange(s.n() * s.c(), 1, (from, to) -> {
            for (int i = from; i < to; i++) {
                long g = dyo + (long) i * out * s.oh() * s.ow();
                long w = wo + (long) (i % s.c()) * out * s.kh() * s.kw();
                long at = dxo + (long) i * s.h() * s.w();
                for (int r = 0; r < s.h(); r++) {
                    for (int q = 0; q < s.w(); q++, at++) {
                        dx.setAtIndex(JAVA_FLOAT, at, element(s, r, q, dy, g, weight, w));
                    }
                }
            }
        });
    }

    /** dx of one element, from the dy of its group's results and their weights. */
    private static float element(Shape s, int row, int column, MemorySegment dy, long g, MemorySegment weight, long w) {
        int plane = s.oh() * s.ow();
        int taps = s.kh() * s.kw();
        float sum = 0;
        for (int m = 0; m < s.o() / s.groups(); m++) {
            for (int tap = taps - 1; tap >= 0; tap--) {
                int r = row + s.padH() - tap / s.kw() * s.dilationH();
                int q = column + s.padW() - tap % s.kw() * s.dilationW();
                boolean there = r >= 0 && q >= 0 && r % s.strideH() == 0 && q % s.strideW() == 0;
                boolean inside = there && r / s.strideH() < s.oh() && q / s.strideW() < s.ow();
                long at = g + (long) m * plane + (long) r / s.strideH() * s.ow() + q / s.strideW();
                float v = inside ? dy.getAtIndex(JAVA_FLOAT, at) : 0;
                sum = Math.fma(weight.getAtIndex(JAVA_FLOAT, w + (long) m * taps + tap), v, sum);
            }
        }
        return sum;
    }

    static void weightGradient(
            Shape s, MemorySegment x, long xo, MemorySegment dy, long dyo, MemorySegment dw, long dwo) {
        int taps = s.kh() * s.kw();
        Workers.forRange(s.o() * taps, 1, (from, to) -> {
            for (int i = from; i < to; i++) {
                float[] sums = new float[SUMS];
                for (int sample = 0; sample < s.n(); sample++) {
                    addSample(s, i / taps, i % taps, x, xo, dy, dyo, sample, sums);
                }
                dw.setAtIndex(JAVA_FLOAT, dwo + i, Tree.sum(sums));
            }
        });
    }

    /** Adds a sample's chains for weight (o, tap). */
    private static void addSample(
            Shape s, int o, int tap, MemorySegment x, long xo, MemorySegment dy, long dyo, int sample, float[] sums) {
        long channel = (long) sample * s.c() + o / (s.o() / s.groups());
        long image = xo + channel * s.h() * s.w();
        long g = dyo + ((long) sample * s.o() + o) * s.oh() * s.ow();
        for (int q = 0; q < s.ow(); q++) {
            float chain = 0;
            int column = q * s.strideW() + tap % s.kw() * s.dilationW() - s.padW();
            for (int p = 0; p < s.oh(); p++) {
                int row = p * s.strideH() + tap / s.kw() * s.dilationH() - s.padH();
                boolean inside = row >= 0 && row < s.h() && column >= 0 && column < s.w();
                float v = inside ? x.getAtIndex(JAVA_FLOAT, image + (long) row * s.w() + column) : 0;
                chain = Math.fma(v, dy.getAtIndex(JAVA_FLOAT, g + (long) p * s.ow() + q), chain);
            }
            sums[q % SUMS] += chain;
        }
    }
}
