package dev.merapi.models.optim;

import dev.merapi.simd.Descent;
import dev.merapi.simd.Kernels;
import dev.merapi.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * g += decay p; v = rho v + (1 - rho) g^2; d = sqrt(u + eps) / sqrt(v + eps) g; u = rho u + (1 - rho) d^2; p -= rate d.
 * The slots are {@code square_avg} (v) and {@code acc_delta} (u). Source: Zeiler, "ADADELTA: an adaptive learning rate
 * method", 2012.
 *
 * @param rate the learning rate; 1 in the paper, which has none
 * @param rho how much of the means stays, from 0 to 1
 * @param eps keeps the denominator away from 0, and the first steps too
 * @param weightDecay how strongly parameters are pulled towards 0
 */
public record Adadelta(double rate, double rho, double eps, double weightDecay) implements Optimizer {
    private static final String SQUARE = "square_avg";
    private static final String DELTA = "acc_delta";

    /** Checks the constants. */
    public Adadelta {
        Elementwise.checkNotNegative("Adadelta's learning rate", rate);
        Elementwise.checkRange("Adadelta's rho", rho, 0, 1);
        Elementwise.checkNotNegative("Adadelta's eps", eps);
        Elementwise.checkNotNegative("Adadelta's weight decay", weightDecay);
    }

    /** PyTorch's defaults but for the rate, which is 1 there: rho 0.9, eps 1e-6, weight decay 0. */
    public static Adadelta of(double rate) {
        return new Adadelta(rate, 0.9, 1e-6, 0);
    }

    /** The same with another weight decay. */
    public Adadelta withWeightDecay(double decay) {
        return new Adadelta(rate, rho, eps, decay);
    }

    @Override
    public Slots slots(Map<String, Tensor> parameters) {
        return Elementwise.slots(parameters, SQUARE, DELTA);
    }

    @Override
    public void step(
            long step, double rate, Map<String, Tensor> parameters, Map<String, Tensor> gradients, Slots slots) {
        Elementwise.step(parameters, gradients, new Rule(rate, slots.of(SQUARE), slots.of(DELTA)));
    }

    private final class Rule implements Elementwise.Rule {
        private final double rate;
        private final Map<String, Tensor> squares;
        private final Map<String, Tensor> deltas;
        private final Descent.Adadelta constants;

        Rule(double rate, Map<String, Tensor> squares, Map<String, Tensor> deltas) {
            this.rate = rate;
            this.squares = squares;
            this.deltas = deltas;
            this.constants = new Descent.Adadelta(
                    (float) rate, (float) rho, (float) (1 - rho), (float) eps, (float) weightDecay);
        }

        @Override
        public String name() {
            return "adadelta";
        }

        /** The gradient is read; the parameter and both means are read and written. */
        @Override
        public int passes() {
            return 7;
        }

        @Override
        public List<Map<String, Tensor>> memory() {
            return List.of(squares, deltas);
        }

        @Override
        public void float32(String name, Tensor p, Tensor g, int from, int n) {
            Tensor v = squares.get(name);
            Tensor u = deltas.get(name);
            Kernels.active()
                    .optimizer()
                    .adadelta(
                            constants,
                            p.segment(),
                            p.offset() + from,
                            g.segment(),
                            g.offset() + from,
                            v.segment(),
                            v.offset() + from,
                            u.segment(),
                            u.offset() + from,
                            n);
        }

        @Override
        public void float64(String name, Tensor p, Tensor g) {
            Tensor v = squares.get(name);
            Tensor u = deltas.get(name);
            Tensor pull = weightDecay == 0 ? g : g.add(p.mul(weightDecay));
            v.assign(v.mul(rho).add(pull.square().mul(1 - rho)));
            Tensor way = u.add(eps).sqrt().div(v.add(eps).sqrt()).mul(pull);
            u.assign(u.mul(rho).add(way.square().mul(1 - rho)));
            p.assign(p.sub(way.mul(rate)));
        }
    }
}
