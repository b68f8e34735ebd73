package dev.merapi.tensor.op;

import dev.merapi.tensor.Op;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;

/**
 * y [2, c]: the mean of each channel of x [n, c, ...] and its biased variance, {@code sum (x - mean)^2 / count}. Each plane is
 * summed in the canonical order, then the planes' sums down the samples in blocks of 128, so threads don't matter.
 */
public record ChannelMoments() implements Op.Unary {
    @Override
    public Spec spec(Spec x) {
        return x.with(Shape.of(2, Channels.require(this, x).shape().dim(1)));
    }

    @Override
    public void forward(Tensor x, Tensor y) {
        Tensor in = Contiguous.of(x);
        ChannelSums sums = new ChannelSums(Channels.of(in), x.dtype());
        int channels = x.size(1);
        int count = Channels.of(in).count();
        sums.forEachBlock((from, to) -> {
            sums.sum(in, from, to, y, 0);
            divide(y, from, to, count);
            sums.squares(in, y, from, to, y, channels);
            divide(y, channels + from, channels + to, count);
        });
    }

    private static void divide(Tensor y, int from, int to, int count) {
        for (int i = from; i < to; i++) {
            Elements.put(y, i, Elements.get(y, i) / count);
        }
    }

    /** d0 / count + 2 d1 / count (x - mean). */
    @Override
    public Tensor gradient(Tensor d, Tensor x, Tensor y) {
        double count = Channels.of(x).count();
        Tensor scale = d.select(0, 1).mul(2).div(count);
        return x.channelAffine(y.select(0, 0), scale, d.select(0, 0).div(count));
    }
}
