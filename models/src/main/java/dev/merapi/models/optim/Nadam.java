package dev.merapi.models.optim;

import dev.merapi.simd.Kernels;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@link Adam} with Nesterov's look ahead: p -= rate (mu' m / (1 - M mu') + (1 - mu) g / (1 - M)) / (sqrt(v / (1 -
 * beta2^t)) + eps) with mu = beta1 (1 - 0.96^(t momentumDecay) / 2), mu' that of step t + 1, and M the product of all
 * mu so far. The slots are {@code exp_avg} (m), {@code exp_avg_sq} (v) and {@code mu_product} (M, a float64 scalar).
 * Source: Dozat, "Incorporating Nesterov momentum into Adam", 2016; details as PyTorch's.
 *
 * @param rate the learning rate
 * @param beta1 how much of the mean gradient stays, from 0 to 1
 * @param beta2 how much of the mean squared gradient stays, from 0 to 1
 * @param eps keeps the denominator away from 0
 * @param weightDecay how strongly parameters are pulled towards 0
 * @param momentumDecay how fast mu grows from beta1 / 2 to beta1
 * @param decoupled whether weights decay by themselves, as {@link AdamW}'s, not through the gradient
 */
public record Nadam(
        double rate,
        double beta1,
        double beta2,
        double eps,
        double weightDecay,
        double momentumDecay,
        boolean decoupled)
        implements Optimizer {
    private static final String MEAN = "exp_avg";
    private static final String SQUARE = "exp_avg_sq";
    private static final String PRODUCT = "mu_product";

    /** Checks the constants. */
    public Nadam {
        new AdamRule.Constants(beta1, beta2, eps, weightDecay, true, false).check("Nadam", rate);
        Elementwise.checkNotNegative("Nadam's momentum decay", momentumDecay);
    }

    /** PyTorch's defaults but for the rate: betas 0.9 and 0.999, eps 1e-8, weight decay 0, momentum decay 4e-3. */
    public static Nadam of(double rate) {
        return new Nadam(rate, 0.9, 0.999, 1e-8, 0, 4e-3, false);
    }

    /** The same with another weight decay. */
    public Nadam withWeightDecay(double decay) {
        return new Nadam(rate, beta1, beta2, eps, decay, momentumDecay, decoupled);
    }

    /** The same, its weights decaying by themselves. */
    public Nadam withDecoupledWeightDecay(double decay) {
        return new Nadam(rate, beta1, beta2, eps, decay, momentumDecay, true);
    }

    @Override
    public Slots slots(Map<String, Tensor> parameters) {
        Map<String, Tensor> products = new LinkedHashMap<>();
        parameters.forEach((name, _) -> products.put(name, Tensor.scalar(DType.FLOAT64, 1)));
        return Elementwise.slots(parameters, MEAN, SQUARE).with(PRODUCT, products);
    }

    @Override
    public void step(
            long step, double rate, Map<String, Tensor> parameters, Map<String, Tensor> gradients, Slots slots) {
        Map<String, Tensor> products = slots.of(PRODUCT);
        if (products.isEmpty()) {
            return;
        }
        // All parameters have made the same steps, so their products are one number.
        double product = products.values().iterator().next().item() * mu(step);
        products.values().forEach(p -> p.assign(Tensor.scalar(DType.FLOAT64, product)));
        Elementwise.step(parameters, gradients, new Rule(step, rate, product, slots));
    }

    private double mu(long step) {
        return beta1 * (1 - 0.5 * StrictMath.pow(0.96, step * momentumDecay));
    }

    private final class Rule implements Elementwise.Rule {
        private final double rate;
        private final double stepSize;
        private final double ahead;
        private final double scale;
        private final Map<String, Tensor> means;
        private final Map<String, Tensor> squares;
        private final dev.merapi.simd.Optimizer.Adam constants;

        Rule(long step, double rate, double product, Slots slots) {
            double next = mu(step + 1);
            this.rate = rate;
            this.stepSize = rate * next / (1 - product * next);
            this.ahead = rate * (1 - mu(step)) / (1 - product);
            this.scale = 1 / Math.sqrt(1 - StrictMath.pow(beta2, (double) step));
            this.means = slots.of(MEAN);
            this.squares = slots.of(SQUARE);
            this.constants = new dev.merapi.simd.Optimizer.Adam(
                    (float) rate,
                    (float) (1 - beta1),
                    (float) beta2,
                    (float) (1 - beta2),
                    (float) eps,
                    (float) weightDecay,
                    !decoupled,
                    (float) stepSize,
                    (float) scale);
        }

        @Override
        public String name() {
            return "nadam";
        }

        /** The gradient is read; the parameter and both means are read and written. */
        @Override
        public int passes() {
            return 7;
        }

        @Override
        public List<Map<String, Tensor>> memory() {
            return List.of(means, squares);
        }

        @Override
        public void float32(String name, Tensor p, Tensor g, int from, int n) {
            Tensor m = means.get(name);
            Tensor v = squares.get(name);
            int po = p.offset() + from;
            int go = g.offset() + from;
            int mo = m.offset() + from;
            int vo = v.offset() + from;
            Kernels.active()
                    .optimizer()
                    .nadam(
                            constants,
                            (float) ahead,
                            p.segment(),
                            po,
                            g.segment(),
                            go,
                            m.segment(),
                            mo,
                            v.segment(),
                            vo,
                            n);
        }

        @Override
        public void float64(String name, Tensor p, Tensor g) {
            Tensor m = means.get(name);
            Tensor v = squares.get(name);
            Tensor pull = decoupled || weightDecay == 0 ? g : g.add(p.mul(weightDecay));
            m.assign(m.add(pull.sub(m).mul(1 - beta1)));
            v.assign(v.mul(beta2).add(pull.square().mul(1 - beta2)));
            Tensor kept = decoupled ? p.mul(1 - rate * weightDecay) : p;
            Tensor way = m.mul(stepSize).add(pull.mul(ahead));
            p.assign(kept.sub(way.div(v.sqrt().mul(scale).add(eps))));
        }
    }
}
