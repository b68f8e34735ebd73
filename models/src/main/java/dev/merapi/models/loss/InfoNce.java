package dev.merapi.models.loss;

import dev.merapi.tensor.Tensor;

/**
 * -log(e^s[i, i] / sum over j of e^s[i, j]) with s[i, j] = cos(a[i], b[j]) / temperature, for embeddings a and b [n, d]: each a
 * should find its own b among all of the batch. Symmetric: the mean of that and of the same from b to a, the loss of CLIP.
 * Sources: van den Oord et al., "Representation learning with contrastive predictive coding", 2018; Radford et al., "Learning
 * transferable visual models from natural language supervision", 2021, figure 3.
 *
 * <p>The others of a batch are a sample's negatives. A trainer that cuts a batch in parts leaves it those of its part: train
 * with {@code shards(1)} to have all.
 *
 * @param temperature above 0
 * @param symmetric whether b is to find a as well
 */
public record InfoNce(double temperature, boolean symmetric, Reduction reduction) implements Loss {
    private static final double LEAST = 1e-12;

    /** Checks the temperature. */
    public InfoNce {
        Constants.positive("InfoNce", "temperature", temperature);
    }

    /** In both directions at a temperature of 0.07, the mean. */
    public InfoNce() {
        this(0.07, true, Reduction.MEAN);
    }

    /** For output [n, 2, d], the two embeddings of each sample. The target isn't looked at. */
    @Override
    public Tensor of(Tensor output, Tensor target) {
        return ofPair(Pairs.select("InfoNce", output, 2, 0), Pairs.select("InfoNce", output, 2, 1));
    }

    /** For the two apart, each [n, d]. */
    public Tensor ofPair(Tensor a, Tensor b) {
        Pairs.check("InfoNce", a, b);
        Tensor scores = unit(a).matmul(unit(b).t()).div(temperature);
        Tensor own = Tensor.arange(a.size(0));
        CrossEntropy each = new CrossEntropy().reduction(Reduction.NONE);
        Tensor costs = each.of(scores, own);
        return reduction.of(symmetric ? costs.add(each.of(scores.t(), own)).mul(0.5) : costs);
    }

    /** x / |x|; the gradient at 0 is 0. */
    private static Tensor unit(Tensor x) {
        return x.div(x.square().sum(true, 1).maximum(LEAST * LEAST).sqrt());
    }
}
