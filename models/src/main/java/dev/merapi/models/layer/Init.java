package dev.merapi.models.layer;

import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;

/** Random parameters to start from, float32. */
public final class Init {
    private Init() {}

    /** U(-bound, bound). */
    public static Tensor uniform(RandomKey key, double bound, int... dims) {
        return key.uniform(dims).mul(2 * bound).sub(bound);
    }

    /**
     * U(-1 / sqrt(fanIn), 1 / sqrt(fanIn)): what PyTorch draws weights and biases from. For weights it's the initialization
     * of He et al., "Delving deep into rectifiers", 2015, for leaky relu with a slope of sqrt(5).
     *
     * @param fanIn how many inputs each output sums
     */
    public static Tensor fanIn(RandomKey key, int fanIn, int... dims) {
        return uniform(key, fanIn == 0 ? 0 : 1 / Math.sqrt(fanIn), dims);
    }

    /** N(0, std^2). */
    public static Tensor normal(RandomKey key, double std, int... dims) {
        return key.normal(dims).mul(std);
    }

    /**
     * U(-a, a) with a = gain sqrt(6 / (fanIn + fanOut)): Glorot, Bengio, "Understanding the difficulty of training deep
     * feedforward neural networks", 2010, equation 16.
     */
    public static Tensor xavierUniform(RandomKey key, double gain, int... dims) {
        Fan fan = Fan.of(dims);
        return uniform(key, gain * Math.sqrt(6.0 / (fan.in() + fan.out())), dims);
    }

    /** N(0, gain^2 2 / (fanIn + fanOut)). */
    public static Tensor xavierNormal(RandomKey key, double gain, int... dims) {
        Fan fan = Fan.of(dims);
        return normal(key, gain * Math.sqrt(2.0 / (fan.in() + fan.out())), dims);
    }

    /**
     * U(-a, a) with a = gain sqrt(3 / fan): He et al., "Delving deep into rectifiers", 2015.
     *
     * @param gain such as {@link Gain#RELU}
     * @param mode which fan: that of inputs keeps the size of activations, that of outputs the gradients'
     */
    public static Tensor kaimingUniform(RandomKey key, double gain, Fan.Mode mode, int... dims) {
        return uniform(key, gain * Math.sqrt(3.0 / Fan.of(dims).by(mode)), dims);
    }

    /** N(0, gain^2 / fan), as {@link #kaimingUniform}. */
    public static Tensor kaimingNormal(RandomKey key, double gain, Fan.Mode mode, int... dims) {
        return normal(key, gain / Math.sqrt(Fan.of(dims).by(mode)), dims);
    }

    /** U(-a, a) with a = sqrt(3 / fanIn): LeCun et al., "Efficient backprop", 1998. */
    public static Tensor lecunUniform(RandomKey key, int... dims) {
        return uniform(key, Math.sqrt(3.0 / Fan.of(dims).in()), dims);
    }

    /** N(0, 1 / fanIn), as {@link #lecunUniform}; what selu is made for. */
    public static Tensor lecunNormal(RandomKey key, int... dims) {
        return normal(key, 1 / Math.sqrt(Fan.of(dims).in()), dims);
    }

    /**
     * N(0, std^2) within [low, high]: numbers outside are drawn again.
     *
     * @param low at most 0
     * @param high at least 0, and std or more above low, or else too few numbers would be within
     */
    public static Tensor truncatedNormal(RandomKey key, double std, double low, double high, int... dims) {
        if (!(std >= 0)) {
            throw new IllegalArgumentException(
                    "truncatedNormal: std = " + std + " is no standard deviation; use 0 or more");
        }
        if (!(low <= 0 && high >= 0 && high - low >= std)) {
            throw new IllegalArgumentException("truncatedNormal: [" + low + ", " + high
                    + "] should hold 0 and be at least std = " + std + " wide; a narrower one is nearly uniform");
        }
        Tensor x = normal(key, std, dims);
        for (int round = 0; ; round++) {
            Tensor outside = x.lt(low).logicalOr(x.gt(high));
            if (outside.any().item() == 0) {
                return x;
            }
            x = outside.where(normal(key.fold(round), std, dims), x);
        }
    }

    /**
     * gain Q, where Q [dims[0], all others] has orthonormal rows or, if there are more rows than columns, orthonormal columns: a
     * random normal matrix, orthonormalized by Gram and Schmidt in float64, each vector twice, which is enough (Giraud et al.,
     * 2005). Source: Saxe, McClelland, Ganguli, "Exact solutions to the nonlinear dynamics of learning in deep linear neural
     * networks", 2014.
     */
    public static Tensor orthogonal(RandomKey key, double gain, int... dims) {
        int rows = dims.length < 2 ? 0 : dims[0];
        int cols = rows < 1 ? 0 : Shape.of(dims).size() / rows;
        if (cols < 1) {
            throw new ShapeException("orthogonal: " + Shape.of(dims) + " is no matrix; it needs two axes or more");
        }
        int length = Math.max(rows, cols);
        double[][] q = new double[Math.min(rows, cols)][];
        for (int i = 0; i < q.length; i++) {
            q[i] = key.fold(i).normal(length).toDoubleArray();
            for (int pass = 0; pass < 2; pass++) {
                for (int j = 0; j < i; j++) {
                    add(-dot(q[i], q[j]), q[j], q[i]);
                }
                double scale = 1 / Math.sqrt(dot(q[i], q[i]));
                add(scale - 1, q[i], q[i]);
            }
        }
        float[] y = new float[rows * cols];
        for (int i = 0; i < y.length; i++) {
            int r = i / cols;
            int c = i % cols;
            y[i] = (float) (gain * (rows <= cols ? q[r][c] : q[c][r]));
        }
        return Tensor.of(Shape.of(dims), y);
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /** y += alpha x. */
    private static void add(double alpha, double[] x, double[] y) {
        for (int i = 0; i < x.length; i++) {
            y[i] += alpha * x[i];
        }
    }
}
