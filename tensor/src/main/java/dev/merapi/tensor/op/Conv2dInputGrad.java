package dev.merapi.tensor.op;

import dev.merapi.simd.Convolution;
import dev.merapi.simd.ConvolutionDouble;
import dev.merapi.simd.Kernels;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Op;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;
import java.util.List;

/** dx [n, c, h, w] of {@link Conv2d} from dy [n, o, oh, ow] and weight [o, c / groups, kh, kw]: linear in both. */
public record Conv2dInputGrad(Conv2d.Options options, int h, int w) implements Op.Binary {
    @Override
    public Spec spec(Spec dy, Spec weight) {
        Require.floating(this, dy, weight);
        return dy.with(Shape.of(dy.shape().dim(0), weight.shape().dim(1) * options.groups(), h, w));
    }

    /** 2 c / groups kh kw for each element of dy. */
    @Override
    public long flops(List<Tensor> inputs, Tensor dx) {
        return Conv2d.flops(inputs.get(0), inputs.get(1));
    }

    @Override
    public void forward(Tensor dy, Tensor weight, Tensor dx) {
        Tensor g = Contiguous.of(dy);
        Tensor a = Contiguous.of(weight);
        Convolution.Shape s = options.sizes(dx.shape(), weight.shape());
        if (dx.size() == 0 || dy.size() == 0) {
            Fill.zero(dx);
        } else if (dx.dtype() == DType.FLOAT32) {
            Kernels.active()
                    .convolution()
                    .inputGradient(s, g.segment(), g.offset(), a.segment(), a.offset(), dx.segment(), dx.offset());
        } else {
            ConvolutionDouble.inputGradient(
                    s, g.segment(), g.offset(), a.segment(), a.offset(), dx.segment(), dx.offset());
        }
    }

    @Override
    public Tensor gradientA(Tensor d, Tensor dy, Tensor weight, Tensor dx) {
        return d.conv2d(weight, options);
    }

    @Override
    public Tensor gradientB(Tensor d, Tensor dy, Tensor weight, Tensor dx) {
        return d.apply(new Conv2dWeightGrad(options, weight.size(2), weight.size(3)), dy);
    }
}
