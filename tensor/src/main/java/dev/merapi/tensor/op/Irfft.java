package dev.merapi.tensor.op;

import dev.merapi.simd.Fft;
import dev.merapi.tensor.Op;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;
import java.util.List;

/**
 * {@code y[t] = 1 / n sum over k of X[k] e^(2 pi i k t / n)} for n numbers X of which the first n / 2 + 1 are given, real
 * parts then imaginary ones, x [.., 2, n / 2 + 1]; the others are their conjugates: y [.., n]. The imaginary part of X[0]
 * isn't looked at, nor that of X[n / 2] if n is even. Undoes {@link Rfft}; PyTorch's torch.fft.irfft.
 */
public record Irfft(int n) implements Op.Unary {
    @Override
    public Spec spec(Spec x) {
        Shape shape = Require.floating(this, x).shape();
        int bins = n / 2 + 1;
        if (n < 1 || shape.rank() < 2 || shape.dim(-1) != bins || shape.dim(-2) != 2) {
            throw new ShapeException("irfft: " + shape + " isn't the transform of " + n + " values: x is [.., 2, "
                    + bins + "], real parts first, and n 1 or more");
        }
        return x.with(shape.remove(-1).with(-1, n));
    }

    /** 5 / 2 n log2 n a row. */
    @Override
    public long flops(List<Tensor> inputs, Tensor y) {
        return Rfft.flops(y.size(), n);
    }

    @Override
    public void forward(Tensor x, Tensor y) {
        Tensor in = Contiguous.of(x);
        LastAxis rows = LastAxis.of(y);
        int bins = n / 2 + 1;
        Fft plan = Fft.of(n);
        rows.forEach(Rfft.COST, (from, to) -> {
            double[] values = new double[n];
            double[] re = new double[bins];
            double[] im = new double[bins];
            for (int i = from; i < to; i++) {
                long at = in.offset() + 2L * i * bins;
                Elements.load(in, at, re, bins);
                Elements.load(in, at + bins, im, bins);
                plan.inverseReal(re, im, values);
                Elements.store(values, y, rows.at(y, i), n);
            }
        });
    }

    /** dx is the transform of dy / n, twice where a conjugate is meant too. */
    @Override
    public Tensor gradient(Tensor dy, Tensor x, Tensor y) {
        return dy.rfft().mul(Rfft.shares(n, 1.0 / n, 2.0 / n).to(dy.dtype()));
    }
}
