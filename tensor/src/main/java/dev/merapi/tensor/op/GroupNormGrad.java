package dev.merapi.tensor.op;

import dev.merapi.tensor.Op;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;
import java.util.List;

/**
 * dx = rstd (g - mean(g) - u mean(g u)) with g = dy weight, u = (x - mean) rstd, rstd = 1 / sqrt(variance + eps), means over each
 * sample's groups of channels, in one pass. Inputs: dy and x [n, c, ...], weight [c], moments [2, n groups], sums [2, n, c].
 *
 * <p>The moments are those of x and the sums {@link GroupNormSums} of dy and x, found before; the gradients of dy and x include
 * what goes through them, and they have none themselves.
 */
public record GroupNormGrad(int groups, double eps) implements Op.Nary {
    @Override
    public List<String> inputNames() {
        return List.of("dy", "x", "weight", "moments", "sums");
    }

    @Override
    public Spec spec(List<Spec> inputs) {
        Spec x = Channels.require(this, inputs.get(1));
        Require.twins(this, inputs.getFirst(), x);
        Channels.require(this, "weight", x, inputs.get(2));
        GroupNorm.check(this, groups, x, inputs.get(3));
        Shape wanted = Shape.of(2, x.shape().dim(0), x.shape().dim(1));
        if (!inputs.get(4).shape().equals(wanted)) {
            throw new ShapeException(name() + ": x " + x.shape() + " needs sums " + wanted + ", but these are "
                    + inputs.get(4).shape() + "; they are groupNormSums of dy and x");
        }
        return x;
    }

    @Override
    public void forward(List<Tensor> inputs, Tensor dx) {
        Tensor dy = Contiguous.of(inputs.get(0));
        Tensor x = Contiguous.of(inputs.get(1));
        Channels planes = Channels.planes(x);
        planes.gradient(dy, x, table(inputs, x.size(1), planes), dx);
    }

    /** center, slope, scale and shift of {@link dev.merapi.simd.Normalization#channelGradient}, for each plane. */
    private Tensor table(List<Tensor> inputs, int channels, Channels planes) {
        Tensor weight = Contiguous.of(inputs.get(2));
        Tensor moments = Contiguous.of(inputs.get(3));
        Tensor sums = Contiguous.of(inputs.get(4));
        int count = planes.channels();
        int size = channels / groups;
        double elements = (double) size * planes.size();
        Tensor table = Tensor.allocate(weight.spec().with(Shape.of(4, count)));
        for (int from = 0, group = 0; from < count; from += size, group++) {
            double sum = 0;
            double dot = 0;
            for (int p = from; p < from + size; p++) {
                double w = Elements.get(weight, p % channels);
                sum = Math.fma(w, Elements.get(sums, p), sum);
                dot = Math.fma(w, Elements.get(sums, (long) count + p), dot);
            }
            double rstd = BatchNorm.rstd(moments, group, eps);
            for (int p = from; p < from + size; p++) {
                Elements.put(table, p, Elements.get(moments, group));
                Elements.put(table, count + p, -rstd * rstd * (dot / elements));
                Elements.put(table, 2 * count + p, rstd * Elements.get(weight, p % channels));
                Elements.put(table, 3 * count + p, -rstd * (sum / elements));
            }
        }
        return table;
    }

    /** {@link StandardizeGrad} of d: as a function of dy weight this operator is symmetric. */
    private Tensor back(Tensor d, Tensor x) {
        Tensor rows = GroupNorm.rows(x, groups);
        return GroupNorm.rows(d, groups)
                .apply(new StandardizeGrad(eps), rows)
                .reshape(x.shape().dims());
    }

    @Override
    public Tensor gradient(int i, Tensor d, List<Tensor> inputs, Tensor dx) {
        Tensor dy = inputs.get(0);
        Tensor x = inputs.get(1);
        Tensor weight = Channels.broadcast(inputs.get(2), x);
        return switch (i) {
            case 0 -> back(d, x).mul(weight);
            case 1 -> {
                Tensor rows = GroupNorm.rows(x, groups);
                Tensor g = GroupNorm.rows(dy.mul(weight), groups);
                Tensor e = GroupNorm.rows(d, groups);
                yield new StandardizeGrad(eps)
                        .gradientB(e, g, rows, GroupNorm.rows(dx, groups))
                        .reshape(x.shape().dims());
            }
            case 2 -> back(d, x).mul(dy).sum(Channels.othersOf(x));
            default -> inputs.get(i).zerosLike();
        };
    }
}
