package dev.merapi.models.loss;

import dev.merapi.tensor.Tensor;

/**
 * 1 - (2 sum p t + smooth) / (sum p + sum t + smooth) for each sample, p = sigmoid(output), for logits [n, ...] and targets t of
 * that shape, from 0 to 1. Source: Milletari et al., "V-Net", 2016, with sums where it has sums of squares.
 *
 * @param smooth keeps empty samples from dividing by 0; above 0
 */
public record BinaryDice(double smooth, Reduction reduction) implements Loss {
    /** Checks the smoothing. */
    public BinaryDice {
        Constants.positive("BinaryDice", "smooth", smooth);
    }

    /** smooth 1, the mean. */
    public BinaryDice() {
        this(1, Reduction.MEAN);
    }

    @Override
    public Tensor of(Tensor output, Tensor target) {
        MeanSquaredError.sameShape("BinaryDice", output, target);
        Tensor p = output.sigmoid();
        Tensor t = target.to(output.dtype());
        return reduction.of(
                output.rank() == 1
                        ? Dice.costs(p.unsqueeze(1), t.unsqueeze(1), smooth)
                        : Dice.costs(p.flatten(1), t.flatten(1), smooth));
    }
}
