package dev.merapi.simd.scalar;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.merapi.simd.Normalization;
import java.lang.foreign.MemorySegment;

/** {@link Normalization} in plain loops. */
public final class ScalarNormalization implements Normalization {
    @Override
    public void softmax(int rows, int cols, MemorySegment x, long xo, MemorySegment y, long yo) {
        for (int i = 0; i < rows && cols > 0; i++) {
            long p = xo + (long) i * cols;
            long q = yo + (long) i * cols;
            float max = largest(x, p, cols);
            for (int j = 0; j < cols; j++) {
                set(y, q + j, Exponential.exp(at(x, p + j) - max));
            }
            float scale = 1f / ScalarReduction.sum(y, q, cols);
            for (int j = 0; j < cols; j++) {
                set(y, q + j, at(y, q + j) * scale);
            }
        }
    }

    @Override
    public void softmaxGradient(
            int rows, int cols, MemorySegment dy, long dyo, MemorySegment y, long yo, MemorySegment dx, long dxo) {
        for (int i = 0; i < rows && cols > 0; i++) {
            long row = (long) i * cols;
            float dot = ScalarReduction.dotOf(dy, dyo + row, y, yo + row, cols);
            for (long j = row; j < row + cols; j++) {
                set(dx, dxo + j, at(y, yo + j) * (at(dy, dyo + j) - dot));
            }
        }
    }

    @Override
    public void logSoftmax(int rows, int cols, MemorySegment x, long xo, MemorySegment y, long yo) {
        for (int i = 0; i < rows && cols > 0; i++) {
            long row = (long) i * cols;
            float max = largest(x, xo + row, cols);
            float log = Logarithm.log(ScalarReduction.expSum(x, xo + row, max, cols));
            for (long j = row; j < row + cols; j++) {
                set(y, yo + j, (at(x, xo + j) - max) - log);
            }
        }
    }

    @Override
    public void logSoftmaxGradient(
            int rows, int cols, MemorySegment dy, long dyo, MemorySegment y, long yo, MemorySegment dx, long dxo) {
        for (int i = 0; i < rows && cols > 0; i++) {
            long row = (long) i * cols;
            float sum = ScalarReduction.sum(dy, dyo + row, cols);
            for (long j = row; j < row + cols; j++) {
                set(dx, dxo + j, Math.fma(Exponential.exp(at(y, yo + j)), -sum, at(dy, dyo + j)));
            }
        }
    }

    @Override
    public void standardize(int rows, int cols, float eps, MemorySegment x, long xo, MemorySegment y, long yo) {
        for (int i = 0; i < rows && cols > 0; i++) {
            long row = (long) i * cols;
            float mean = ScalarReduction.sum(x, xo + row, cols) / cols;
            float rstd = rstd(x, xo + row, mean, cols, eps);
            for (long j = row; j < row + cols; j++) {
                set(y, yo + j, (at(x, xo + j) - mean) * rstd);
            }
        }
    }

    @Override
    public void layerNorm(
            int rows,
            int cols,
            float eps,
            MemorySegment x,
            long xo,
            MemorySegment weight,
            long wo,
            MemorySegment bias,
            long bo,
            MemorySegment y,
            long yo) {
        for (int i = 0; i < rows && cols > 0; i++) {
            long row = (long) i * cols;
            float mean = ScalarReduction.sum(x, xo + row, cols) / cols;
            float rstd = rstd(x, xo + row, mean, cols, eps);
            for (int j = 0; j < cols; j++) {
                float u = (at(x, xo + row + j) - mean) * rstd;
                set(y, yo + row + j, Math.fma(u, at(weight, wo + j), at(bias, bo + j)));
            }
        }
    }

    @Override
    public void layerNormGradient(
            int rows,
            int cols,
            float eps,
            MemorySegment dy,
            long dyo,
            MemorySegment x,
            long xo,
            MemorySegment weight,
            long wo,
            MemorySegment dx,
            long dxo) {
        for (int i = 0; i < rows && cols > 0; i++) {
            long row = (long) i * cols;
            for (int j = 0; j < cols; j++) {
                set(dx, dxo + row + j, at(dy, dyo + row + j) * at(weight, wo + j));
            }
            standardizeGradient(1, cols, eps, dx, dxo + row, x, xo + row, dx, dxo + row);
        }
    }

