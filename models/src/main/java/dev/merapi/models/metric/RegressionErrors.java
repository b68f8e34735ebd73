package dev.merapi.models.metric;

import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.math.BigDecimal;
import java.math.MathContext;

/**
 * How far numbers are off: mean |p - t|, mean (p - t)^2 and its root, and R^2 = 1 - sum (p - t)^2 / sum (t - mean t)^2.
 *
 * @param count how many numbers there were
 * @param absolute the sum of |p - t|
 * @param squared the sum of (p - t)^2, each rounded to float64
 * @param targets the sum of t
 * @param targetSquares the sum of t^2
 */
public record RegressionErrors(
        long count, ExactSum absolute, ExactSum squared, ExactSum targets, ExactSum targetSquares) {
    /** Nothing counted yet. */
    public static final RegressionErrors NONE =
            new RegressionErrors(0, ExactSum.NONE, ExactSum.NONE, ExactSum.NONE, ExactSum.NONE);

    /** Of predictions p and targets t of one shape. */
    public static RegressionErrors of(Tensor predictions, Tensor targets) {
        if (!predictions.shape().equals(targets.shape())) {
            throw new ShapeException("regression errors: predictions " + predictions.shape() + " and targets "
                    + targets.shape() + " should be of one shape; reshape one of them");
        }
        double[] p = predictions.toDoubleArray();
        double[] t = targets.toDoubleArray();
        double[] absolute = new double[p.length];
        double[] squared = new double[p.length];
        double[] squares = new double[2 * p.length];
        for (int i = 0; i < p.length; i++) {
            double d = p[i] - t[i];
            absolute[i] = Math.abs(d);
            squared[i] = d * d;
            // A square and its rounding error: R^2 subtracts sums that may be nearly equal.
            squares[2 * i] = t[i] * t[i];
            squares[2 * i + 1] = Math.fma(t[i], t[i], -squares[2 * i]);
        }
        return new RegressionErrors(
                p.length, ExactSum.of(absolute), ExactSum.of(squared), ExactSum.of(t), ExactSum.of(squares));
    }

    /** Both together. */
    public RegressionErrors plus(RegressionErrors other) {
        return new RegressionErrors(
                count + other.count,
                absolute.plus(other.absolute),
                squared.plus(other.squared),
                targets.plus(other.targets),
                targetSquares.plus(other.targetSquares));
    }

    /** Mean |p - t|; 0 if nothing was counted. */
    public double mae() {
        return count == 0 ? 0 : absolute.value() / count;
    }

    /** Mean (p - t)^2; 0 if nothing was counted. */
    public double mse() {
        return count == 0 ? 0 : squared.value() / count;
    }

    /** The root of {@link #mse}. */
    public double rmse() {
        return Math.sqrt(mse());
    }

    /**
     * The share of the targets' variance that is explained: 1 at best, 0 for always saying their mean, below for worse;
     * NaN if all targets are equal or something isn't finite.
     */
    public double r2() {
        if (count == 0 || !Double.isFinite(squared.value()) || !Double.isFinite(targetSquares.value())) {
            return Double.NaN;
        }
        BigDecimal n = BigDecimal.valueOf(count);
        BigDecimal mean = targets.exact();
        BigDecimal spread = n.multiply(targetSquares.exact()).subtract(mean.multiply(mean));
        if (spread.signum() <= 0) {
            return Double.NaN;
        }
        BigDecimal lost = n.multiply(squared.exact()).divide(spread, MathContext.DECIMAL128);
        return BigDecimal.ONE.subtract(lost).doubleValue();
    }
}
