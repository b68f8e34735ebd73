package dev.merapi.models.loss;

import dev.merapi.tensor.Tensor;
import java.util.OptionalLong;

/** A scalar to make small: the mean over a batch of what each sample costs. */
@FunctionalInterface
public interface Loss {
    /**
     * The cost of {@code output} [n, ...] where {@code target} [n, ...] was wanted, put together by {@link #reduction}: a
     * scalar, unless that is {@link Reduction#NONE}.
     */
    Tensor of(Tensor output, Tensor target);

    /** How {@link #of} puts costs together. */
    default Reduction reduction() {
        return Reduction.MEAN;
    }

    /**
     * What {@link #of} divides by on these targets, but for a factor that all batches share: the number of samples, unless
     * it's something else, such as the sum of class weights. A trainer cuts a batch in parts; the mean of the parts' means,
     * weighted so, is the batch's mean. Where it's 0 there is nothing to take the mean of, and {@link #of} gives NaN.
     */
    default double denominator(Tensor target) {
        return target.size(0);
    }

    /** The class number whose targets {@link #of} leaves out, if there's one; metrics leave them out too. */
    default OptionalLong ignored() {
        return OptionalLong.empty();
    }
}
