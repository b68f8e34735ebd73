package dev.merapi.models.optim;

import dev.merapi.simd.Kernels;
import dev.merapi.tensor.Tensor;
import java.util.Map;

/**
 * Stochastic gradient descent, as PyTorch's: g += decay p; v = momentum v + (1 - dampening) g (v = g in the first step);
 * p -= rate (nesterov ? g + momentum v : v). Without momentum p -= rate g. The slot is {@code momentum_buffer}. Source:
 * Sutskever et al., "On the importance of initialization and momentum in deep learning", 2013.
 *
 * @param rate the learning rate
 * @param momentum from 0 (none) to 1
 * @param dampening from 0 to 1
 * @param weightDecay how strongly parameters are pulled towards 0
 * @param nesterov whether to look ahead along the momentum
 */
public record Sgd(double rate, double momentum, double dampening, double weightDecay, boolean nesterov)
        implements Optimizer {
    private static final String VELOCITY = "momentum_buffer";

    /** Checks the constants. */
    public Sgd {
        Elementwise.checkNotNegative("SGD's learning rate", rate);
        Elementwise.checkRange("SGD's momentum", momentum, 0, 1);
        Elementwise.checkRange("SGD's dampening", dampening, 0, 1);
        Elementwise.checkNotNegative("SGD's weight decay", weightDecay);
        if (nesterov && (momentum == 0 || dampening != 0)) {
            throw new IllegalArgumentException("Nesterov needs a momentum and no dampening, but momentum is " + momentum
                    + " and dampening is " + dampening);
        }
    }

    /** Plain descent. */
    public static Sgd of(double rate) {
        return of(rate, 0);
    }

    /** With momentum. */
    public static Sgd of(double rate, double momentum) {
        return new Sgd(rate, momentum, 0, 0, false);
    }

    /** The same with another weight decay. */
    public Sgd withWeightDecay(double decay) {
        return new Sgd(rate, momentum, dampening, decay, nesterov);
    }

    /** The same with Nesterov's look ahead. */
    public Sgd withNesterov() {
        return new Sgd(rate, momentum, dampening, weightDecay, true);
    }

    @Override
    public Slots slots(Map<String, Tensor> parameters) {
        return new Slots(momentum == 0 ? Map.of() : Map.of(VELOCITY, Elementwise.zeros(parameters)));
    }

    @Override
    public void step(
            long step, double rate, Map<String, Tensor> parameters, Map<String, Tensor> gradients, Slots slots) {
        // Without momentum the kernel doesn't touch v: any tensor will do.
        Map<String, Tensor> velocities = momentum == 0 ? parameters : slots.of(VELOCITY);
        Elementwise.step(parameters, gradients, new Rule(step == 1, rate, velocities));
        velocities.values().forEach(Tensor::touch);
    }

    private final class Rule implements Elementwise.Rule {
        private final boolean first;
        private final double rate;
        private final Map<String, Tensor> velocities;
        private final dev.merapi.simd.Optimizer.Sgd constants;

        Rule(boolean first, double rate, Map<String, Tensor> velocities) {
            this.first = first;
            this.rate = rate;
            this.velocities = velocities;
            this.constants = new dev.merapi.simd.Optimizer.Sgd(
                    (float) rate, (float) momentum, (float) dampening, (float) weightDecay, nesterov);
        }

        @Override
        public String name() {
            return "sgd";
        }

        /** The gradient is read; the parameter and, if there is one, the velocity are read and written. */
        @Override
        public int passes() {
            return momentum == 0 ? 3 : 5;
        }

        @Override
        public void float32(String name, Tensor p, Tensor g, int from, int n) {
            Tensor v = velocities.get(name);
            Kernels.active()
                    .optimizer()
                    .sgd(
                            constants,
                            first,
                            p.segment(),
                            p.offset() + from,
                            g.segment(),
                            g.offset() + from,
                            v.segment(),
                            v.offset() + from,
                            n);
        }

        @Override
        public void float64(String name, Tensor p, Tensor g) {
            Tensor decayed = weightDecay == 0 ? g : g.add(p.mul(weightDecay));
            Tensor direction = decayed;
            if (momentum != 0) {
                Tensor v = velocities.get(name);
                v.assign(first ? decayed : v.mul(momentum).add(decayed.mul(1 - dampening)));
                direction = nesterov ? decayed.add(v.mul(momentum)) : v;
            }
            p.assign(p.sub(direction.mul(rate)));
        }
    }
}
