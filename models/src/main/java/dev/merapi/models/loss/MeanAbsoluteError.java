package dev.merapi.models.loss;

import dev.merapi.tensor.Tensor;

/** |output - target|, for two tensors of one shape; the gradient at 0 is 0. The same as {@code torch.nn.L1Loss}. */
public record MeanAbsoluteError(Reduction reduction) implements Loss {
    /** The mean. */
    public MeanAbsoluteError() {
        this(Reduction.MEAN);
    }

    @Override
    public Tensor of(Tensor output, Tensor target) {
        MeanSquaredError.sameShape("MeanAbsoluteError", output, target);
        return reduction.of(output.sub(target.to(output.dtype())).abs());
    }
}
