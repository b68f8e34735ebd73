package dev.merapi.tensor;

import dev.merapi.tensor.op.BatchNorm;
import dev.merapi.tensor.op.ChannelAffine;
import dev.merapi.tensor.op.ChannelMoments;
import dev.merapi.tensor.op.GroupNorm;
import dev.merapi.tensor.op.RmsNorm;
import java.util.List;

/**
 * Normalizations of channels and of rows; layer norm stands in {@link Products}. A tensor with channels is [n, c] or
 * [n, c, ...], such as [n, c, h, w].
 */
public sealed interface Normalizations permits Tensor {
    private Tensor self() {
        return (Tensor) this;
    }

    /** [2, c]: the mean of each channel over all samples and places, and the biased variance. */
    default Tensor channelMoments() {
        return self().apply(new ChannelMoments());
    }

    /** {@code (x - center) scale + shift} in each channel, all three [c], in one pass. */
    default Tensor channelAffine(Tensor center, Tensor scale, Tensor shift) {
        return Tensor.apply(new ChannelAffine(false), List.of(self(), center, scale, shift));
    }

    /** {@code relu(channelAffine(x))} in one pass. */
    default Tensor channelAffineRelu(Tensor center, Tensor scale, Tensor shift) {
        return Tensor.apply(new ChannelAffine(true), List.of(self(), center, scale, shift));
    }

    /** Batch norm by this batch's statistics: {@code (x - mean) / sqrt(variance + eps) weight + bias}, weight [c], bias [c]. */
    default Tensor batchNorm(Tensor weight, Tensor bias, double eps) {
        return batchNorm(weight, bias, self().detach().channelMoments(), eps);
    }

    /**
     * The same where {@code moments} are known: they must be the {@link #channelMoments} of this tensor. Its gradient includes
     * what goes through them; they get none.
     */
    default Tensor batchNorm(Tensor weight, Tensor bias, Tensor moments, double eps) {
        return Tensor.apply(new BatchNorm(eps, false), List.of(self(), weight, bias, moments));
    }

    /** {@code relu(batchNorm(x))} in one pass. */
    default Tensor batchNormRelu(Tensor weight, Tensor bias, Tensor moments, double eps) {
        return Tensor.apply(new BatchNorm(eps, true), List.of(self(), weight, bias, moments));
    }

    /**
     * Group norm: {@code (x - mean) / sqrt(variance + eps)} over each sample's groups of channels, [n, groups, c / groups ...]
     * (Wu, He, "Group normalization", 2018). As many groups as channels make it instance norm.
     */
    default Tensor groupNorm(int groups, double eps) {
        return grouped(self(), groups).standardize(eps).reshape(self().shape().dims());
    }

    /** {@code groupNorm(x) weight + bias} with weight [c] and bias [c]. */
    default Tensor groupNorm(int groups, Tensor weight, Tensor bias, double eps) {
        Tensor moments = grouped(self().detach(), groups).channelMoments();
        return Tensor.apply(new GroupNorm(groups, eps), List.of(self(), weight, bias, moments));
    }

    /** [n, c, ...] as [1, n groups, c / groups ...]. */
    private static Tensor grouped(Tensor x, int groups) {
        if (x.rank() < 2 || groups < 1 || x.size(1) % groups != 0) {
            throw new ShapeException("groupNorm: " + groups + " groups don't divide the channels of " + x.shape()
                    + "; x should be [n, c, ...] with c a multiple of the groups");
        }
        int rows = Shape.size("groupNorm", (long) x.size(0) * groups);
        return x.reshape(1, rows, rows == 0 ? 0 : x.size() / rows);
    }

    /** RMS norm along the last axis: {@code x / sqrt(mean(x^2) + eps)}. */
    default Tensor rmsNorm(double eps) {
        return rmsNorm(Tensor.full(self().dtype(), Shape.of(1), 1), eps);
    }

    /** RMS norm along the last axis of x [.., d]: {@code x / sqrt(mean(x^2) + eps) weight}, weight [d]. */
    default Tensor rmsNorm(Tensor weight, double eps) {
        return Tensor.apply(new RmsNorm(eps), List.of(self(), weight));
    }

    /**
     * Local response normalization over {@code size} neighbouring channels: x / (k + alpha mean(x^2))^beta, the mean over
     * channels c - size / 2 to c + (size - 1) / 2, those outside counted as 0 (Krizhevsky et al., 2012, section 3.3, whose
     * alpha is PyTorch's divided by the size).
     */
    default Tensor localResponseNorm(int size, double alpha, double beta, double k) {
        if (self().rank() < 2 || size < 1) {
            throw new ShapeException("localResponseNorm: " + size + " neighbouring channels of " + self().shape()
                    + " make no window; x should be [n, c, ...] and the size at least 1");
        }
        int channels = self().size(1);
        int[] before = new int[self().rank()];
        int[] after = new int[self().rank()];
        // Farther ones are all outside.
        before[1] = Math.min(size / 2, channels);
        after[1] = Math.min((size - 1) / 2, channels);
        Tensor squares = self().square().pad(before, after, 0);
        Tensor sum = squares.slice(1, 0, channels);
        for (int i = 1; i <= before[1] + after[1]; i++) {
            sum = sum.add(squares.slice(1, i, i + channels));
        }
        Tensor base = sum.mul(alpha / size).add(k);
        Tensor root = beta == 0.75 ? base.sqrt() : base;
        return self().div(beta == 0.75 ? root.mul(root.sqrt()) : base.pow(beta));
    }
}
