package dev.merapi.models.audio;

import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;

/** A signal as overlapping frames. */
public final class Framing {
    private Framing() {}

    /**
     * {@code y[f, t] = x[f hop + t]}: samples [.., n] as [.., 1 + (n - length) / hop, length], without a copy; samples
     * behind the last whole frame are left out. As PyTorch's unfold.
     */
    public static Tensor of(Tensor x, int length, int hop) {
        if (x.rank() < 1) {
            throw new ShapeException("framing: samples must be [.., n], but are " + x.shape());
        }
        if (length < 1 || hop < 1) {
            throw new IllegalArgumentException(
                    "framing: frames of " + length + " every " + hop + " samples can't be; both must be 1 or more");
        }
        if (x.size(-1) < length) {
            throw new ShapeException(
                    "framing: " + x.size(-1) + " samples don't fill a frame of " + length + "; pad them");
        }
        return x.unfold(-1, length, hop);
    }
}
