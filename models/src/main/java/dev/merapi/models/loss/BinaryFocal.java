package dev.merapi.models.loss;

import dev.merapi.tensor.Tensor;

/**
 * -a (1 - p)^gamma log p for logits x and targets t of one shape, with p = sigmoid(x) and a = alpha where t is 1, p = 1 -
 * sigmoid(x) and a = 1 - alpha where it's 0. The same as {@code torchvision.ops.sigmoid_focal_loss}. Source: Lin et al.,
 * "Focal loss for dense object detection", 2017, equation 5.
 *
 * @param alpha from 0 to 1, or negative for a = 1
 * @param gamma 0 or at least 1
 */
public record BinaryFocal(double alpha, double gamma, Reduction reduction) implements Loss {
    /** Checks alpha and gamma. */
    public BinaryFocal {
        check("BinaryFocal", gamma);
        Constants.check("BinaryFocal", "alpha", alpha, alpha <= 1, "from 0 to 1, or negative and finite");
    }

    /** The paper's alpha of 0.25 and gamma of 2, the mean. */
    public BinaryFocal() {
        this(0.25, 2, Reduction.MEAN);
    }

    static void check(String loss, double gamma) {
        Constants.check(loss, "gamma", gamma, gamma == 0 || gamma >= 1, "0 or at least 1, and finite");
    }

    @Override
    public Tensor of(Tensor output, Tensor target) {
        MeanSquaredError.sameShape("BinaryFocal", output, target);
        Tensor t = target.to(output.dtype());
        Tensor costs = BinaryCrossEntropy.costs(output, t);
        if (gamma != 0) {
            Tensor wrong =
                    output.sigmoid().mul(t.rsub(1)).add(output.neg().sigmoid().mul(t));
            costs = costs.mul(wrong.pow(gamma));
        }
        return reduction.of(alpha < 0 ? costs : costs.mul(t.mul(2 * alpha - 1).add(1 - alpha)));
    }
}
