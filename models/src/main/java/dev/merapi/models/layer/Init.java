package dev.merapi.models.layer;

import dev.merapi.tensor.RandomKey;
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
}
