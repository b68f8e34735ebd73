package dev.merapi.simd.scalar;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.merapi.simd.Convolution.Shape;
import dev.merapi.simd.Gemm;
import dev.merapi.simd.Workers;
import java.lang.foreign.MemorySegment;

/** A convolution's gradient by its weights in plain loops, where neither planes nor tiles have a way of their own. */
final class ScalarWeightGradient {
    private ScalarWeightGradient() {}

    static void weightGradient(
            Shape s, MemorySegment x, long xo, MemorySegment dy, long dyo, MemorySegment dw, long dwo) {
        int in = s.c() / s.groups();
        int taps = s.kh() * s.kw();
        Workers.forRange(s.c(), 1, (from, to) -> {
            for (int channel = from; channel < to; channel++) {
                for (int tap = 0; tap < taps; tap++) {
                    long at = dwo + ((long) channel / in * (s.o() / s.groups()) * in + channel % in) * taps + tap;
                    weightGradient(s, x, xo, channel, tap, dy, dyo, dw, at);
                }
            }
        });
    }

    /**
     * The gradients of the weights of one tap (channel of x, kernel element), for each output channel of its group.
     */
    private static void weightGradient(
            Shape s,
            MemorySegment x,
            long xo,
            int channel,
            int tap,
            MemorySegment dy,
            long dyo,
            MemorySegment dw,
            long at) {
        int in = s.c() / s.groups();
        int out = s.o() / s.groups();
        int plane = s.oh() * s.ow();
        float[] column = new float[s.n() * plane];
        for (int i = 0; i < s.n(); i++) {
            long image = xo + ((long) i * s.c() + channel) * s.h() * s.w();
            ScalarConvolution.column(s, tap / s.kw(), tap % s.kw(), x, image, column, i * plane);
        }
        for (int m = 0; m < out; m++) {
            long first = dyo + (long) (channel / in * out + m) * plane;
            float sum = foldChunks(s, column, dy, first);
            dw.setAtIndex(JAVA_FLOAT, at + (long) m * in * s.kh() * s.kw(), sum);
        }
    }

    private static float foldChunks(Shape s, float[] column, MemorySegment dy, long first) {
        int plane = s.oh() * s.ow();
        int chunk = s.weightGradientChunk();
        int chunks = Math.max(1, (column.length + chunk - 1) / chunk);
        float[] sums = new float[chunks];
        for (int begin = 0; begin < column.length; begin += Gemm.KC) {
            float sum = 0;
            for (int p = begin; p < Math.min(begin + Gemm.KC, column.length); p++) {
                long at = first + (long) (p / plane) * s.o() * plane + p % plane;
                sum = Math.fma(column[p], dy.getAtIndex(JAVA_FLOAT, at), sum);
            }
            sums[begin / chunk] = begin % chunk == 0 ? sum : sums[begin / chunk] + sum;
        }
        for (int step = 1; step < chunks; step *= 2) {
            for (int i = 0; i + step < chunks; i += 2 * step) {
                sums[i] += sums[i + step];
            }
        }
        return sums[0];
    }
}
