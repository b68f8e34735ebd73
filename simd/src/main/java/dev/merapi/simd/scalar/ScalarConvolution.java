package dev.merapi.simd.scalar;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.merapi.simd.Convolution;
import dev.merapi.simd.Gemm;
import dev.merapi.simd.Winograd;
import dev.merapi.simd.Workers;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * {@link Convolution} in plain loops: the fallback and the oracle; it defines the bits.
 *
 * <p>Each tap's pixels are written as one column of floats, so the loop over them is a plain {@code y[i] = fma(w,
 * x[i], y[i])}, which C2 makes vectors of.
 */
public final class ScalarConvolution implements Convolution {
    /** Plain loops; no state. */
    public ScalarConvolution() {}

    @Override
    public void forward(
            Shape s,
            MemorySegment x,
            long xo,
            MemorySegment weight,
            long wo,
            Epilogue epilogue,
            MemorySegment y,
            long yo) {
        if (Winograd.forward(s)) {
            ScalarWinograd.forward(s, x, xo, weight, wo, false, epilogue, y, yo);
            return;
        }
        int in = s.c() / s.groups();
        int out = s.o() / s.groups();
        Workers.forRange(s.n() * s.groups(), 1, (from, to) -> {
            for (int i = from; i < to; i++) {
                int group = i % s.groups();
                long image = xo + (long) i * in * s.h() * s.w();
                long filters = wo + (long) group * out * in * s.kh() * s.kw();
                long result = yo + (long) i * out * s.oh() * s.ow();
                correlate(s, x, image, weight, filters, y, result);
                long plane = (long) s.oh() * s.ow();
                for (int m = 0; m < out; m++) {
                    finish(epilogue, group * out + m, y, yo, result + m * plane, plane);
                }
            }
        });
    }

    @Override
    public void forwardPacked(
            Shape s,
            MemorySegment x,
            long xo,
            MemorySegment packed,
            long po,
            Epilogue epilogue,
            MemorySegment y,
            long yo) {
        forward(s, x, xo, Unpacking.weight(s, packed, po), 0, epilogue, y, yo);
    }

    /** The epilogue of one channel's plane, which begins at {@code at}; y begins at {@code yo}. */
    static void finish(Epilogue e, int channel, MemorySegment y, long yo, long at, long plane) {
        if (e.isNone()) {
            return;
        }
        float b = e.biased() ? e.bias().getAtIndex(JAVA_FLOAT, e.biasOffset() + channel) : -0f;
        for (long i = at; i < at + plane; i++) {
            float sum = y.getAtIndex(JAVA_FLOAT, i) + b;
            float z = e.adds() ? sum + e.addend().getAtIndex(JAVA_FLOAT, e.addendOffset() + i - yo) : sum;
            y.setAtIndex(JAVA_FLOAT, i, e.activation() == Gemm.Activation.RELU && z <= 0 ? 0 : z);
        }
    }

    @Override
    public void inputGradient(
            Shape s, MemorySegment dy, long dyo, MemorySegment weight, long wo, MemorySegment dx, long dxo) {
        if (s.depthwise()) {
            ScalarDepthwise.inputGradient(s, dy, dyo, weight, wo, dx, dxo);
            return;
        }
        if (Winograd.inputGradient(s)) {
            var t = Winograd.transposed(s);
            ScalarWinograd.forward(t, dy, dyo, weight, wo, true, Epilogue.NONE, dx, dxo);
            return;
        }
        int in = s.c() / s.groups();
        int out = s.o() / s.groups();
        int pixels = s.oh() * s.ow();
        Workers.forRange(s.n() * s.groups(), 1, (from, to) -> {
            float[] g = new float[out * pixels];
            for (int i = from; i < to; i++) {
                MemorySegment.copy(dy, JAVA_FLOAT, (dyo + (long) i * g.length) * Float.BYTES, g, 0, g.length);
                long filters = wo + (long) (i % s.groups()) * out * in * s.kh() * s.kw();
                for (int c = 0; c < in; c++) {
                    long first = filters + (long) c * s.kh() * s.kw();
                    float[] plane = channelGradient(s, g, weight, first);
                    long at = dxo + ((long) i * in + c) * plane.length;
                    MemorySegment.copy(plane, 0, dx, JAVA_FLOAT, at * Float.BYTES, plane.length);
                }
            }
        });
    }

