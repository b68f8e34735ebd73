package dev.merapi.simd.vector;

import dev.merapi.simd.Convolution;
import dev.merapi.simd.Gemm;
import dev.merapi.simd.Winograd;
import dev.merapi.simd.scalar.Unpacking;
import java.lang.foreign.MemorySegment;

/**
 * {@link Convolution} through the Vector API: {@link ImplicitGemm}, {@link ConvolutionInputGradient} and {@link
 * ConvolutionWeightGradient}, {@link PackedProduct}, {@link Depthwise} and {@link DepthwiseWeightGradient}, {@link Subsampled}, and where {@link Winograd} applies
 * {@link WinogradForward} and {@link WinogradWeightGradient}.
 */
public final class VectorConvolution implements Convolution {
    /**
     * Results of a channel and a sample up to which a narrow machine adds the addend in a pass of its own: its tiles read
     * 64 bytes of five rows, too short a stretch to be fetched ahead. 1024 channels of 14 x 14 took 15 to 25 % more that way.
     */
    private static final int SHORT_PLANE = 256;

    /** No state; scratch memory belongs to the threads. */
    public VectorConvolution() {}

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
        if (addsApart(s, epilogue)) {
            forward(s, x, xo, weight, wo, epilogue.biasOnly(), y, yo);
            add(s, epilogue, y, yo);
            return;
        }
        if (Winograd.forward(s)) {
            var weights = WinogradWeights.of(s, weight, wo);
            WinogradForward.run(
                    s, x, xo, weights, epilogue.bias(), epilogue.biasOffset(), epilogue.activation(), y, yo);
            return;
        }
        if (Subsampled.applies(s)) {
            var pixels = Subsampled.gather(s, x, xo);
            forward(Subsampled.dense(s), pixels, 0, weight, wo, epilogue, y, yo);
            return;
        }
        var rows = ConvolutionStore.Rows.of(epilogue, s.o(), yo);
        if (s.depthwise()) {
            Depthwise.forward(s, x, xo, weight, wo, rows, y, yo);
            return;
        }
        ImplicitGemm.run(Correlation.of(s), x, xo, weight, wo, rows, y, yo);
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
        if (addsApart(s, epilogue)) {
            forwardPacked(s, x, xo, packed, po, epilogue.biasOnly(), y, yo);
            add(s, epilogue, y, yo);
            return;
        }
        if (Winograd.forward(s)) {
            var weights = WinogradWeights.packed(s, packed, po);
            WinogradForward.run(
                    s, x, xo, weights, epilogue.bias(), epilogue.biasOffset(), epilogue.activation(), y, yo);
            return;
        }
        if (Subsampled.applies(s)) {
            forwardPacked(Subsampled.dense(s), Subsampled.gather(s, x, xo), 0, packed, po, epilogue, y, yo);
            return;
        }
        if (!MicroKernel.WIDE) {
            forward(s, x, xo, Unpacking.weight(s, packed, po), 0, epilogue, y, yo);
            return;
        }
        var rows = ConvolutionStore.Rows.of(epilogue, s.o(), yo);
        PackedProduct.run(Correlation.of(s), x, xo, packed, po, rows, y, yo);
    }

    /** Whether the addend has a pass of its own; Winograd's results leave in squares of pixels and channels. */
    private static boolean addsApart(Shape s, Epilogue e) {
        return e.adds() && (Winograd.forward(s) || (!MicroKernel.WIDE && s.oh() * s.ow() <= SHORT_PLANE));
    }

    private static void add(Shape s, Epilogue e, MemorySegment y, long yo) {
        ConvolutionAddend.add(e, y, yo, Math.toIntExact((long) s.n() * s.o() * s.oh() * s.ow()));
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
            WinogradForward.run(
                    t, dy, dyo, WinogradWeights.turned(t, weight, wo), none, 0, Gemm.Activation.IDENTITY, dx, dxo);
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
        if (PictureWeightGradient.applies(s)) {
            PictureWeightGradient.run(s, x, xo, dy, dyo, dw, dwo);
            return;
        }
        ConvolutionWeightGradient.run(s, x, xo, dy, dyo, dw, dwo);
    }
}
