package dev.merapi.tensor.op;

import dev.merapi.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * y = x * weight + bias: 3-D cross-correlation of x [n, c, d, h, w] with weight [o, c / groups, kd, kh, kw] and bias
 * [o] or none, to y [n, o, od, oh, ow]. No operator of its own: the kd slices that a result sees become channels, and
 * each result's slice is a {@link Conv2d} of kd c of them, one product instead of a sum of kd.
 */
public record Conv3d(Options3d options) {
    /** y from x, weight and perhaps a bias. */
    public Tensor of(List<Tensor> inputs) {
        ConvolutionShapes.correlate("conv3d", "d, h, w", inputs, options.plane().groups());
        Tensor x = inputs.get(0);
        Tensor weight = inputs.get(1);
        Conv2d.Options plane = options.plane();
        int kd = weight.size(2);
        ConvolutionShapes.fits("conv3d", x.shape(), 2, Reach.of(options.dilationD(), kd), options.padD());
        ConvolutionShapes.fits("conv3d", x.shape(), 3, Reach.of(plane.dilationH(), weight.size(3)), plane.padH());
        ConvolutionShapes.fits("conv3d", x.shape(), 4, Reach.of(plane.dilationW(), weight.size(4)), plane.padW());
        int[] pad = {0, 0, options.padD(), 0, 0};
        Tensor padded = options.padD() == 0 ? x : x.pad(pad, pad, 0);
        Tensor seen = padded.apply(options.windows(kd)).permute(0, 2, 1, 5, 3, 4); // [n, od, c, kd, h, w]
        int n = x.size(0);
        int od = seen.size(1);
        List<Tensor> planes = new ArrayList<>(inputs);
        planes.set(0, seen.reshape(n * od, x.size(1) * kd, x.size(3), x.size(4)));
        planes.set(1, weight.reshape(weight.size(0), weight.size(1) * kd, weight.size(3), weight.size(4)));
        Tensor y = Tensor.apply(new Conv2d(plane, false), planes);
        return y.reshape(n, od, y.size(1), y.size(2), y.size(3)).permute(0, 2, 1, 3, 4);
    }
}