    /** dx of one channel [h, w] from the dy g [out, oh ow] of its group; its weights begin at {@code first}. */
    private static float[] channelGradient(Shape s, float[] g, MemorySegment weight, long first) {
        int out = s.o() / s.groups();
        int pixels = s.oh() * s.ow();
        long outStride = (long) s.c() / s.groups() * s.kh() * s.kw();
        float[] plane = new float[s.h() * s.w()];
        if (s.pointwise()) {
            Arrays.fill(plane, -0f);
        }
        float[] sums = new float[pixels];
        float[] block = new float[pixels];
        for (int tap = s.kh() * s.kw() - 1; tap >= 0; tap--) {
            for (int o = 0; o < out; o++) {
                float w = weight.getAtIndex(JAVA_FLOAT, first + tap + o * outStride);
                for (int i = 0; i < pixels; i++) {
                    block[i] = Math.fma(w, g[o * pixels + i], block[i]);
                }
                if (o % Gemm.KC == Gemm.KC - 1 || o == out - 1) {
                    endBlock(o < Gemm.KC, block, sums);
                }
            }
            spread(s, tap / s.kw(), tap % s.kw(), sums, plane);
        }
        return plane;
    }

    /** Adds to each pixel of the plane what tap (kh, kw) of a result brings it. */
    private static void spread(Shape s, int kh, int kw, float[] sums, float[] plane) {
        for (int p = 0; p < s.oh(); p++) {
            int row = p * s.strideH() + kh * s.dilationH() - s.padH();
            for (int q = 0; q < s.ow() && 0 <= row && row < s.h(); q++) {
                int column = q * s.strideW() + kw * s.dilationW() - s.padW();
                if (0 <= column && column < s.w()) {
                    plane[row * s.w() + column] += sums[p * s.ow() + q];
                }
            }
        }
    }

    /** One group of one sample: x [in, h, w] to y [out, oh, ow]. */
    private static void correlate(
            Shape s, MemorySegment x, long xo, MemorySegment weight, long wo, MemorySegment y, long yo) {
        int pixels = s.oh() * s.ow();
        int taps = s.kh() * s.kw();
        int out = s.o() / s.groups();
        int depth = s.c() / s.groups() * taps;
        float[] column = new float[pixels];
        float[] sums = new float[out * pixels];
        float[] block = new float[out * pixels];
        for (int k = 0; k < depth; k++) {
            column(s, k % taps / s.kw(), k % s.kw(), x, xo + (long) (k / taps) * s.h() * s.w(), column, 0);
            for (int m = 0; m < out; m++) {
                fma(weight.getAtIndex(JAVA_FLOAT, wo + (long) m * depth + k), column, block, m * pixels, pixels);
            }
            if (k % Gemm.KC == Gemm.KC - 1 || k == depth - 1) {
                endBlock(k < Gemm.KC, block, sums);
            }
        }
        MemorySegment.copy(sums, 0, y, JAVA_FLOAT, yo * Float.BYTES, sums.length);
    }

    private static void fma(float w, float[] column, float[] sums, int at, int n) {
        for (int i = 0; i < n; i++) {
            sums[at + i] = Math.fma(w, column[i], sums[at + i]);
        }
    }

    private static void endBlock(boolean first, float[] block, float[] sums) {
        if (first) {
            System.arraycopy(block, 0, sums, 0, block.length);
        } else {
            for (int i = 0; i < block.length; i++) {
                sums[i] += block[i];
            }
        }
        Arrays.fill(block, 0);
    }

    /** The pixel that tap (kh, kw) of each result reads, 0 in the padding; results in row order. */
    static void column(Shape s, int kh, int kw, MemorySegment x, long xo, float[] column, int at) {
        int i = at;
        for (int p = 0; p < s.oh(); p++) {
            int row = p * s.strideH() + kh * s.dilationH() - s.padH();
            boolean inside = 0 <= row && row < s.h();
            for (int q = 0; q < s.ow(); q++) {
                int col = q * s.strideW() + kw * s.dilationW() - s.padW();
                boolean here = inside && 0 <= col && col < s.w();
                column[i++] = here ? x.getAtIndex(JAVA_FLOAT, xo + (long) row * s.w() + col) : 0;
            }
        }
    }

    @Override
    public void weightGradient(
            Shape s, MemorySegment x, long xo, MemorySegment dy, long dyo, MemorySegment dw, long dwo) {
        if (s.depthwise()) {
            ScalarDepthwise.weightGradient(s, x, xo, dy, dyo, dw, dwo);
            return;
        }
        if (Winograd.weightGradient(s)) {
            ScalarWinograd.weightGradient(s, x, xo, dy, dyo, dw, dwo);
            return;
        }
        ScalarWeightGradient.weightGradient(s, x, xo, dy, dyo, dw, dwo);
    }
}
