package dev.merapi.models.optim;

import dev.merapi.simd.Descent;
import dev.merapi.simd.Kernels;
import dev.merapi.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * g += decay p; h += g^2; p -= rate / (1 + (t - 1) rateDecay) g / (sqrt(h) + eps), in step t from 1. The slot is
 * {@code sum} (h). Source: Duchi, Hazan, Singer, "Adaptive subgradient methods for online learning and stochastic
 * optimization", 2011.
 *
 * @param rate the learning rate
 * @param rateDecay how fast the rate shrinks by itself
 * @param weightDecay how strongly parameters are pulled towards 0
 * @param initial what h begins with
 * @param eps keeps the denominator away from 0
 */
public record Adagrad(double rate, double rateDecay, double weightDecay, double initial, double eps)
        implements Optimizer {
    private static final String SUM = "sum";

    /** Checks the constants. */
    public Adagrad {
        Elementwise.checkNotNegative("Adagrad's learning rate", rate);
        Elementwise.checkNotNegative("Adagrad's rate decay", rateDecay);
        Elementwise.checkNotNegative("Adagrad's weight decay", weightDecay);
        Elementwise.checkNotNegative("Adagrad's initial sum", initial);
        Elementwise.checkNotNegative("Adagrad's eps", eps);
    }

    /** PyTorch's defaults but for the rate: no decay of rate or weights, sums from 0, eps 1e-10. */
    public static Adagrad of(double rate) {
        return new Adagrad(rate, 0, 0, 0, 1e-10);
    }

    /** The same with another weight decay. */
    public Adagrad withWeightDecay(double decay) {
        return new Adagrad(rate, rateDecay, decay, initial, eps);
    }

    @Override
    public Slots slots(Map<String, Tensor> parameters) {
        Map<String, Tensor> sums = new LinkedHashMap<>();
        parameters.forEach((name, p) -> sums.put(name, Tensor.full(p.dtype(), p.shape(), initial)));
        return Slots.NONE.with(SUM, sums);
    }

    @Override
    public void step(
            long step, double rate, Map<String, Tensor> parameters, Map<String, Tensor> gradients, Slots slots) {
        double decayed = rate / (1 + (step - 1) * rateDecay);
        Elementwise.step(parameters, gradients, new Rule(decayed, slots.of(SUM)));
    }

    private final class Rule implements Elementwise.Rule {
        private final double rate;
        private final Map<String, Tensor> sums;
        private final Descent.Adagrad constants;

        Rule(double rate, Map<String, Tensor> sums) {
            this.rate = rate;
            this.sums = sums;
            this.constants = new Descent.Adagrad((float) rate, (float) eps, (float) weightDecay);
        }

        @Override
        public String name() {
            return "adagrad";
        }

        /** The gradient is read; the parameter and the sum are read and written. */
        @Override
        public int passes() {
            return 5;
        }

        @Override
        public List<Map<String, Tensor>> memory() {
            return List.of(sums);
        }

        @Override
        public void float32(String name, Tensor p, Tensor g, int from, int n) {
            Tensor h = sums.get(name);
            Kernels.active()
                    .optimizer()
                    .adagrad(
                            constants,
                            p.segment(),
                            p.offset() + from,
                            g.segment(),
                            g.offset() + from,
                            h.segment(),
                            h.offset() + from,
                            n);
        }

        @Override
        public void float64(String name, Tensor p, Tensor g) {
            Tensor h = sums.get(name);
            Tensor pull = weightDecay == 0 ? g : g.add(p.mul(weightDecay));
            h.assign(h.add(pull.square()));
            p.assign(p.sub(pull.div(h.sqrt().add(eps)).mul(rate)));
        }
    }
}
