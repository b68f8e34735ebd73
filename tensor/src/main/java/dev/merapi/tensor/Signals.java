package dev.merapi.tensor;

import dev.merapi.tensor.op.Fold;
import dev.merapi.tensor.op.Irfft;
import dev.merapi.tensor.op.Rfft;
import dev.merapi.tensor.op.Unfold;

/** Fourier transforms along the last axis, and overlapping frames put together. */
public sealed interface Signals permits Tensor {
    private Tensor self() {
        return (Tensor) this;
    }

    /**
     * {@code X[k] = sum over t of x[t] e^(-2 pi i k t / n)} of real numbers [.., n], for k from 0 to n / 2: [.., 2, n / 2
     * + 1], real parts first. Any n.
     */
    default Tensor rfft() {
        return self().apply(new Rfft());
    }

    /** The n real numbers [.., n] whose {@link #rfft} this [.., 2, n / 2 + 1] is. */
    default Tensor irfft(int n) {
        return self().apply(new Irfft(n));
    }

    /**
     * Frames [.., count, size] every {@code step} along the last axis but one, added where they overlap: [.., n]. The
     * adjoint of {@link Tensor#unfold} of the last axis.
     */
    default Tensor overlapAdd(int step, int n) {
        Tensor x = self();
        if (x.rank() < 2 || step < 1 || n < x.size(-1)) {
            throw new ShapeException("overlapAdd: " + x.shape() + " every " + step + " along " + n
                    + " elements can't be:" + " x is [.., count, size], the step 1 or more and n at least the size");
        }
        return x.apply(new Fold(new Unfold(x.rank() - 2, x.size(-1), step, 1), n));
    }
}
