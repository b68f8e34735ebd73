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
 */
public record Adam(double rate, double beta1, double beta2, double eps, double weightDecay) implements Optimizer {
    /** Checks the constants. */
    public Adam {
        new AdamRule.Constants(beta1, beta2, eps, weightDecay, true).check("Adam", rate);
    }

    /** PyTorch's defaults but for the rate: betas 0.9 and 0.999, eps 1e-8, weight decay 0. */
    public static Adam of(double rate) {
        return new Adam(rate, 0.9, 0.999, 1e-8, 0);
    }

    /** The same with another weight decay. */
    public Adam withWeightDecay(double decay) {
        return new Adam(rate, beta1, beta2, eps, decay);
    }

    @Override
    public Slots slots(Map<String, Tensor> parameters) {
        return AdamRule.slots(parameters);
    }

    @Override
    public void step(
            long step, double rate, Map<String, Tensor> parameters, Map<String, Tensor> gradients, Slots slots) {
        var constants = new AdamRule.Constants(beta1, beta2, eps, weightDecay, true);
        new AdamRule(constants, step, rate, slots).step(parameters, gradients);
    }
}
