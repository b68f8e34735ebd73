package dev.merapi.models.layer;

import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.util.Optional;

/**
 * y = (x - mean) / sqrt(var + eps) weight + bias in each channel, for x [n, c] or [n, c, ...], such as
 * [n, c, h, w].
 *
 * <p>In training mean and (biased) variance are those of the batch's shard, and the running statistics move towards its mean
 * and its unbiased variance; otherwise the running statistics are used. Source: Ioffe, Szegedy, "Batch normalization",
 * 2015; details as PyTorch's.
 *
 * @param weight [c], or none
 * @param bias [c], where there's a weight
 * @param runningMean [c]
 * @param runningVar [c]
 * @param momentum how far the running statistics move, from 0 to 1
 * @param eps keeps the root away from 0
 */
public record BatchNorm(
        Optional<Tensor> weight,
        Optional<Tensor> bias,
        Buffer runningMean,
        Buffer runningVar,
        double momentum,
        double eps)
        implements FusesRelu {
    /** Checks that weight and bias come together. */
    public BatchNorm {
        if (!weight.map(Tensor::shape).equals(bias.map(Tensor::shape))) {
            throw new ShapeException("BatchNorm: weight " + weight.map(Tensor::shape) + " and bias "
                    + bias.map(Tensor::shape) + " differ; give both [channels], or neither");
        }
    }

    /** With weight and bias. */
    public BatchNorm(Tensor weight, Tensor bias, Buffer runningMean, Buffer runningVar, double momentum, double eps) {
        this(Optional.of(weight), Optional.of(bias), runningMean, runningVar, momentum, eps);
    }

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

    /** Running statistics alone, PyTorch's affine=False: mean 0 and variance 1; momentum 0.1, eps 1e-5. */
    public static BatchNorm withoutParameters(int channels) {
        return new BatchNorm(
                Optional.empty(),
                Optional.empty(),
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
                ? x.batchNorm(factor(), shift(), moments(x, training.get()), eps)
                : x.channelAffine(runningMean.value(), runningScale(), shift());
    }

    @Override
    public Tensor forwardRelu(Tensor x) {
        check(x);
        Optional<Training> training = Training.current();
        return training.isPresent()
                ? x.batchNormRelu(factor(), shift(), moments(x, training.get()), eps)
                : x.channelAffineRelu(runningMean.value(), runningScale(), shift());
    }

    /**
     * One convolution for {@code conv} and this layer behind it, out of training: W' = W s, b' = (b - mean) s + bias with s =
     * weight / sqrt(var + eps) of each output channel. It rounds otherwise than the two.
     */
    public Conv2d folded(Conv2d conv) {
        int channels = channels();
        if (conv.weight().size(0) != channels) {
            throw new ShapeException("BatchNorm(" + channels + "): a convolution by "
                    + conv.weight().shape() + " gives " + conv.weight().size(0)
                    + " channels; fold it with the layer that comes after it");
        }
        Tensor scale = runningScale();
        Tensor mean = runningMean.value();
        Tensor shifted = conv.bias().map(b -> b.sub(mean)).orElseGet(mean::neg);
        return new Conv2d(
                conv.weight().mul(scale.reshape(channels, 1, 1, 1)),
                Optional.of(shifted.mul(scale).add(shift())),
                conv.options(),
                conv.border());
    }

    /** The moments of the batch's shard, towards which the running statistics move. */
    private Tensor moments(Tensor x, Training training) {
        int channels = channels();
        int count = x.size() / Math.max(channels, 1);
        if (count < 2) {
            throw new ShapeException(
                    "BatchNorm(" + channels + "): the input " + x.shape() + " has " + count
                            + " element(s) in each channel, too few to normalize in training; use larger batches or fewer shards");
        }
        Tensor moments = x.detach().channelMoments();
        training.update(runningMean, moments.select(0, 0), momentum);
        training.update(runningVar, moments.select(0, 1).mul(count / (count - 1.0)), momentum);
        return moments;
    }

    private Tensor runningScale() {
        Tensor scale = runningVar.value().add(eps).rsqrt();
        return weight.map(scale::mul).orElse(scale);
    }

    private Tensor factor() {
        return weight.orElseGet(runningMean.value()::onesLike);
    }

    private Tensor shift() {
        return bias.orElseGet(runningMean.value()::zerosLike);
    }

    private int channels() {
        return runningMean.value().size();
    }

    private void check(Tensor x) {
        int channels = channels();
        if (x.rank() < 2 || x.size(1) != channels) {
            throw new ShapeException("BatchNorm(" + channels + "): the input " + x.shape() + " should be [n, "
                    + channels + "] or [n, " + channels + ", ...]; give the layer the channels of what comes before");
        }
    }

    @Override
    public String toString() {
        return Described.of(this);
    }
}
