package dev.merapi.models.optim;

import dev.merapi.simd.Descent;
import dev.merapi.simd.Kernels;
import dev.merapi.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * p = (1 - rate decay) p - rate sign(beta1 m + (1 - beta1) g); m = beta2 m + (1 - beta2) g. The slot is {@code exp_avg}
 * (m). Every step has the length of the rate in every element, so rates are 3 to 10 times smaller than {@link AdamW}'s,
 * and weight decay as much larger. Source: Chen et al., "Symbolic discovery of optimization algorithms", 2023,
 * algorithm 2.
 *
 * @param rate the learning rate
 * @param beta1 how much of the mean gradient is in the direction, from 0 to 1
 * @param beta2 how much of the mean gradient stays, from 0 to 1
 * @param weightDecay how strongly parameters are pulled towards 0
 */
public record Lion(double rate, double beta1, double beta2, double weightDecay) implements Optimizer {
    private static final String MEAN = "exp_avg";

    /** Checks the constants. */
    public Lion {
        Elementwise.checkNotNegative("Lion's learning rate", rate);
        Elementwise.checkRange("Lion's beta1", beta1, 0, 1);
        Elementwise.checkRange("Lion's beta2", beta2, 0, 1);
        Elementwise.checkNotNegative("Lion's weight decay", weightDecay);
    }

    /** The paper's defaults: betas 0.9 and 0.99; weight decay 0. */
    public static Lion of(double rate) {
        return new Lion(rate, 0.9, 0.99, 0);
    }

    /** The same with another weight decay. */
    public Lion withWeightDecay(double decay) {
        return new Lion(rate, beta1, beta2, decay);
    }

    @Override
    public Slots slots(Map<String, Tensor> parameters) {
        return Elementwise.slots(parameters, MEAN);
    }

    @Override
    public void step(
            long step, double rate, Map<String, Tensor> parameters, Map<String, Tensor> gradients, Slots slots) {
        Elementwise.step(parameters, gradients, new Rule(rate, slots.of(MEAN)));
    }

    private final class Rule implements Elementwise.Rule {
        private final double rate;
        private final Map<String, Tensor> means;
        private final Descent.Lion constants;

        Rule(double rate, Map<String, Tensor> means) {
            this.rate = rate;
            this.means = means;
            this.constants = new Descent.Lion(
                    (float) rate, (float) (1 - rate * weightDecay), (float) (1 - beta1), (float) (1 - beta2));
        }

        @Override
        public String name() {
            return "lion";
        }

        /** The gradient is read; the parameter and the mean are read and written. */
        @Override
        public int passes() {
            return 5;
        }

        @Override
        public List<Map<String, Tensor>> memory() {
            return List.of(means);
        }

        @Override
        public void float32(String name, Tensor p, Tensor g, int from, int n) {
            Tensor m = means.get(name);
            Kernels.active()
                    .optimizer()
                    .lion(
                            constants,
                            p.segment(),
                            p.offset() + from,
                            g.segment(),
                            g.offset() + from,
                            m.segment(),
                            m.offset() + from,
                            n);
        }

        @Override
        public void float64(String name, Tensor p, Tensor g) {
            Tensor m = means.get(name);
            Tensor news = g.sub(m);
            Tensor sign = m.add(news.mul(1 - beta1)).sign();
            p.assign(p.mul(1 - rate * weightDecay).sub(sign.mul(rate)));
            m.assign(m.add(news.mul(1 - beta2)));
        }
    }
}
