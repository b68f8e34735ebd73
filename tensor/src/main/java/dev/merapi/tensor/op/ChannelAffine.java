package dev.merapi.tensor.op;

import dev.merapi.tensor.Op;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;
import java.util.List;

/**
 * y = fma(x - center, scale, shift) in each channel, then relu if asked, in one pass: x [n, c, ...], the others [c]. Batch norm
 * with its running statistics is one of these.
 */
public record ChannelAffine(boolean relu) implements Op.Nary {
    @Override
    public List<String> inputNames() {
        return List.of("x", "center", "scale", "shift");
    }

    @Override
    public Spec spec(List<Spec> inputs) {
        Spec x = Channels.require(this, inputs.getFirst());
        Channels.require(this, "center", x, inputs.get(1));
        Channels.require(this, "scale", x, inputs.get(2));
        Channels.require(this, "shift", x, inputs.get(3));
        return x;
    }

    @Override
    public void forward(List<Tensor> inputs, Tensor y) {
        Tensor x = Contiguous.of(inputs.getFirst());
        int channels = x.size(1);
        Tensor table = Tensor.allocate(x.spec().with(Shape.of(3, channels)));
        for (int row = 0; row < 3; row++) {
            Tensor values = Contiguous.of(inputs.get(row + 1));
            for (int c = 0; c < channels; c++) {
                Elements.put(table, row * channels + c, Elements.get(values, c));
            }
        }
        Channels.of(x).affine(x, table, relu, y);
    }

    /** dy, 0 where relu was. */
    @Override
    public Tensor shared(Tensor dy, List<Tensor> inputs, Tensor y) {
        return relu ? dy.apply(new ReluGrad(), y) : dy;
    }

    @Override
    public Tensor gradient(int i, Tensor g, List<Tensor> inputs, Tensor y) {
        Tensor x = inputs.get(0);
        Tensor scale = inputs.get(2);
        return switch (i) {
            case 0 -> g.mul(Channels.broadcast(scale, x));
            case 1 -> g.sum(Channels.othersOf(x)).mul(scale).neg();
            case 2 -> Tensor.apply(new ChannelDot(), List.of(g, x, inputs.get(1)));
            default -> g.sum(Channels.othersOf(x));
        };
    }
}
