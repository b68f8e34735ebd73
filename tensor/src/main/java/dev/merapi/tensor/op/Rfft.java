package dev.merapi.tensor.op;

import dev.merapi.simd.Fft;
import dev.merapi.tensor.Op;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;
import java.util.List;

/**
 * {@code X[k] = sum over t of x[t] e^(-2 pi i k t / n)} of real numbers x [.., n]: y [.., 2, n / 2 + 1], the real parts
 * for k from 0 to n / 2, then the imaginary ones; the other half are their conjugates. Computed in float64 and rounded
 * at the end. PyTorch's torch.fft.rfft.
 */
public record Rfft() implements Op.Unary {
    /** Of an element, in additions. */
    static final int COST = 32;

    @Override
    public Spec spec(Spec x) {
        Shape shape = Require.floating(this, x).shape();
        if (shape.rank() < 1 || shape.dim(-1) < 1) {
            throw new ShapeException(
                    "rfft: " + shape + " has no values to transform; x is [.., n] with n of 1 or more");
        }
        int n = shape.dim(-1);
        return x.with(shape.remove(-1).concat(Shape.of(2, n / 2 + 1)));
    }

    /** 5 / 2 n log2 n a row. */
    @Override
    public long flops(List<Tensor> inputs, Tensor y) {
        return flops(inputs.getFirst().size(), inputs.getFirst().size(-1));
    }

    static long flops(long elements, int n) {
        return elements * 5 * (Integer.SIZE - Integer.numberOfLeadingZeros(n - 1)) / 2;
    }

    @Override
    public void forward(Tensor x, Tensor y) {
        Tensor in = Contiguous.of(x);
        LastAxis rows = LastAxis.of(in);
        int n = rows.cols();
        int bins = n / 2 + 1;
        Fft plan = Fft.of(n);
        rows.forEach(COST, (from, to) -> {
            double[] values = new double[n];
            double[] re = new double[bins];
            double[] im = new double[bins];
            for (int i = from; i < to; i++) {
                Elements.load(in, rows.at(in, i), values, n);
                plan.real(values, re, im);
                long at = y.offset() + 2L * i * bins;
                Elements.store(re, y, at, bins);
                Elements.store(im, y, at + bins, bins);
            }
        });
    }

    /** dx is the inverse of dy, each number that has a conjugate taken half: that one hadn't asked. */
    @Override
    public Tensor gradient(Tensor dy, Tensor x, Tensor y) {
        int n = x.size(-1);
        return dy.mul(shares(n, n, n / 2.0).to(dy.dtype())).irfft(n);
    }

    /** {@code alone} for the numbers without a conjugate, the first, and the last if n is even; else {@code paired}. */
    static Tensor shares(int n, double alone, double paired) {
        double[] shares = new double[n / 2 + 1];
        for (int k = 0; k < shares.length; k++) {
            shares[k] = k == 0 || 2 * k == n ? alone : paired;
        }
        return Tensor.of(shares);
    }
}
