package dev.merapi.models.layer;

import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.util.Optional;

/**
 * y = (x - mean) / sqrt(var + eps) weight + bias, with mean and biased variance of each channel of each sample, for
 * x [n, c, ...], in training and outside it. Source: Ulyanov et al., "Instance normalization", 2016.
 *
 * @param weight [c], or none
 * @param bias [c], where there's a weight
 * @param eps keeps the root away from 0
 */
public record InstanceNorm(Optional<Tensor> weight, Optional<Tensor> bias, double eps) implements Layer {
    /** Checks that weight and bias come together. */
    public InstanceNorm {
        if (!weight.map(Tensor::shape).equals(bias.map(Tensor::shape))) {
            throw new ShapeException("InstanceNorm: weight " + weight.map(Tensor::shape) + " and bias "
                    + bias.map(Tensor::shape) + " differ; give both [channels], or neither");
        }
    }

    /** Without weight and bias, eps 1e-5. */
    public static InstanceNorm of() {
        return new InstanceNorm(Optional.empty(), Optional.empty(), 1e-5);
    }

    /** Weight 1, bias 0, eps 1e-5. */
    public static InstanceNorm affine(int channels) {
        return new InstanceNorm(Optional.of(Tensor.ones(channels)), Optional.of(Tensor.zeros(channels)), 1e-5);
    }

    @Override
    public Tensor forward(Tensor x) {
        boolean fits = x.rank() >= 3 && weight.stream().allMatch(w -> w.size() == x.size(1));
        if (!fits) {
            String channels = weight.map(w -> String.valueOf(w.size())).orElse("channels");
            throw new ShapeException("InstanceNorm: the input " + x.shape() + " should be [n, " + channels
                    + ", length] or [n, " + channels + ", height, width]");
        }
        int channels = x.size(1);
        return weight.isPresent()
                ? x.groupNorm(channels, weight.get(), bias.orElseThrow(), eps)
                : x.groupNorm(channels, eps);
    }

    @Override
    public String toString() {
        return Described.of(this);
    }
}
