package dev.merapi.tensor.op;

import dev.merapi.tensor.Op;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;
import java.util.List;

/**
 * y [c] = the sum of b (x - center) over each channel, for b and x [n, c, ...], center [c]: what {@link ChannelAffine}'s scale
 * has for a gradient. Summed as {@link ChannelMoments} are.
 */
public record ChannelDot() implements Op.Nary {
    @Override
    public List<String> inputNames() {
        return List.of("b", "x", "center");
    }

    @Override
    public Spec spec(List<Spec> inputs) {
        Spec b = inputs.getFirst();
        Spec x = Channels.require(this, inputs.get(1));
        Require.twins(this, b, x);
        Channels.require(this, "center", x, inputs.get(2));
        return x.with(Shape.of(x.shape().dim(1)));
    }

    @Override
    public void forward(List<Tensor> inputs, Tensor y) {
        Tensor b = Contiguous.of(inputs.get(0));
        Tensor x = Contiguous.of(inputs.get(1));
        Tensor center = Contiguous.of(inputs.get(2));
        ChannelSums sums = new ChannelSums(Channels.of(x), x.dtype());
        sums.forEachBlock((from, to) -> sums.dot(b, x, center, from, to, y, 0));
    }

    @Override
    public Tensor gradient(int i, Tensor d, List<Tensor> inputs, Tensor y) {
        Tensor b = inputs.get(0);
        Tensor x = inputs.get(1);
        return switch (i) {
            case 0 -> x.channelAffine(inputs.get(2), d, d.zerosLike());
            case 1 -> b.mul(Channels.broadcast(d, x));
            default -> b.sum(Channels.othersOf(x)).mul(d).neg();
        };
    }
}
