package dev.merapi.tensor;

import dev.merapi.tensor.op.ArgMax;
import dev.merapi.tensor.op.ArgMin;
import dev.merapi.tensor.op.Axes;
import dev.merapi.tensor.op.CumSum;
import dev.merapi.tensor.op.LogSoftmax;
import dev.merapi.tensor.op.Max;
import dev.merapi.tensor.op.Min;
import dev.merapi.tensor.op.Norm;
import dev.merapi.tensor.op.Prod;
import dev.merapi.tensor.op.Softmax;
import dev.merapi.tensor.op.Sum;

/**
 * Folds along axes: sums, extrema, statistics, softmax. Axes may be negative and come in any order, each once; none
 * named means all. With {@code keepDims} a reduced axis stays, at size 1, so that the result broadcasts against this
 * tensor.
 */
public sealed interface Reductions permits Tensor {
    private Tensor self() {
        return (Tensor) this;
    }

    private Axes axes(String operator, int... axes) {
        return Axes.of(operator, self().shape(), axes);
    }

    /** Sum of all elements; integers and bools are summed as int64, as in PyTorch. */
    default Tensor sum() {
        return sum(false);
    }

    /** Sum along axes. */
    default Tensor sum(int... axes) {
        return sum(false, axes);
    }

    /** Sum along axes; of nothing it's 0. */
    default Tensor sum(boolean keepDims, int... axes) {
        return wide().apply(new Sum(axes("sum", axes), keepDims));
    }

    /** This tensor, integers as int64: what sums and products are made of. */
    private Tensor wide() {
        return self().dtype().isFloating() ? self() : self().to(DType.INT64);
    }

    /** Sums away what a broadcast from {@code shape} has repeated. */
    default Tensor sumTo(Shape shape) {
        if (shape.equals(self().shape())) {
            return self();
        }
        Axes repeated = Axes.broadcast(shape, self().shape());
        return wide().apply(new Sum(repeated, true)).reshape(shape.dims());
    }

    /** Mean of all elements: their sum divided by their number. */
    default Tensor mean() {
        return mean(false);
    }

    /** Mean along axes. */
    default Tensor mean(int... axes) {
        return mean(false, axes);
    }

    /** Mean along axes: the sum divided by the number of elements (not multiplied by 1/n, which rounds once more). */
    default Tensor mean(boolean keepDims, int... axes) {
        floating("mean");
        return sum(keepDims, axes).div(axes("mean", axes).count(self().shape()));
    }

    private void floating(String operator) {
        if (!self().dtype().isFloating()) {
            throw new ShapeException(operator + ": of " + self().dtype()
                    + " elements it's no integer; cast first, with to(DType.FLOAT32)");
        }
    }

    /** Product of all elements; of integers as int64. */
    default Tensor prod() {
        return prod(false);
    }

    /** Product along axes. */
    default Tensor prod(int... axes) {
        return prod(false, axes);
    }

    /** Product along axes; of nothing it's 1. */
    default Tensor prod(boolean keepDims, int... axes) {
        return wide().apply(new Prod(axes("prod", axes), keepDims));
    }

    /** The largest element; NaN if any is. */
    default Tensor max() {
        return max(false);
    }

    /** The largest elements along axes. */
    default Tensor max(int... axes) {
        return max(false, axes);
    }

    /** The largest elements along axes. Equal ones share the gradient evenly (PyTorch's amax). */
    default Tensor max(boolean keepDims, int... axes) {
        return wide().apply(new Max(axes("max", axes), keepDims)).to(self().dtype());
    }

    /** The smallest element; NaN if any is. */
    default Tensor min() {
        return min(false);
    }

    /** The smallest elements along axes. */
    default Tensor min(int... axes) {
        return min(false, axes);
    }

    /** The smallest elements along axes. Equal ones share the gradient evenly. */
    default Tensor min(boolean keepDims, int... axes) {
        return wide().apply(new Min(axes("min", axes), keepDims)).to(self().dtype());
    }

    /** Unbiased variance of all elements, {@code sum (x - mean)^2 / (n - 1)}. */
    default Tensor var() {
        return var(true, false);
    }

    /** Variance along axes in two passes: sum (x - mean)^2 / n, or / (n - 1) if unbiased; NaN of too few elements. */
    default Tensor var(boolean unbiased, boolean keepDims, int... axes) {
        floating("var");
        int n = axes("var", axes).count(self().shape());
        Tensor squares = self().sub(mean(true, axes)).square();
        return squares.sum(keepDims, axes).div(unbiased ? Math.max(0, n - 1) : n);
    }

    /** Unbiased standard deviation of all elements. */
    default Tensor std() {
        return std(true, false);
    }

    /** Standard deviation along axes: the root of {@link #var(boolean, boolean, int...)}. */
    default Tensor std(boolean unbiased, boolean keepDims, int... axes) {
        return var(unbiased, keepDims, axes).sqrt();
    }

    /**
     * {@code log sum e^x} along axes, without overflow: {@code m + log sum e^(x - m)}, where m is the largest
     * element; -infinity of no elements.
     */
    default Tensor logSumExp(boolean keepDims, int... axes) {
        floating("logSumExp");
        if (axes("logSumExp", axes).count(self().shape()) == 0) {
            return self().exp().sum(keepDims, axes).log();
        }
        Tensor largest = max(true, axes).detach();
        Tensor m = largest.isFinite().where(largest, largest.zerosLike());
        Tensor log = self().sub(m).exp().sum(true, axes).log().add(m);
        return keepDims
                ? log
                : log.reshape(
                        axes("logSumExp", axes).reduce(self().shape(), false).dims());
    }

    /** Euclidean norm of all elements, {@code sqrt(sum x^2)}; its gradient at 0 is 0. */
    default Tensor norm() {
        return self().flatten().apply(new Norm());
    }

    /** Where the largest element is, as int64, in row-major order; of equal ones the first; the first NaN wins. */
    default Tensor argmax() {
        return self().flatten().argmax(0);
    }

    /** Where along an axis the largest elements are, as int64; of equal ones the first; the first NaN wins. */
    default Tensor argmax(int axis) {
        return wide().moveAxis(self().shape().axis("argmax", axis), -1).apply(new ArgMax());
    }

    /** Where the smallest element is, as int64, in row-major order; of equal ones the first; the first NaN wins. */
    default Tensor argmin() {
        return self().flatten().argmin(0);
    }

    /** Where along an axis the smallest elements are, as int64; of equal ones the first; the first NaN wins. */
    default Tensor argmin(int axis) {
        return wide().moveAxis(self().shape().axis("argmin", axis), -1).apply(new ArgMin());
    }

    /** Running sums along an axis: {@code y[i] = x[0] + ... + x[i]}; integers as int64. */
    default Tensor cumsum(int axis) {
        int along = self().shape().axis("cumsum", axis);
        return wide().transpose(along, -1).apply(new CumSum()).transpose(along, -1);
    }

    /** {@code e^x / sum e^x} along an axis, without overflow. */
    default Tensor softmax(int axis) {
        return isLast("softmax", axis)
                ? self().apply(new Softmax())
                : self().transpose(axis, -1).apply(new Softmax()).transpose(axis, -1);
    }

    /** {@code x - log sum e^x} along an axis, without overflow. */
    default Tensor logSoftmax(int axis) {
        return isLast("logSoftmax", axis)
                ? self().apply(new LogSoftmax())
                : self().transpose(axis, -1).apply(new LogSoftmax()).transpose(axis, -1);
    }

    private boolean isLast(String operator, int axis) {
        return self().shape().axis(operator, axis) == self().rank() - 1;
    }
}
