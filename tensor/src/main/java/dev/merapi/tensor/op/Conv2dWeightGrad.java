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

/** dweight [o, c / groups, kh, kw] of {@link Conv2d} from x [n, c, h, w] and dy [n, o, oh, ow]: linear in both. */
public record Conv2dWeightGrad(Conv2d.Options options, int kh, int kw) implements Op.Binary {
    @Override
    public Spec spec(Spec x, Spec dy) {
        Require.floating(this, x, dy);
        return x.with(Shape.of(dy.shape().dim(1), x.shape().dim(1) / options.groups(), kh, kw));
    }

    /** 2 c / groups kh kw for each element of dy. */
    @Override
    public long flops(List<Tensor> inputs, Tensor dw) {
        return Conv2d.flops(inputs.get(1), dw);
    }

    @Override
    public void forward(Tensor x, Tensor dy, Tensor dw) {
        Tensor in = Contiguous.of(x);
        Tensor g = Contiguous.of(dy);
        Convolution.Shape s = options.sizes(x.shape(), dw.shape());
        if (x.size() == 0 || dy.size() == 0) {
            Fill.zero(dw);
        } else if (dw.dtype() == DType.FLOAT32) {
            Kernels.active()
                    .convolution()
                    .weightGradient(s, in.segment(), in.offset(), g.segment(), g.offset(), dw.segment(), dw.offset());
        } else {
            ConvolutionDouble.weightGradient(
                    s, in.segment(), in.offset(), g.segment(), g.offset(), dw.segment(), dw.offset());
        }
    }

    @Override
    public Tensor gradientA(Tensor d, Tensor x, Tensor dy, Tensor dw) {
        return dy.apply(new Conv2dInputGrad(options, x.size(2), x.size(3)), d);
    }

    @Override
    public Tensor gradientB(Tensor d, Tensor x, Tensor dy, Tensor dw) {
        return x.conv2d(d, options);
    }
}
