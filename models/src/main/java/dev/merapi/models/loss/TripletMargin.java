package dev.merapi.models.loss;

import dev.merapi.tensor.Tensor;

/**
 * max(0, |a - b| - |a - c| + margin), for embeddings a (anchor), b (positive) and c (negative), each [n, d]; |x - y| is the
 * norm (sum |x - y + eps|^p)^(1/p). With {@code swap} |b - c| takes the place of |a - c| where it's smaller. The same as
 * {@code torch.nn.TripletMarginLoss}. Source: Balntas et al., "Learning local feature descriptors with triplets", 2016.
 *
 * @param margin by how much farther the negative should be
 * @param p of the norm, above 0 and finite: 1 for the sum of distances, 2 for Euclid's
 * @param eps keeps the norm's gradient finite where x = y
 * @param swap whether the negative's distance is the smaller one of those to anchor and positive
 */
public record TripletMargin(double margin, double p, double eps, boolean swap, Reduction reduction) implements Loss {
    /** Checks the numbers. */
    public TripletMargin {
        if (!(p > 0) || Double.isInfinite(p)) {
            throw new IllegalArgumentException("TripletMargin: a norm of p = " + p
                    + " can't be taken; p must be above 0 and finite, such as 1 or 2");
        }
        Constants.finite("TripletMargin", "margin", margin);
        Constants.notNegative("TripletMargin", "eps", eps);
    }

    /** Margin 1, p 2, eps 1e-6, no swap, the mean. */
    public TripletMargin() {
        this(1, 2, 1e-6, false, Reduction.MEAN);
    }

    /** For output [n, 3, d]: anchor, positive and negative of each sample. The target isn't looked at. */
    @Override
    public Tensor of(Tensor output, Tensor target) {
        return of(
                Pairs.select("TripletMargin", output, 3, 0),
                Pairs.select("TripletMargin", output, 3, 1),
                Pairs.select("TripletMargin", output, 3, 2));
    }

    /** For the three apart, each [n, d]. */
    public Tensor of(Tensor anchor, Tensor positive, Tensor negative) {
        Pairs.check("TripletMargin", anchor, positive, negative);
        Tensor near = distance(anchor, positive);
        Tensor far = distance(anchor, negative);
        Tensor least = swap ? far.minimum(distance(positive, negative)) : far;
        return reduction.of(near.sub(least).add(margin).relu());
    }

    private Tensor distance(Tensor x, Tensor y) {
        Tensor d = x.sub(y).add(eps);
        return p == 2
                ? d.square().sum(1).sqrt()
                : p == 1 ? d.abs().sum(1) : d.abs().pow(p).sum(1).pow(1 / p);
    }
}
