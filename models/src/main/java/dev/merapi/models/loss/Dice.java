package dev.merapi.models.loss;

import dev.merapi.tensor.Tensor;

/**
 * 1 - (2 sum p t + smooth) / (sum p + sum t + smooth) for each sample and class, p = softmax(output), for logits [n, classes,
 * d1, ...] and class numbers [n, d1, ...] with t their one-hot form; the mean is over samples and classes. Source: Milletari
 * et al., "V-Net", 2016, with sums where it has sums of squares.
 *
 * @param smooth keeps classes that a sample lacks from dividing by 0; above 0
 */
public record Dice(double smooth, Reduction reduction) implements Loss {
    /** Checks the smoothing. */
    public Dice {
        Constants.positive("Dice", "smooth", smooth);
    }

    /** smooth 1, the mean. */
    public Dice() {
        this(1, Reduction.MEAN);
    }

    @Override
    public Tensor of(Tensor output, Tensor target) {
        ClassLabels.check("Dice", output, 1, target);
        int n = output.size(0);
        int classes = output.size(1);
        Tensor p = output.softmax(1).reshape(n, classes, output.size() / Math.max(1, n * classes));
        Tensor t = target.reshape(n, p.size(2)).oneHot(classes).transpose(1, 2);
        return reduction.of(costs(p, t.to(output.dtype()), smooth));
    }

    /** For p and t [..., m], along the last axis. */
    static Tensor costs(Tensor p, Tensor t, double smooth) {
        Tensor both = p.mul(t).sum(-1).mul(2).add(smooth);
        return both.div(p.sum(-1).add(t.sum(-1)).add(smooth)).rsub(1);
    }
}
