package dev.merapi.models.optim;

import dev.merapi.simd.Descent;
import dev.merapi.simd.Kernels;
import dev.merapi.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * g += decay p; v = alpha v + (1 - alpha) g^2; d = g / (sqrt(v) + eps); p -= rate d. Centered, a = alpha a + (1 -
 * alpha) g and sqrt(max(v - a^2, 0)) stands for sqrt(v) (PyTorch leaves the maximum out and can get a NaN of a constant
 * gradient); with momentum, b = momentum b + d and p -= rate b. The slots are {@code square_avg} (v), {@code grad_avg}
 * (a) and {@code momentum_buffer} (b). Source: Hinton, "Neural networks for machine learning", lecture 6e, 2012;
 * centered: Graves, "Generating sequences with recurrent neural networks", 2013.
 *
 * @param rate the learning rate
 * @param alpha how much of the mean squared gradient stays, from 0 to 1
 * @param eps keeps the denominator away from 0
 * @param weightDecay how strongly parameters are pulled towards 0
 * @param momentum from 0 (none) to 1
 * @param centered whether to divide by the deviation, not by the root of the mean square
 */
public record RmsProp(double rate, double alpha, double eps, double weightDecay, double momentum, boolean centered)
        implements Optimizer {
    private static final String SQUARE = "square_avg";
    private static final String MEAN = "grad_avg";
    private static final String VELOCITY = "momentum_buffer";

    /** Checks the constants. */
    public RmsProp {
        Elementwise.checkNotNegative("RMSprop's learning rate", rate);
        Elementwise.checkRange("RMSprop's alpha", alpha, 0, 1);
        Elementwise.checkNotNegative("RMSprop's eps", eps);
        Elementwise.checkNotNegative("RMSprop's weight decay", weightDecay);
        Elementwise.checkRange("RMSprop's momentum", momentum, 0, 1);
    }

    /** PyTorch's defaults but for the rate: alpha 0.99, eps 1e-8, weight decay 0, no momentum, not centered. */
    public static RmsProp of(double rate) {
        return new RmsProp(rate, 0.99, 1e-8, 0, 0, false);
    }

    /** The same with another weight decay. */
    public RmsProp withWeightDecay(double decay) {
        return new RmsProp(rate, alpha, eps, decay, momentum, centered);
    }

    /** The same with momentum. */
    public RmsProp withMomentum(double amount) {
        return new RmsProp(rate, alpha, eps, weightDecay, amount, centered);
    }

    /** The same, dividing by the deviation. */
    public RmsProp withCentering() {
        return new RmsProp(rate, alpha, eps, weightDecay, momentum, true);
    }

    @Override
    public Slots slots(Map<String, Tensor> parameters) {
        List<String> names = new ArrayList<>(List.of(SQUARE));
        if (centered) {
            names.add(MEAN);
        }
        if (momentum != 0) {
            names.add(VELOCITY);
        }
        return Elementwise.slots(parameters, names.toArray(String[]::new));
    }

    @Override
    public void step(
            long step, double rate, Map<String, Tensor> parameters, Map<String, Tensor> gradients, Slots slots) {
        // What isn't asked for isn't touched: any tensor will do.
        Map<String, Tensor> means = centered ? slots.of(MEAN) : parameters;
        Map<String, Tensor> velocities = momentum == 0 ? parameters : slots.of(VELOCITY);
        Elementwise.step(parameters, gradients, new Rule(rate, slots.of(SQUARE), means, velocities));
    }

    private final class Rule implements Elementwise.Rule {
        private final double rate;
        private final Map<String, Tensor> squares;
        private final Map<String, Tensor> means;
        private final Map<String, Tensor> velocities;
        private final Descent.RmsProp constants;

        Rule(double rate, Map<String, Tensor> squares, Map<String, Tensor> means, Map<String, Tensor> velocities) {
            this.rate = rate;
            this.squares = squares;
            this.means = means;
            this.velocities = velocities;
            this.constants = new Descent.RmsProp(
                    (float) rate,
                    (float) alpha,
                    (float) (1 - alpha),
                    (float) eps,
                    (float) weightDecay,
                    (float) momentum,
                    centered);
        }

        @Override
        public String name() {
            return "rmsprop";
        }

        /** The gradient is read; the parameter and up to three slots are read and written. */
        @Override
        public int passes() {
            return 5 + (centered ? 2 : 0) + (momentum == 0 ? 0 : 2);
        }

        @Override
        public List<Map<String, Tensor>> memory() {
            return List.of(squares, means, velocities);
        }

        @Override
        public void float32(String name, Tensor p, Tensor g, int from, int n) {
            Tensor v = squares.get(name);
            Tensor a = means.get(name);
            Tensor b = velocities.get(name);
            Kernels.active()
                    .optimizer()
                    .rmsprop(
                            constants,
                            p.segment(),
                            p.offset() + from,
                            g.segment(),
                            g.offset() + from,
                            v.segment(),
                            v.offset() + from,
                            a.segment(),
                            a.offset() + from,
                            b.segment(),
                            b.offset() + from,
                            n);
        }

        @Override
        public void float64(String name, Tensor p, Tensor g) {
            Tensor v = squares.get(name);
            Tensor pull = weightDecay == 0 ? g : g.add(p.mul(weightDecay));
            v.assign(v.mul(alpha).add(pull.square().mul(1 - alpha)));
            Tensor spread = v;
            if (centered) {
                Tensor a = means.get(name);
                a.assign(a.add(pull.sub(a).mul(1 - alpha)));
                spread = v.sub(a.square()).maximum(0);
            }
            Tensor way = pull.div(spread.sqrt().add(eps));
            if (momentum != 0) {
                Tensor b = velocities.get(name);
                way = b.assign(b.mul(momentum).add(way));
            }
            p.assign(p.sub(way.mul(rate)));
        }
    }
}
