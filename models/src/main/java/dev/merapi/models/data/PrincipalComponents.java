package dev.merapi.models.data;

import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;

/**
 * y = (x - mean) axes^T: samples in the few directions in which they differ most, found one after the other by power
 * iteration, v = C v / |C v| for the covariance C of what the directions before have left. Source: Pearson, "On lines
 * and planes of closest fit to systems of points in space", 1901; Hotelling, 1933.
 *
 * @param mean [d]
 * @param axes float64 [k, d], of length 1 and at right angles; each one's largest part is positive
 */
public record PrincipalComponents(Tensor mean, Tensor axes) {
    private static final int STEPS = 500;
    private static final double STILL = 1e-12;

    /** The first {@code k} of samples [n, d]. */
    public static PrincipalComponents of(Tensor x, int k, RandomKey key) {
        if (x.rank() != 2 || x.size(0) < 1 || k < 1 || k > x.size(1)) {
            throw new ShapeException("principal components: the samples " + x.shape() + " should be [n, d], and " + k
                    + " directions from 1 to d");
        }
        int n = x.size(0);
        int d = x.size(1);
        double[] samples = x.toDoubleArray();
        double[] mean = center(samples, n, d);
        double[] axes = new double[k * d];
        for (int a = 0; a < k; a++) {
            double[] axis = axis(samples, n, d, key.fold(a));
            System.arraycopy(axis, 0, axes, a * d, d);
            for (int i = 0; i < n; i++) {
                double along = dot(samples, i * d, axis);
                for (int j = 0; j < d; j++) {
                    samples[i * d + j] -= along * axis[j];
                }
            }
        }
        return new PrincipalComponents(Tensor.of(mean), Tensor.of(Shape.of(k, d), axes));
    }

    /** Samples [n, d] in these directions: float64 [n, k]. */
    public Tensor apply(Tensor x) {
        return x.to(axes.dtype()).sub(mean).matmul(axes.t());
    }

    private static double[] center(double[] samples, int n, int d) {
        double[] mean = new double[d];
        for (int i = 0; i < n * d; i++) {
            mean[i % d] += samples[i] / n;
        }
        for (int i = 0; i < n * d; i++) {
            samples[i] -= mean[i % d];
        }
        return mean;
    }

    private static double[] axis(double[] samples, int n, int d, RandomKey key) {
        double[] v = unit(key.normal(d).toDoubleArray());
        for (int step = 0; step < STEPS; step++) {
            double[] next = new double[d];
            for (int i = 0; i < n; i++) {
                double along = dot(samples, i * d, v);
                for (int j = 0; j < d; j++) {
                    next[j] += along * samples[i * d + j];
                }
            }
            next = unit(next);
            double turned = 1 - Math.abs(dot(next, 0, v));
            v = next;
            if (turned < STILL) {
                break;
            }
        }
        return v;
    }

    /** Of length 1, its largest part positive; the first direction where there is none, as all samples are equal. */
    private static double[] unit(double[] v) {
        double length = Math.sqrt(dot(v, 0, v));
        int largest = 0;
        for (int j = 0; j < v.length; j++) {
            largest = Math.abs(v[j]) > Math.abs(v[largest]) ? j : largest;
        }
        double[] unit = new double[v.length];
        for (int j = 0; j < v.length; j++) {
            unit[j] = length == 0 ? (j == 0 ? 1 : 0) : v[j] / (v[largest] < 0 ? -length : length);
        }
        return unit;
    }

    private static double dot(double[] samples, int at, double[] v) {
        double sum = 0;
        for (int j = 0; j < v.length; j++) {
            sum += samples[at + j] * v[j];
        }
        return sum;
    }
}
