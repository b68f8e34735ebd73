package dev.merapi.models.loss;

import dev.merapi.tensor.Tensor;
import java.util.Optional;

/**
 * -w (p t log sigmoid(x) + (1 - t) log(1 - sigmoid(x))) for logits x and targets t of one shape, t from 0 to 1; computed as w
 * (softplus(x) - t x), or as w ((1 - t) x + (1 + (p - 1) t) softplus(-x)) if there is a p, which never take the logarithm of
 * 0. The mean is over all elements, whatever their weights. The same as {@code torch.nn.BCEWithLogitsLoss}.
 *
 * @param weight w, a constant that broadcasts to x's shape, such as [classes]; 1 if empty
 * @param posWeight p, how much more a 1 counts, as w; 1 if empty
 */
public record BinaryCrossEntropy(Optional<Tensor> weight, Optional<Tensor> posWeight, Reduction reduction)
        implements Loss {
    /** Checks the weights. */
    public BinaryCrossEntropy {
        Constants.finite("BinaryCrossEntropy", "weight", weight);
        Constants.finite("BinaryCrossEntropy", "posWeight", posWeight);
    }

    /** Unweighted, the mean. */
    public BinaryCrossEntropy() {
        this(Optional.empty(), Optional.empty(), Reduction.MEAN);
    }

    /** With a weight of the ones. */
    public BinaryCrossEntropy posWeight(Tensor p) {
        return new BinaryCrossEntropy(weight, Optional.of(p), reduction);
    }

    /** With weights of the elements. */
    public BinaryCrossEntropy weight(Tensor w) {
        return new BinaryCrossEntropy(Optional.of(w), posWeight, reduction);
    }

    /** With another reduction. */
    public BinaryCrossEntropy reduction(Reduction r) {
        return new BinaryCrossEntropy(weight, posWeight, r);
    }

    @Override
    public Tensor of(Tensor output, Tensor target) {
        MeanSquaredError.sameShape("BinaryCrossEntropy", output, target);
        Tensor t = target.to(output.dtype());
        Tensor costs =
                posWeight.map(p -> costs(output, t, p.to(output.dtype()))).orElseGet(() -> costs(output, t));
        return reduction.of(weight.map(w -> costs.mul(w.to(output.dtype()))).orElse(costs));
    }

    static Tensor costs(Tensor x, Tensor t) {
        return x.softplus().sub(t.mul(x));
    }

    private static Tensor costs(Tensor x, Tensor t, Tensor p) {
        Tensor slope = p.sub(1).mul(t).add(1);
        return t.rsub(1).mul(x).add(slope.mul(x.neg().softplus()));
    }
}
