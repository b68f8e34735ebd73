package dev.merapi.tensor.op;

import dev.merapi.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * y = x * weight + bias: 1-D cross-correlation of x [n, c, l] with weight [o, c / groups, k] and bias [o] or none, to
 * y [n, o, ol], as the {@link Conv2d} of images of one row. No operator of its own: of the options only w's numbers
 * count.
 */
public record Conv1d(Conv2d.Options options, boolean relu) {
    /** Keeps w's numbers. */
    public Conv1d {
        options = row(options);
    }

    /** These options for images of one row. */
    static Conv2d.Options row(Conv2d.Options o) {
        return new Conv2d.Options(1, o.strideW(), 0, o.padW(), 1, o.dilationW(), o.groups());
    }

    /** y from x, weight and perhaps a bias. */
    public Tensor of(List<Tensor> inputs) {
        ConvolutionShapes.correlate("conv1d", "l", inputs, options.groups());
        long reach = Reach.of(options.dilationW(), inputs.get(1).size(2));
        ConvolutionShapes.fits("conv1d", inputs.get(0).shape(), 2, reach, options.padW());
        return Tensor.apply(new Conv2d(options, relu), rows(inputs)).squeeze(2);
    }

    /** x and weight with a height of 1, and the bias, if there is one. */
    static List<Tensor> rows(List<Tensor> inputs) {
        List<Tensor> rows = new ArrayList<>(inputs);
        rows.set(0, inputs.get(0).unsqueeze(2));
        rows.set(1, inputs.get(1).unsqueeze(2));
        return rows;
    }
}
