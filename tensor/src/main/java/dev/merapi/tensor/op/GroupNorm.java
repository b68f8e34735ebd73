package dev.merapi.tensor.op;

import dev.merapi.tensor.Op;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;
import java.util.List;
import java.util.function.IntFunction;

/**
 * y = (x - mean) / sqrt(variance + eps) weight + bias with mean and variance of each sample's groups of channels, in one pass:
 * x [n, c, ...], weight [c], bias [c], moments [2, n groups] (Wu, He, "Group normalization", 2018).
 *
 * <p>The moments are {@link ChannelMoments} of x seen as [1, n groups, ...]. As in {@link BatchNorm} x's gradient includes what
 * goes through them, and they have none themselves.
 */
public record GroupNorm(int groups, double eps) implements Op.Nary {
    @Override
    public List<String> inputNames() {
        return List.of("x", "weight", "bias", "moments");
    }

    @Override
    public Spec spec(List<Spec> inputs) {
        Spec x = Channels.require(this, inputs.getFirst());
        Channels.require(this, "weight", x, inputs.get(1));
        Channels.require(this, "bias", x, inputs.get(2));
        check(this, groups, x, inputs.get(3));
        return x;
    }

    static void check(Op op, int groups, Spec x, Spec moments) {
        Require.same(op, x, moments);
        Shape wanted = Shape.of(2, x.shape().dim(0) * groups);
        if (!moments.shape().equals(wanted)) {
            throw new ShapeException(op.name() + ": x " + x.shape() + " in " + groups + " groups has moments " + wanted
                    + ", but these are " + moments.shape() + "; find them of x.reshape(1, n groups, ...)");
        }
    }

    @Override
    public void forward(List<Tensor> inputs, Tensor y) {
        Tensor x = Contiguous.of(inputs.get(0));
        Tensor weight = Contiguous.of(inputs.get(1));
        Tensor bias = Contiguous.of(inputs.get(2));
        Tensor moments = Contiguous.of(inputs.get(3));
        Channels planes = Channels.planes(x);
        int count = planes.channels();
        int channels = x.size(1);
        Tensor table = Tensor.allocate(x.spec().with(Shape.of(3, count)));
        for (int p = 0; p < count; p++) {
            int group = p / (channels / groups);
            Elements.put(table, p, Elements.get(moments, group));
            double rstd = BatchNorm.rstd(moments, group, eps);
            Elements.put(table, count + p, rstd * Elements.get(weight, p % channels));
            Elements.put(table, 2 * count + p, Elements.get(bias, p % channels));
        }
        planes.affine(x, table, false, y);
    }

    /** dx is {@link GroupNormGrad}'s; dweight and dbias are the sums over the samples of the {@link GroupNormSums} it needs. */
    @Override
    public IntFunction<Tensor> gradients(Tensor dy, List<Tensor> inputs, Tensor y) {
        Tensor x = inputs.get(0);
        Tensor moments = inputs.get(3);
        Tensor sums = Tensor.apply(new GroupNormSums(groups, eps), List.of(dy, x, moments));
        return i -> switch (i) {
            case 0 ->
                Tensor.apply(new GroupNormGrad(groups, eps), List.of(dy, x, inputs.get(1), moments, sums.detach()));
            case 1 -> sums.select(0, 1).sum(0);
            case 2 -> sums.select(0, 0).sum(0);
            default -> moments.zerosLike();
        };
    }

    @Override
    public Tensor gradient(int i, Tensor dy, List<Tensor> inputs, Tensor y) {
        return gradients(dy, inputs, y).apply(i);
    }

    /** x [n, c, ...] as the rows that are standardized, [n groups, c / groups ...]. */
    static Tensor rows(Tensor x, int groups) {
        int rows = x.size(0) * groups;
        return x.reshape(rows, rows == 0 ? 0 : x.size() / rows);
    }
}
