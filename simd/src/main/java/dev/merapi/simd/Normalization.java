package dev.merapi.simd;

import java.lang.foreign.MemorySegment;

/**
 * Row-wise normalizations of x [rows, cols], and what channel-wise ones do with their statistics; contiguous fp32, and
 * their gradients. Serial; callers split rows over
 * {@link Workers}. Sums over a row follow {@link Reduction}'s canonical order; the formulas below are evaluated as
 * written, one rounding an operation, fma where it says so. {@code y} and {@code dx} may be an input. Nothing happens
 * for rows = 0 or cols = 0. A row of -infinity alone gives NaN, as does a row with NaN or +infinity, and no other row
 * with it.
 */
public interface Normalization {
    /** y = exp(x - max) * (1 / sum of exp(x - max)): one division a row. */
    void softmax(int rows, int cols, MemorySegment x, long xo, MemorySegment y, long yo);

    /** dx = y (dy - dot(dy, y)). */
    void softmaxGradient(
            int rows, int cols, MemorySegment dy, long dyo, MemorySegment y, long yo, MemorySegment dx, long dxo);

    /** y = (x - max) - log(sum of exp(x - max)). */
    void logSoftmax(int rows, int cols, MemorySegment x, long xo, MemorySegment y, long yo);

    /** dx = fma(exp(y), -sum(dy), dy). */
    void logSoftmaxGradient(
            int rows, int cols, MemorySegment dy, long dyo, MemorySegment y, long yo, MemorySegment dx, long dxo);

    /**
     * y = (x - mean) rstd, rstd = 1 / sqrt(variance + eps), with the biased variance sum((x - mean)^2) / cols: layer
     * norm before weight and bias.
     */
    void standardize(int rows, int cols, float eps, MemorySegment x, long xo, MemorySegment y, long yo);

    /** y = fma((x - mean) rstd, weight, bias) with weight and bias [cols]; mean and rstd as {@link #standardize} has them. */
    void layerNorm(
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
            long yo);

    /** dx = {@link #standardizeGradient} of dy weight, with weight [cols]. {@code dx} must not be an input. */
    void layerNormGradient(
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
            long dxo);

    /**
     * dx = rstd (dy - mean(dy) - y mean(dy y)), y and rstd found again from x: {@code fma(-y, m, dy - mean(dy)) rstd}
     * with {@code y = (x - mean) rstd} and {@code m = sum(dy (x - mean)) rstd / cols}, summed by fma.
     */
    void standardizeGradient(
            int rows,
            int cols,
            float eps,
            MemorySegment dy,
            long dyo,
            MemorySegment x,
            long xo,
            MemorySegment dx,
            long dxo);

    /**
     * y = x / sqrt(mean(x^2) + eps) weight: {@code (x scale) weight} with {@code scale = 1 / sqrt(dot(x, x) / cols + eps)}; weight
     * [cols], or one number for all if {@code ws} is 0.
     */
    void rmsNorm(
            int rows,
            int cols,
            float eps,
            MemorySegment x,
            long xo,
            MemorySegment weight,
            long wo,
            int ws,
            MemorySegment y,
            long yo);

    /**
     * dx = scale (g - u mean(g u)) with g = dy weight, u = x scale: {@code fma(-u, m, g) scale} with
     * {@code m = dot(g, x) scale / cols}. {@code dx} must not be an input.
     */
    void rmsNormGradient(
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
            long dxo);

    /**
     * y = fma(x - center, scale, shift), each of {@code planes} neighbouring planes of {@code size} elements with the numbers of its
     * channel: x [planes, size] begins with a plane of the channel {@code first}, the next one's is {@code first + 1}, and after
     * {@code channels - 1} comes 0 again. The table [3, channels] has a row for center, scale and shift each.
     */
    void channelAffine(
            int first,
            int planes,
            int channels,
            int size,
            MemorySegment x,
            long xo,
            MemorySegment table,
            long to,
            MemorySegment y,
            long yo);

    /**
     * dx = fma(x - center, slope, fma(dy, scale, shift)), planes as in {@link #channelAffine}; the table [4, channels] has a row
     * for center, slope, scale and shift each.
     */
    void channelGradient(
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
            long dxo);
}
