package dev.merapi.models.loss;

import dev.merapi.tensor.Tensor;

/**
 * x where t is 1, max(0, margin - x) where t is -1, for distances x and targets t of one shape. The same as
 * {@code torch.nn.HingeEmbeddingLoss}.
 */
public record HingeEmbedding(double margin, Reduction reduction) implements Loss {
    /** Checks the margin. */
    public HingeEmbedding {
        Constants.finite("HingeEmbedding", "margin", margin);
    }

    /** Margin 1, the mean. */
    public HingeEmbedding() {
        this(1, Reduction.MEAN);
    }

    @Override
    public Tensor of(Tensor output, Tensor target) {
        MeanSquaredError.sameShape("HingeEmbedding", output, target);
        Pairs.checkSigns("HingeEmbedding", target);
        return reduction.of(target.gt(0).where(output, output.rsub(margin).relu()));
    }
}
