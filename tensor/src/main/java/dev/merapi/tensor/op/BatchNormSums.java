package dev.merapi.tensor.op;

import dev.merapi.tensor.Op;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;
import java.util.List;

/**
 * s [2, c]: the sum of dy over each channel, and that of dy u with u = (x - mean) / sqrt(variance + eps): the gradients of
 * {@link BatchNorm}'s bias and weight. Inputs: dy and x [n, c, ...], moments [2, c], those of x. Summed as {@link
 * ChannelMoments} are.
 */
public record BatchNormSums(double eps) implements Op.Nary {
    @Override
    public List<String> inputNames() {
        return List.of("dy", "x", "moments");
    }

    @Override
    public Spec spec(List<Spec> inputs) {
        Spec x = Channels.require(this, inputs.get(1));
        Require.twins(this, inputs.getFirst(), x);
        Channels.requireRows(this, "mean and variance", x, inputs.get(2));
        return inputs.get(2);
    }

    @Override
    public void forward(List<Tensor> inputs, Tensor s) {
        Tensor dy = Contiguous.of(inputs.get(0));
        Tensor x = Contiguous.of(inputs.get(1));
        Tensor moments = Contiguous.of(inputs.get(2));
        int channels = x.size(1);
        ChannelSums sums = new ChannelSums(Channels.of(x), x.dtype());
        sums.forEachBlock((from, to) -> {
            sums.sum(dy, from, to, s, 0);
            sums.dot(dy, x, moments, from, to, s, channels);
            for (int c = from; c < to; c++) {
                double dot = Elements.get(s, (long) channels + c);
                Elements.put(s, channels + c, dot * BatchNorm.rstd(moments, c, eps));
            }
        });
    }

    /** d0 + d1 u for dy; for x d1 times the transposed Jacobian of u at dy, which {@link BatchNormGrad} is. */
    @Override
    public Tensor gradient(int i, Tensor d, List<Tensor> inputs, Tensor s) {
        Tensor dy = inputs.get(0);
        Tensor x = inputs.get(1);
        Tensor moments = inputs.get(2);
        Tensor weight = d.select(0, 1);
        return switch (i) {
            case 0 -> Tensor.apply(new BatchNorm(eps, false), List.of(x, weight, d.select(0, 0), moments));
            case 1 -> BatchNormGrad.of(eps, dy, x, weight, moments, s);
            default -> moments.zerosLike();
        };
    }
}
