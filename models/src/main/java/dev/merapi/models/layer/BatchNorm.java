package dev.merapi.models.layer;

import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.util.Arrays;
import java.util.Optional;

/**
 * y = (x - mean) / sqrt(var + eps) weight + bias in each channel, for x [n, c] or [n, c, h, w].
 *
 * <p>In training mean and (biased) variance are those of the batch's shard, and the running statistics move towards its mean
 * and its unbiased variance; otherwise the running statistics are used. Source: Ioffe, Szegedy, "Batch normalization",
 * 2015; details as PyTorch's.
 *
 * @param weight [c]
 * @param bias [c]
 * @param runningMean [c]
 * @param runningVar [c]
 * @param momentum how far the running statistics move, from 0 to 1
 * @param eps keeps the root away from 0
 */
public record BatchNorm(Tensor weight, Tensor bias, Buffer runningMean, Buffer runningVar, double momentum, double eps)
        implements Layer {
    /** Weight 1, bias 0, running mean 0 and variance 1; momentum 0.1, eps 1e-5. */
    public static BatchNorm of(int channels) {
        return new BatchNorm(
                Tensor.ones(channels),
                Tensor.zeros(channels),
                new Buffer(Tensor.zeros(channels)),
                new Buffer(Tensor.ones(channels)),
                0.1,
                1e-5);
    }

    @Override
    public Tensor forward(Tensor x) {
        check(x);
        Optional<Training> training = Training.current();
        return training.isPresent()
                ? forward(x, training.get())
                : normalize(x, perChannel(x, runningMean.value()), perChannel(x, runningVar.value()));
    }

    private Tensor forward(Tensor x, Training training) {
        int channels = weight.size();
        int count = x.size() / Math.max(channels, 1);
        if (count < 2) {
            throw new ShapeException(
                    "BatchNorm(" + channels + "): the input " + x.shape() + " has " + count
                            + " element(s) in each channel, too few to normalize in training; use larger batches or fewer shards");
        }
        int[] axes = x.rank() == 2 ? new int[] {0} : new int[] {0, 2, 3};
        Tensor mean = x.mean(true, axes);
        Tensor var = x.sub(mean).square().mean(true, axes);
        training.update(runningMean, mean.detach().reshape(channels), momentum);
        training.update(runningVar, var.detach().mul(count / (count - 1.0)).reshape(channels), momentum);
        return normalize(x, mean, var);
    }

    private Tensor normalize(Tensor x, Tensor mean, Tensor var) {
        Tensor scale = var.add(eps).rsqrt().mul(perChannel(x, weight));
        return x.sub(mean).mul(scale).add(perChannel(x, bias));
    }

    /** [c] as [1, c] or [1, c, 1, 1], to broadcast with x. */
    private static Tensor perChannel(Tensor x, Tensor values) {
        int[] dims = new int[x.rank()];
        Arrays.fill(dims, 1);
        return values.reshape(Shape.of(dims).with(1, values.size()).dims());
    }

    private void check(Tensor x) {
        int channels = weight.size();
        if ((x.rank() != 2 && x.rank() != 4) || x.size(1) != channels) {
            throw new ShapeException(
                    "BatchNorm(" + channels + "): the input " + x.shape() + " should be [n, " + channels + "] or [n, "
                            + channels + ", height, width]; give the layer the channels of what comes before");
        }
    }
}
