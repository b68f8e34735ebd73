package dev.merapi.models.layer;

import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;

/**
 * y = (x - mean) / sqrt(var + eps) weight + bias, with mean and biased variance of each sample's groups of channels, for
 * x [n, c, ...]. Source: Wu, He, "Group normalization", 2018.
 *
 * @param groups into how many groups the channels are cut
 * @param weight [c]
 * @param bias [c]
 * @param eps keeps the root away from 0
 */
public record GroupNorm(int groups, Tensor weight, Tensor bias, double eps) implements Layer {
    /** Checks that the groups divide the channels. */
    public GroupNorm {
        if (groups < 1 || weight.size() % groups != 0) {
            throw new ShapeException(
                    "GroupNorm: " + groups + " groups don't divide " + weight.size() + " channels; choose a divisor");
        }
    }

    /** Weight 1, bias 0, eps 1e-5. */
    public static GroupNorm of(int groups, int channels) {
        return new GroupNorm(groups, Tensor.ones(channels), Tensor.zeros(channels), 1e-5);
    }

    @Override
    public Tensor forward(Tensor x) {
        int channels = weight.size();
        if (x.rank() < 2 || x.size(1) != channels) {
            throw new ShapeException("GroupNorm(" + groups + ", " + channels + "): the input " + x.shape()
                    + " should be [n, " + channels + ", ...]; give the layer the channels of what comes before");
        }
        return x.groupNorm(groups, weight, bias, eps);
    }
}
