package dev.merapi.models.loss;

import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;

/**
 * -sum over c of t[c] log softmax(output)[c], mean over the batch, for output [n, classes] (logits) and target [n] (class
 * numbers); t is 1 - s at the target's class plus s / classes everywhere. Label smoothing: Szegedy et al., "Rethinking the
 * Inception architecture", 2016.
 *
 * @param labelSmoothing s, from 0 to 1
 */
public record CrossEntropy(double labelSmoothing) implements Loss {
    /** Checks the smoothing. */
    public CrossEntropy {
        if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) {
            throw new IllegalArgumentException("label smoothing " + labelSmoothing + " must be from 0 to 1");
        }
    }

    /** No smoothing. */
    public CrossEntropy() {
        this(0);
    }

    @Override
    public Tensor of(Tensor output, Tensor target) {
        if (output.rank() != 2 || target.rank() != 1 || output.size(0) != target.size(0)) {
            throw new ShapeException("CrossEntropy: logits " + output.shape() + " and labels " + target.shape()
                    + " should be [n, classes] and [n]");
        }
        return output.crossEntropy(target, labelSmoothing);
    }
}
