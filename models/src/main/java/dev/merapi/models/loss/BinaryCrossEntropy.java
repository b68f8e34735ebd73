package dev.merapi.models.loss;

import dev.merapi.tensor.Tensor;

/**
 * -(t log sigmoid(x) + (1 - t) log(1 - sigmoid(x))) = softplus(x) - t x, mean over all elements, for logits x and targets t
 * of one shape, t from 0 to 1. The right-hand form never takes the logarithm of 0.
 */
public record BinaryCrossEntropy() implements Loss {
    @Override
    public Tensor of(Tensor output, Tensor target) {
        MeanSquaredError.sameShape("BinaryCrossEntropy", output, target);
        return output.softplus().sub(target.to(output.dtype()).mul(output)).mean();
    }
}
