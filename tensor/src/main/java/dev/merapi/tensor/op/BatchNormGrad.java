package dev.merapi.tensor.op;

import dev.merapi.tensor.Op;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;
import java.util.List;

/**
 * dx = weight rstd (dy - mean(dy) - u mean(dy u)) with u = (x - mean) rstd, rstd = 1 / sqrt(variance + eps), means over each
 * channel, in one pass. Inputs: dy and x [n, c, ...], weight [c], moments [2, c], sums [2, c].
 *
 * <p>The moments are those of x and the sums {@link BatchNormSums} of dy and x, found before; the gradients of dy and x include
 * what goes through them, and they have none themselves.
 */
public record BatchNormGrad(double eps) implements Op.Nary {
    static Tensor of(double eps, Tensor dy, Tensor x, Tensor weight, Tensor moments, Tensor sums) {
        return Tensor.apply(new BatchNormGrad(eps), List.of(dy, x, weight, moments, sums.detach()));
    }

    @Override
    public List<String> inputNames() {
        return List.of("dy", "x", "weight", "moments", "sums");
    }

    @Override
    public Spec spec(List<Spec> inputs) {
        Spec x = Channels.require(this, inputs.get(1));
        Require.twins(this, inputs.getFirst(), x);
        Channels.require(this, "weight", x, inputs.get(2));
        Channels.requireRows(this, "mean and variance", x, inputs.get(3));
        Channels.requireRows(this, "pair of sums", x, inputs.get(4));
        return x;
    }

    @Override
    public void forward(List<Tensor> inputs, Tensor dx) {
        Tensor dy = Contiguous.of(inputs.get(0));
        Tensor x = Contiguous.of(inputs.get(1));
        Channels space = Channels.of(x);
        space.gradient(dy, x, table(inputs, space), dx);
    }

    /** center, slope, scale and shift of {@link dev.merapi.simd.Normalization#channelGradient}. */
    private Tensor table(List<Tensor> inputs, Channels space) {
        Tensor weight = Contiguous.of(inputs.get(2));
        Tensor moments = Contiguous.of(inputs.get(3));
        Tensor sums = Contiguous.of(inputs.get(4));
        int channels = space.channels();
        double count = space.count();
        Tensor table = Tensor.allocate(weight.spec().with(Shape.of(4, channels)));
        for (int c = 0; c < channels; c++) {
            double rstd = BatchNorm.rstd(moments, c, eps);
            double scale = rstd * Elements.get(weight, c);
            Elements.put(table, c, Elements.get(moments, c));
            Elements.put(table, channels + c, -scale * rstd * (Elements.get(sums, (long) channels + c) / count));
            Elements.put(table, 2 * channels + c, scale);
            Elements.put(table, 3 * channels + c, -scale * (Elements.get(sums, c) / count));
        }
        return table;
    }

    /** This operator for another dy, or for a weight of 1. */
    private Tensor back(Tensor dy, Tensor weight, List<Tensor> inputs) {
        Tensor x = inputs.get(1);
        Tensor moments = inputs.get(3);
        return of(eps, dy, x, weight, moments, Tensor.apply(new BatchNormSums(eps), List.of(dy, x, moments)));
    }

    /** As a function of dy it is symmetric. */
    @Override
    public Tensor gradient(int i, Tensor d, List<Tensor> inputs, Tensor dx) {
        Tensor dy = inputs.get(0);
        Tensor weight = inputs.get(2);
        return switch (i) {
            case 0 -> back(d, weight, inputs);
            case 1 -> gradientX(d, inputs, dx);
            case 2 -> back(dy, weight.onesLike(), inputs).mul(d).sum(Channels.othersOf(dy));
            default -> inputs.get(i).zerosLike();
        };
    }

    /** With f(d) this operator for d: -rstd (u mean(d dx) + dx mean(d u) + f(d) mean(dy u)). */
    private Tensor gradientX(Tensor d, List<Tensor> inputs, Tensor dx) {
        Tensor dy = inputs.get(0);
        Tensor x = inputs.get(1);
        Tensor weight = inputs.get(2);
        int[] axes = Channels.othersOf(x);
        Tensor one = weight.onesLike();
        Tensor u = Tensor.apply(new BatchNorm(eps, false), List.of(x, one, one.zerosLike(), inputs.get(3)));
        Tensor rstd = x.var(false, true, axes).add(eps).rsqrt();
        Tensor a = u.mul(d.mul(dx).mean(true, axes));
        Tensor b = dx.mul(d.mul(u).mean(true, axes));
        Tensor c = back(d, weight, inputs).mul(dy.mul(u).mean(true, axes));
        return a.add(b).add(c).mul(rstd).neg();
    }
}
