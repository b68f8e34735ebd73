package dev.merapi.tensor.op;

import dev.merapi.tensor.Op;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;
import java.util.List;

/**
 * s [2, n, c]: the sum of dy over each plane, and that of dy u with u = (x - mean) / sqrt(variance + eps). Inputs: dy and x
 * [n, c, ...], moments [2, n groups], those of x, as {@link GroupNorm} has them.
 */
public record GroupNormSums(int groups, double eps) implements Op.Nary {
    @Override
    public List<String> inputNames() {
        return List.of("dy", "x", "moments");
    }

    @Override
    public Spec spec(List<Spec> inputs) {
        Spec x = Channels.require(this, inputs.get(1));
        Require.twins(this, inputs.getFirst(), x);
        GroupNorm.check(this, groups, x, inputs.get(2));
        return x.with(Shape.of(2, x.shape().dim(0), x.shape().dim(1)));
    }

    @Override
    public void forward(List<Tensor> inputs, Tensor s) {
        Tensor dy = Contiguous.of(inputs.get(0));
        Tensor x = Contiguous.of(inputs.get(1));
        Tensor moments = Contiguous.of(inputs.get(2));
        Channels planes = Channels.planes(x);
        int count = planes.channels();
        int size = x.size(1) / groups;
        Tensor centers = Tensor.allocate(x.spec().with(Shape.of(count)));
        for (int p = 0; p < count; p++) {
            Elements.put(centers, p, Elements.get(moments, p / size));
        }
        ChannelSums sums = new ChannelSums(planes, x.dtype());
        sums.forEachBlock((from, to) -> {
            sums.sum(dy, from, to, s, 0);
            sums.dot(dy, x, centers, from, to, s, count);
            for (int p = from; p < to; p++) {
                double dot = Elements.get(s, (long) count + p);
                Elements.put(s, count + p, dot * BatchNorm.rstd(moments, p / size, eps));
            }
        });
    }

    /** d0 + d1 u for dy; for x the transposed Jacobian of u at d1 dy, which {@link StandardizeGrad} is. */
    @Override
    public Tensor gradient(int i, Tensor d, List<Tensor> inputs, Tensor s) {
        Tensor dy = inputs.get(0);
        Tensor x = inputs.get(1);
        return switch (i) {
            case 0 -> {
                Tensor u = GroupNorm.rows(x, groups)
                        .standardize(eps)
                        .reshape(x.shape().dims());
                yield u.mul(plane(d, 1, x)).add(plane(d, 0, x));
            }
            case 1 -> {
                Tensor g = GroupNorm.rows(dy.mul(plane(d, 1, x)), groups);
                yield g.apply(new StandardizeGrad(eps), GroupNorm.rows(x, groups))
                        .reshape(x.shape().dims());
            }
            default -> inputs.get(2).zerosLike();
        };
    }

    /** A row [n, c] of d as [n, c, 1, ...]. */
    private static Tensor plane(Tensor d, int row, Tensor x) {
        Shape shape = x.shape();
        for (int axis = 2; axis < x.rank(); axis++) {
            shape = shape.with(axis, 1);
        }
        return d.select(0, row).reshape(shape.dims());
    }
}
