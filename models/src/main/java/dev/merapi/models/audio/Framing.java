package dev.merapi.models.audio;

import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;

/** A signal as overlapping frames. */
public final class Framing {
    private Framing() {}

    /**
     * {@code y[f, t] = x[f hop + t]}: samples [n] as [1 + (n - length) / hop, length], without a copy; samples behind
     * the last whole frame are left out. As PyTorch's unfold.
     */
    public static Tensor of(Tensor x, int length, int hop) {
        if (x.rank() != 1) {
            throw new ShapeException("framing: samples must be [n], but are " + x.shape());
        }
        if (length < 1 || hop < 1) {
            throw new IllegalArgumentException(
                    "framing: frames of " + length + " every " + hop + " samples can't be; both must be 1 or more");
        }
        if (x.size() < length) {
            throw new ShapeException(
                    "framing: " + x.size() + " samples don't fill a frame of " + length + "; pad them");
        }
        int frames = 1 + (x.size() - length) / hop;
        return x.view(Shape.of(frames, length), new int[] {hop * x.stride(0), x.stride(0)}, x.offset());
    }
}
