package dev.merapi.tensor.op;

import dev.merapi.tensor.Op;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;
import java.util.List;
import java.util.function.IntFunction;

/**
 * y = (x - mean) / sqrt(variance + eps) weight + bias in each channel, then relu if asked, in one pass: x [n, c, ...], weight
 * [c], bias [c], moments [2, c] (Ioffe, Szegedy, "Batch normalization", 2015).
 *
 * <p>The moments are {@link ChannelMoments} of x, found once for this, for its gradients and for the running statistics. They
 * are x's own, so x's gradient includes what goes through them, and they have none themselves.
 *
 * @param eps keeps the root away from 0
 * @param relu whether y = max(y, 0)
 */
public record BatchNorm(double eps, boolean relu) implements Op.Nary {
    @Override
    public List<String> inputNames() {
        return List.of("x", "weight", "bias", "moments");
    }

    @Override
    public Spec spec(List<Spec> inputs) {
        Spec x = Channels.require(this, inputs.getFirst());
        Channels.require(this, "weight", x, inputs.get(1));
        Channels.require(this, "bias", x, inputs.get(2));
        Channels.requireRows(this, "mean and variance", x, inputs.get(3));
        return x;
    }

    @Override
    public void forward(List<Tensor> inputs, Tensor y) {
        Tensor x = Contiguous.of(inputs.get(0));
        Tensor weight = Contiguous.of(inputs.get(1));
        Tensor bias = Contiguous.of(inputs.get(2));
        Tensor moments = Contiguous.of(inputs.get(3));
        int channels = x.size(1);
        Tensor table = Tensor.allocate(x.spec().with(Shape.of(3, channels)));
        for (int c = 0; c < channels; c++) {
            Elements.put(table, c, Elements.get(moments, c));
            Elements.put(table, channels + c, rstd(moments, c, eps) * Elements.get(weight, c));
            Elements.put(table, 2 * channels + c, Elements.get(bias, c));
        }
        Channels.of(x).affine(x, table, relu, y);
    }

    /** 1 / sqrt(variance + eps) of a channel, from contiguous moments. */
    static double rstd(Tensor moments, int c, double eps) {
        return 1 / Math.sqrt(Elements.get(moments, (long) moments.size(1) + c) + eps);
    }

    /** dx is {@link BatchNormGrad}'s; dweight and dbias are the {@link BatchNormSums} that it needs, too. */
    @Override
    public IntFunction<Tensor> gradients(Tensor dy, List<Tensor> inputs, Tensor y) {
        Tensor g = relu ? dy.apply(new ReluGrad(), y) : dy;
        Tensor x = inputs.get(0);
        Tensor moments = inputs.get(3);
        Tensor sums = Tensor.apply(new BatchNormSums(eps), List.of(g, x, moments));
        return i -> switch (i) {
            case 0 -> BatchNormGrad.of(eps, g, x, inputs.get(1), moments, sums);
            case 1 -> sums.select(0, 1);
            case 2 -> sums.select(0, 0);
            default -> moments.zerosLike();
        };
    }

    @Override
    public Tensor gradient(int i, Tensor dy, List<Tensor> inputs, Tensor y) {
        return gradients(dy, inputs, y).apply(i);
    }
}
