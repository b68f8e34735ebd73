package dev.merapi.bench.operators;

import dev.merapi.tensor.DType;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import java.util.Arrays;
import java.util.function.Function;

/**
 * An input of a workload.
 *
 * @param made from a key of its own
 */
record Argument(Function<RandomKey, Tensor> made) {
    /** Standard normal numbers. */
    static Argument normal(int... dims) {
        return new Argument(key -> key.normal(dims));
    }

    /** Weights of a sum of normal numbers: normal, of a deviation of 1 / sqrt(fan) for the numbers that are summed. */
    static Argument weights(int fan, int... dims) {
        return new Argument(key -> key.normal(dims).mul(1 / Math.sqrt(fan)));
    }

    /** From 0.5 to 1.5. */
    static Argument positive(int... dims) {
        return new Argument(key -> key.uniform(dims).add(0.5));
    }

    /** Logarithms of probabilities along the last axis. */
    static Argument logarithms(int... dims) {
        return new Argument(key -> key.normal(dims).logSoftmax(-1));
    }

    /** int64 in [from, to). */
    static Argument whole(int from, int to, int... dims) {
        return new Argument(
                key -> key.uniform(dims).mul(to - from).floor().add(from).to(DType.INT64));
    }

    /** The same number everywhere, int64. */
    static Argument each(int value, int... dims) {
        return new Argument(_ -> Tensor.ones(dims).mul(value).to(DType.INT64));
    }

    /** bool, half of it true. */
    static Argument truth(int... dims) {
        return new Argument(key -> key.bernoulli(0.5, dims).to(DType.BOOL));
    }

    /** So many of it. */
    static Argument[] times(int n, Argument argument) {
        Argument[] all = new Argument[n];
        Arrays.fill(all, argument);
        return all;
    }
}
