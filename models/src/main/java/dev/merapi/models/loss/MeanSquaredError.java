package dev.merapi.models.loss;

import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;

/** mean((output - target)^2) over all elements, for two tensors of one shape. */
public record MeanSquaredError() implements Loss {
    @Override
    public Tensor of(Tensor output, Tensor target) {
        sameShape("MeanSquaredError", output, target);
        return output.sub(target.to(output.dtype())).square().mean();
    }

    /** Broadcasting here ([n, 1] against [n]) would give a wrong loss without a word. */
    static void sameShape(String loss, Tensor output, Tensor target) {
        if (!output.shape().equals(target.shape())) {
            throw new ShapeException(loss + ": output " + output.shape() + " and target " + target.shape()
                    + " differ; reshape one of them");
        }
    }
}
