package dev.merapi.models.layer;

import dev.merapi.tensor.Tensor;

/**
 * y = (x - mean) / sqrt(var + eps), with mean and biased variance of each sample's groups of channels, for x [n, c, ...]:
 * {@link GroupNorm#withoutParameters}.
 *
 * @param groups into how many groups the channels are cut
 * @param channels c
 * @param eps keeps the root away from 0
 */
record PlainGroupNorm(int groups, int channels, double eps) implements Layer {
    /** Checks that the groups divide the channels. */
    PlainGroupNorm {
        GroupNorm.check(groups, channels);
    }

    @Override
    public Tensor forward(Tensor x) {
        GroupNorm.check(x, groups, channels);
        return x.groupNorm(groups, eps);
    }
}