    @Override
    public void standardizeGradient(
            int rows,
            int cols,
            float eps,
            MemorySegment dy,
            long dyo,
            MemorySegment x,
            long xo,
            MemorySegment dx,
            long dxo) {
        for (int i = 0; i < rows && cols > 0; i++) {
            long row = (long) i * cols;
            float mean = ScalarReduction.sum(x, xo + row, cols) / cols;
            float rstd = rstd(x, xo + row, mean, cols, eps);
            float meanDy = ScalarReduction.sum(dy, dyo + row, cols) / cols;
            float meanDyY = ScalarReduction.centeredDot(dy, dyo + row, 0, x, xo + row, mean, cols) * rstd / cols;
            for (long j = row; j < row + cols; j++) {
                float y = (at(x, xo + j) - mean) * rstd;
                set(dx, dxo + j, Math.fma(-y, meanDyY, at(dy, dyo + j) - meanDy) * rstd);
            }
        }
    }

    @Override
    public void rmsNorm(
            int rows,
            int cols,
            float eps,
            MemorySegment x,
            long xo,
            MemorySegment weight,
            long wo,
            int ws,
            MemorySegment y,
            long yo) {
        for (int i = 0; i < rows && cols > 0; i++) {
            long row = (long) i * cols;
            float scale = scale(x, xo + row, cols, eps);
            for (int j = 0; j < cols; j++) {
                set(y, yo + row + j, at(x, xo + row + j) * scale * at(weight, wo + (long) j * ws));
            }
        }
    }

    @Override
    public void rmsNormGradient(
            int rows,
            int cols,
            float eps,
            MemorySegment dy,
            long dyo,
            MemorySegment x,
            long xo,
            MemorySegment weight,
            long wo,
            int ws,
            MemorySegment dx,
            long dxo) {
        for (int i = 0; i < rows && cols > 0; i++) {
            long row = (long) i * cols;
            for (int j = 0; j < cols; j++) {
                set(dx, dxo + row + j, at(dy, dyo + row + j) * at(weight, wo + (long) j * ws));
            }
            float scale = scale(x, xo + row, cols, eps);
            float m = ScalarReduction.dotOf(dx, dxo + row, x, xo + row, cols) * scale / cols;
            for (long j = row; j < row + cols; j++) {
                set(dx, dxo + j, Math.fma(-(at(x, xo + j) * scale), m, at(dx, dxo + j)) * scale);
            }
        }
    }

    @Override
    public void channelAffine(
            int first,
            int planes,
            int channels,
            int size,
            MemorySegment x,
            long xo,
            MemorySegment table,
            long to,
            MemorySegment y,
            long yo) {
        ChannelLoops.affine(first, planes, channels, size, x, xo, table, to, y, yo);
    }

    @Override
    public void channelGradient(
            int first,
            int planes,
            int channels,
            int size,
            MemorySegment dy,
            long dyo,
            MemorySegment x,
            long xo,
            MemorySegment table,
            long to,
            MemorySegment dx,
            long dxo) {
        ChannelLoops.gradient(first, planes, channels, size, dy, dyo, x, xo, table, to, dx, dxo);
    }

    private static float scale(MemorySegment x, long xo, int n, float eps) {
        return 1f / (float) Math.sqrt(ScalarReduction.dotOf(x, xo, x, xo, n) / n + eps);
    }

    private static float rstd(MemorySegment x, long xo, float mean, int n, float eps) {
        float variance = ScalarReduction.centeredDot(x, xo, mean, x, xo, mean, n) / n;
        return 1f / (float) Math.sqrt(variance + eps);
    }

    /** The largest that isn't NaN: a NaN reaches its row through the sum. */
    private static float largest(MemorySegment x, long xo, int n) {
        float a = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            float v = at(x, xo + i);
            a = v > a ? v : a;
        }
        return a;
    }

    private static float at(MemorySegment x, long i) {
        return x.get(JAVA_FLOAT_UNALIGNED, i << 2);
    }

    private static void set(MemorySegment y, long i, float v) {
        y.set(JAVA_FLOAT_UNALIGNED, i << 2, v);
    }
}
