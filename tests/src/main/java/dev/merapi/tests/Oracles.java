package dev.merapi.tests;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** What operators should give, in naive float64 loops: written to be seen to be right, not to be fast. */
public final class Oracles {
    private Oracles() {}

    /**
     * 2 / sqrt(pi) times the integral of e^-t^2 from 0 to x, by the series of positive terms {@code 2 / sqrt(pi) e^-x^2 sum
     * 2^n x^(2n+1) / (1 3 5 .. (2n+1))} (Abramowitz and Stegun, 7.1.6).
     */
    public static double erf(double x) {
        double term = x;
        double sum = x;
        for (int n = 1; Math.abs(term) > 1e-20 * Math.abs(sum); n++) {
            term *= 2 * x * x / (2 * n + 1);
            sum += term;
        }
        return 2 / Math.sqrt(Math.PI) * StrictMath.exp(-x * x) * sum;
    }

    /** The normal distribution function. */
    public static double normal(double x) {
        return (1 + erf(x / Math.sqrt(2))) / 2;
    }

    /** The normal density. */
    public static double density(double x) {
        return StrictMath.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    }

    /** 1 / (1 + e^-x). */
    public static double sigmoid(double x) {
        return 1 / (1 + StrictMath.exp(-x));
    }

    /** x / 2 (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))). */
    public static double geluTanh(double x) {
        return x / 2 * (1 + StrictMath.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
    }

    /** {@code f(.. f(f(identity, x0), x1) ..)} along axes, which stay at size 1 if asked. */
    public static Array fold(Array x, double identity, DoubleBinaryOperator f, boolean keepDims, int... axes) {
        int[] kept = x.dims().clone();
        for (int axis : axes(x, axes)) {
            kept[axis] = 1;
        }
        Array y = Array.make(kept, i -> identity);
        Array.make(x.dims(), i -> {
            int[] at = i.clone();
            for (int axis = 0; axis < at.length; axis++) {
                at[axis] = Math.min(at[axis], kept[axis] - 1);
            }
            int p = y.position(at);
            y.values()[p] = f.applyAsDouble(y.values()[p], x.get(i));
            return 0;
        });
        return keepDims ? y : y.reshape(without(x.dims(), axes(x, axes)));
    }

    private static int[] axes(Array x, int... axes) {
        return axes.length == 0
                ? IntStream.range(0, x.rank()).toArray()
                : Arrays.stream(axes).map(a -> a < 0 ? a + x.rank() : a).toArray();
    }

    private static int[] without(int[] dims, int... axes) {
        return IntStream.range(0, dims.length)
                .filter(axis -> Arrays.stream(axes).noneMatch(a -> a == axis))
                .map(axis -> dims[axis])
                .toArray();
    }

    /** Sums along axes that stay. */
    public static Array sums(Array x, int... axes) {
        return fold(x, 0, Double::sum, true, axes);
    }

    /** Largest elements along axes that stay. */
    public static Array maxima(Array x, int... axes) {
        return fold(x, Double.NEGATIVE_INFINITY, Math::max, true, axes);
    }

    /** e^x / sum e^x along the last axis. */
    public static Array softmax(Array x) {
        Array e = x.zip(maxima(x, -1), (a, m) -> StrictMath.exp(a - m));
        return e.zip(sums(e, -1), (a, s) -> a / s);
    }

    /** x - log sum e^x along the last axis. */
    public static Array logSoftmax(Array x) {
        Array shifted = x.zip(maxima(x, -1), (a, m) -> a - m);
        return shifted.zip(sums(shifted.map(StrictMath::exp), -1), (a, s) -> a - StrictMath.log(s));
    }

    /** Sums along the last axis divided by its size. */
    public static Array means(Array x) {
        return sums(x, -1).map(s -> s / x.size(-1));
    }

    /** 1 / sqrt(variance + eps) along the last axis. */
    public static Array rstd(Array x, double eps) {
        Array squares = x.zip(means(x), (a, m) -> (a - m) * (a - m));
        return means(squares).map(v -> 1 / Math.sqrt(v + eps));
    }

    /** (x - mean) / sqrt(variance + eps) along the last axis. */
    public static Array standardize(Array x, double eps) {
        return x.zip(means(x), (a, m) -> a - m).zip(rstd(x, eps), (a, r) -> a * r);
    }

    /** a [.., m, k] times b [.., k, n], broadcast; each at least a matrix. */
    public static Array matmul(Array a, Array b) {
        int[] batch = Array.broadcast(Arrays.copyOf(a.dims(), a.rank() - 2), Arrays.copyOf(b.dims(), b.rank() - 2));
        int[] dims = Arrays.copyOf(batch, batch.length + 2);
        dims[batch.length] = a.size(-2);
        dims[batch.length + 1] = b.size(-1);
        return Array.make(dims, index -> {
            int[] left = place(a, index, batch.length);
            int[] right = place(b, index, batch.length);
            left[a.rank() - 2] = index[batch.length];
            right[b.rank() - 1] = index[batch.length + 1];
            return sum(a.size(-1), k -> {
                left[a.rank() - 1] = k;
                right[b.rank() - 2] = k;
                return a.get(left) * b.get(right);
            });
        });
    }

    /** The index of the matrix of x that is seen at an index of the batch. */
    private static int[] place(Array x, int[] index, int batch) {
        int[] place = new int[x.rank()];
        int missing = batch - (x.rank() - 2);
        for (int axis = 0; axis < x.rank() - 2; axis++) {
            place[axis] = x.size(axis) == 1 ? 0 : index[missing + axis];
        }
        return place;
    }

    /** term(0) + ... + term(n - 1). */
    public static double sum(int n, IntToDoubleFunction term) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += term.applyAsDouble(i);
        }
        return sum;
    }
}
