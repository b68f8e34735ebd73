package dev.merapi.models.optim;

import dev.merapi.simd.Kernels;
import dev.merapi.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/** One step of Adam or AdamW, which differ in how weights decay alone. */
final class AdamRule implements Elementwise.Rule {
    private static final String MEAN = "exp_avg";
    private static final String SQUARE = "exp_avg_sq";

    private final Constants c;
    private final double rate;
    private final Corrections corrections;
    private final Map<String, Tensor> means;
    private final Map<String, Tensor> squares;
    private final dev.merapi.simd.Optimizer.Adam constants;

    /** What both optimizers are made of; {@code coupled} is Adam's decay, through the gradient. */
    record Constants(double beta1, double beta2, double eps, double weightDecay, boolean coupled) {
        void check(String name, double rate) {
            Elementwise.checkRange(name + "'s learning rate", rate, 0, Double.MAX_VALUE);
            Elementwise.checkRange(name + "'s beta1", beta1, 0, Math.nextDown(1.0));
            Elementwise.checkRange(name + "'s beta2", beta2, 0, Math.nextDown(1.0));
            Elementwise.checkRange(name + "'s eps", eps, 0, Double.MAX_VALUE);
            Elementwise.checkRange(name + "'s weight decay", weightDecay, 0, Double.MAX_VALUE);
        }
    }

    /** What makes up for means that began at 0: {@code stepSize} = rate / (1 - beta1^t), scale = 1 / sqrt(1 - beta2^t). */
    private record Corrections(double stepSize, double scale) {
        static Corrections of(double rate, double beta1, double beta2, double step) {
            return new Corrections(
                    rate / (1 - StrictMath.pow(beta1, step)), 1 / Math.sqrt(1 - StrictMath.pow(beta2, step)));
        }
    }

    AdamRule(Constants c, long step, double rate, Optimizer.Slots slots) {
        this.c = c;
        this.rate = rate;
        this.corrections = Corrections.of(rate, c.beta1, c.beta2, (double) step);
        this.means = slots.of(MEAN);
        this.squares = slots.of(SQUARE);
        this.constants = new dev.merapi.simd.Optimizer.Adam(
                (float) rate,
                (float) (1 - c.beta1),
                (float) c.beta2,
                (float) (1 - c.beta2),
                (float) c.eps,
                (float) c.weightDecay,
                c.coupled,
                (float) corrections.stepSize(),
                (float) corrections.scale());
    }

    static Optimizer.Slots slots(Map<String, Tensor> parameters) {
        Map<String, Map<String, Tensor>> slots = new LinkedHashMap<>();
        slots.put(MEAN, Elementwise.zeros(parameters));
        slots.put(SQUARE, Elementwise.zeros(parameters));
        return new Optimizer.Slots(slots);
    }

    void step(Map<String, Tensor> parameters, Map<String, Tensor> gradients) {
        Elementwise.step(parameters, gradients, this);
        means.values().forEach(Tensor::touch);
        squares.values().forEach(Tensor::touch);
    }

    @Override
    public String name() {
        return c.coupled ? "adam" : "adamW";
    }

    /** The gradient is read; the parameter and both means are read and written. */
    @Override
    public int passes() {
        return 7;
    }

    @Override
    public void float32(String name, Tensor p, Tensor g, int from, int n) {
        Tensor m = means.get(name);
        Tensor v = squares.get(name);
        Kernels.active()
                .optimizer()
                .adam(
                        constants,
                        p.segment(),
                        p.offset() + from,
                        g.segment(),
                        g.offset() + from,
                        m.segment(),
                        m.offset() + from,
                        v.segment(),
                        v.offset() + from,
                        n);
    }

    @Override
    public void float64(String name, Tensor p, Tensor g) {
        Tensor m = means.get(name);
        Tensor v = squares.get(name);
        Tensor pull = c.coupled && c.weightDecay != 0 ? g.add(p.mul(c.weightDecay)) : g;
        m.assign(m.add(pull.sub(m).mul(1 - c.beta1)));
        v.assign(v.mul(c.beta2).add(pull.square().mul(1 - c.beta2)));
        Tensor kept = c.coupled ? p : p.mul(1 - rate * c.weightDecay);
        p.assign(kept.sub(m.mul(corrections.stepSize())
                .div(v.sqrt().mul(corrections.scale()).add(c.eps))));
    }
}
