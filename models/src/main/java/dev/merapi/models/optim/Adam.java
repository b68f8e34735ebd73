package dev.merapi.models.optim;

import dev.merapi.tensor.Tensor;
import java.util.Map;

/**
 * g += decay p; m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g^2;
 * p -= rate (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + eps), in step t from 1. The slots are {@code exp_avg} (m) and
 * {@code exp_avg_sq} (v). Source: Kingma, Ba, "Adam: a method for stochastic optimization", 2015.
 *
 * @param rate the learning rate
 * @param beta1 how much of the mean gradient stays, from 0 to 1
 * @param beta2 how much of the mean squared gradient stays, from 0 to 1
 * @param eps keeps the denominator away from 0
 * @param weightDecay how strongly parameters are pulled towards 0
 * @param amsgrad whether to divide by the largest v so far (Reddi et al., "On the convergence of Adam and beyond",
 *     2018), which is the slot {@code max_exp_avg_sq}
 */
public record Adam(double rate, double beta1, double beta2, double eps, double weightDecay, boolean amsgrad)
        implements Optimizer {
    /** Checks the constants. */
    public Adam {
        new AdamRule.Constants(beta1, beta2, eps, weightDecay, true, amsgrad).check("Adam", rate);
    }

    /** Without AMSGrad. */
    public Adam(double rate, double beta1, double beta2, double eps, double weightDecay) {
        this(rate, beta1, beta2, eps, weightDecay, false);
    }

    /** PyTorch's defaults but for the rate: betas 0.9 and 0.999, eps 1e-8, weight decay 0. */
    public static Adam of(double rate) {
        return new Adam(rate, 0.9, 0.999, 1e-8, 0);
    }

    /** The same with another weight decay. */
    public Adam withWeightDecay(double decay) {
        return new Adam(rate, beta1, beta2, eps, decay, amsgrad);
    }

    /** The same, dividing by the largest mean of squares so far. */
    public Adam withAmsgrad() {
        return new Adam(rate, beta1, beta2, eps, weightDecay, true);
    }

    @Override
    public Slots slots(Map<String, Tensor> parameters) {
        return AdamRule.slots(parameters, amsgrad);
    }

    @Override
    public void step(
            long step, double rate, Map<String, Tensor> parameters, Map<String, Tensor> gradients, Slots slots) {
        var constants = new AdamRule.Constants(beta1, beta2, eps, weightDecay, true, amsgrad);
        Elementwise.step(parameters, gradients, new AdamRule(constants, step, rate, slots));
    }
}
