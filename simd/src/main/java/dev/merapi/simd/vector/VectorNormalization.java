package dev.merapi.simd.vector;

import dev.merapi.simd.Normalization;
import java.lang.foreign.MemorySegment;

/** {@link Normalization} with the Vector API, row by row. */
public final class VectorNormalization implements Normalization {
    @Override
    public void softmax(int rows, int cols, MemorySegment x, long xo, MemorySegment y, long yo) {
        if (rows > 0 && cols > 0) {
            Softmax.forward(rows, cols, x, xo, y, yo);
        }
    }

    @Override
    public void softmaxGradient(
            int rows, int cols, MemorySegment dy, long dyo, MemorySegment y, long yo, MemorySegment dx, long dxo) {
        for (int i = 0; i < rows && cols > 0; i++) {
            long row = (long) i * cols;
            Softmax.gradient(dy, dyo + row, y, yo + row, dx, dxo + row, cols);
        }
    }

    @Override
    public void logSoftmax(int rows, int cols, MemorySegment x, long xo, MemorySegment y, long yo) {
        for (int i = 0; i < rows && cols > 0; i++) {
            long row = (long) i * cols;
            LogSoftmax.forward(x, xo + row, y, yo + row, cols);
        }
    }

    @Override
    public void logSoftmaxGradient(
            int rows, int cols, MemorySegment dy, long dyo, MemorySegment y, long yo, MemorySegment dx, long dxo) {
        for (int i = 0; i < rows && cols > 0; i++) {
            long row = (long) i * cols;
            LogSoftmax.gradient(dy, dyo + row, y, yo + row, dx, dxo + row, cols);
        }
    }

    @Override
    public void standardize(int rows, int cols, float eps, MemorySegment x, long xo, MemorySegment y, long yo) {
        for (int i = 0; i < rows && cols > 0; i++) {
            long row = (long) i * cols;
            Standardize.forward(eps, x, xo + row, y, yo + row, cols);
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
        if (cols > 0) {
            LayerNorm.forward(rows, cols, eps, x, xo, weight, wo, bias, bo, y, yo);
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
            LayerNorm.gradient(eps, dy, dyo + row, x, xo + row, weight, wo, dx, dxo + row, cols);
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
            Standardize.gradient(eps, dy, dyo + row, x, xo + row, dx, dxo + row, cols);
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
            RmsNorm.forward(eps, x, xo + row, weight, wo, ws, y, yo + row, cols);
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
            RmsNorm.gradient(eps, dy, dyo + row, x, xo + row, weight, wo, ws, dx, dxo + row, cols);
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
        Channels.affine(first, planes, channels, size, x, xo, table, to, y, yo);
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
        Channels.gradient(first, planes, channels, size, dy, dyo, x, xo, table, to, dx, dxo);
    }
}
