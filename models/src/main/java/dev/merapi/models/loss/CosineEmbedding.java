package dev.merapi.models.loss;

import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;

/**
 * 1 - cos(a, b) where t is 1, max(0, cos(a, b) - margin) where t is -1, for embeddings a and b [n, d] and targets t [n]; cos is
 * a b / sqrt((a a + e) (b b + e)) with e = 1e-12. The same as {@code torch.nn.CosineEmbeddingLoss}.
 */
public record CosineEmbedding(double margin, Reduction reduction) implements Loss {
    private static final double EPS = 1e-12;

    /** Checks the margin. */
    public CosineEmbedding {
        Constants.finite("CosineEmbedding", "margin", margin);
    }

    /** Margin 0, the mean. */
    public CosineEmbedding() {
        this(0, Reduction.MEAN);
    }

    /** For output [n, 2, d], the two embeddings of each sample. */
    @Override
    public Tensor of(Tensor output, Tensor target) {
        return of(Pairs.select("CosineEmbedding", output, 2, 0), Pairs.select("CosineEmbedding", output, 2, 1), target);
    }

    /** For the two apart, each [n, d]. */
    public Tensor of(Tensor a, Tensor b, Tensor target) {
        Pairs.check("CosineEmbedding", a, b);
        if (target.rank() != 1 || target.size(0) != a.size(0)) {
            throw new ShapeException("CosineEmbedding: the target " + target.shape() + " should be [" + a.size(0)
                    + "], 1 or -1 for each pair");
        }
        Pairs.checkSigns("CosineEmbedding", target);
        Tensor lengths = a.square().sum(1).add(EPS).mul(b.square().sum(1).add(EPS));
        Tensor cos = a.mul(b).sum(1).div(lengths.sqrt());
        return reduction.of(target.gt(0).where(cos.rsub(1), cos.sub(margin).relu()));
    }
}
