package dev.merapi.simd.vector;

import dev.merapi.simd.Convolution;
import dev.merapi.simd.Gemm;
import dev.merapi.simd.Winograd;
import java.lang.foreign.MemorySegment;

/**
 * {@link Convolution} through the Vector API: {@link ImplicitGemm}, {@link ConvolutionInputGradient} and {@link
 * ConvolutionWeightGradient}, {@link Depthwise} and {@link DepthwiseWeightGradient}, {@link Subsampled}, and where {@link Winograd} applies
 * {@link WinogradForward} and {@link WinogradWeightGradient}.
 */
public final class VectorConvolution implements Convolution {
    /** No state; scratch memory belongs to the threads. */
    public VectorConvolution() {}

    @Override
    public void forward(
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
        if (Winograd.forward(s)) {
            WinogradForward.run(s, x, xo, weight, wo, false, bias, bo, activation, y, yo);
            return;
        }
        if (Subsampled.applies(s)) {
            var pixels = Subsampled.gather(s, x, xo);
            forward(Subsampled.dense(s), pixels, 0, weight, wo, bias, bo, activation, y, yo);
            return;
        }
        var rows = ImplicitGemm.rows(bias, bo, s.o(), activation);
        if (s.depthwise()) {
            Depthwise.forward(s, x, xo, weight, wo, rows, y, yo);
            return;
        }
        ImplicitGemm.run(Correlation.of(s), x, xo, weight, wo, rows, y, yo);
    }

    @Override
    public void inputGradient(
            Shape s, MemorySegment dy, long dyo, MemorySegment weight, long wo, MemorySegment dx, long dxo) {
        if (s.depthwise()) {
            Depthwise.inputGradient(s, dy, dyo, weight, wo, dx, dxo);
            return;
        }
        if (s.pointwise()) {
            ImplicitGemm.turned(Correlation.of(s), dy, dyo, weight, wo, dx, dxo);
            return;
        }
        if (Subsampled.applies(s)) {
            var pixels = Subsampled.room(s);
            inputGradient(Subsampled.dense(s), dy, dyo, weight, wo, pixels, 0);
            Subsampled.scatter(s, pixels, dx, dxo);
            return;
        }
        if (Winograd.inputGradient(s)) {
            var t = Winograd.transposed(s);
            var none = MemorySegment.NULL;
            WinogradForward.run(t, dy, dyo, weight, wo, true, none, 0, Gemm.Activation.IDENTITY, dx, dxo);
            return;
        }
        ConvolutionInputGradient.run(Correlation.of(s), dy, dyo, weight, wo, dx, dxo);
    }

    @Override
    public void weightGradient(
            Shape s, MemorySegment x, long xo, MemorySegment dy, long dyo, MemorySegment dw, long dwo) {
        if (s.depthwise()) {
            DepthwiseWeightGradient.run(s, x, xo, dy, dyo, dw, dwo);
            return;
        }
        if (s.pointwise()) {
            PointwiseWeightGradient.run(s, x, xo, dy, dyo, dw, dwo);
            return;
        }
        if (Subsampled.applies(s)) {
            weightGradient(Subsampled.dense(s), Subsampled.gather(s, x, xo), 0, dy, dyo, dw, dwo);
            return;
        }
        if (Winograd.weightGradient(s)) {
            WinogradWeightGradient.run(s, x, xo, dy, dyo, dw, dwo);
            return;
        }
        ConvolutionWeightGradient.run(s, x, xo, dy, dyo, dw, dwo);
    }
}
