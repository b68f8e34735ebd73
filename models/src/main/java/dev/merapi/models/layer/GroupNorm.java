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
    private static final double EPS = 1e-5;

    /** Checks that the groups divide the channels. */
    public GroupNorm {
        check(groups, weight.size());
    }

    /** Weight 1, bias 0, eps 1e-5. */
    public static GroupNorm of(int groups, int channels) {
        return new GroupNorm(groups, Tensor.ones(channels), Tensor.zeros(channels), EPS);
    }

    /** Without parameters, PyTorch's affine=False: eps 1e-5. */
    public static Layer withoutParameters(int groups, int channels) {
        return new PlainGroupNorm(groups, channels, EPS);
    }

    @Override
    public Tensor forward(Tensor x) {
        check(x, groups, weight.size());
        return x.groupNorm(groups, weight, bias, eps);
    }

    static void check(int groups, int channels) {
        if (groups < 1 || channels % groups != 0) {
            throw new ShapeException(
                    "GroupNorm: " + groups + " groups don't divide " + channels + " channels; choose a divisor");
        }
    }

    static void check(Tensor x, int groups, int channels) {
        if (x.rank() < 2 || x.size(1) != channels) {
            throw new ShapeException("GroupNorm(" + groups + ", " + channels + "): the input " + x.shape()
                    + " should be [n, " + channels + ", ...]; give the layer the channels of what comes before");
        }
    }

    @Override
    public String toString() {
        return Described.of(this);
    }
}
