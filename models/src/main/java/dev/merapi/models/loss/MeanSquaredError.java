package dev.merapi.models.loss;

import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;

/** (output - target)^2, for two tensors of one shape; the mean is over all elements. */
public record MeanSquaredError(Reduction reduction) implements Loss {
    /** The mean. */
    public MeanSquaredError() {
        this(Reduction.MEAN);
    }

    @Override
    public Tensor of(Tensor output, Tensor target) {
        sameShape("MeanSquaredError", output, target);
        return reduction.of(output.sub(target.to(output.dtype())).square());
    }

    /** Broadcasting here ([n, 1] against [n]) would give a wrong loss without a word. */
    static void sameShape(String loss, Tensor output, Tensor target) {
        if (!output.shape().equals(target.shape())) {
            throw new ShapeException(loss + ": output " + output.shape() + " and target " + target.shape()
                    + " differ; reshape one of them");
        }
    }
}
