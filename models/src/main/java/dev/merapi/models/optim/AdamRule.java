package dev.merapi.models.optim;

import dev.merapi.simd.Kernels;
import dev.merapi.tensor.Tensor;
import java.util.List;
import java.util.Map;

/** One step of Adam or AdamW, which differ in how weights decay alone, with or without AMSGrad's maximum. */
final class AdamRule implements Elementwise.Rule {
    private static final String MEAN = "exp_avg";
    private static final String SQUARE = "exp_avg_sq";
    private static final String LARGEST = "max_exp_avg_sq";

    private final Constants c;
    private final double rate;
    private final Corrections corrections;
    private final Map<String, Tensor> means;
    private final Map<String, Tensor> squares;
    private final Map<String, Tensor> largest;
    private final dev.merapi.simd.Optimizer.Adam constants;

    /** What both optimizers are made of; {@code coupled} is Adam's decay, through the gradient. */
    record Constants(double beta1, double beta2, double eps, double weightDecay, boolean coupled, boolean amsgrad) {
        void check(String name, double rate) {
            Elementwise.checkNotNegative(name + "'s learning rate", rate);
            Elementwise.checkRange(name + "'s beta1", beta1, 0, Math.nextDown(1.0));
            Elementwise.checkRange(name + "'s beta2", beta2, 0, Math.nextDown(1.0));
            Elementwise.checkNotNegative(name + "'s eps", eps);
            Elementwise.checkNotNegative(name + "'s weight decay", weightDecay);
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
        this.largest = c.amsgrad ? slots.of(LARGEST) : Map.of();
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

    static Optimizer.Slots slots(Map<String, Tensor> parameters, boolean amsgrad) {
        return amsgrad
                ? Elementwise.slots(parameters, MEAN, SQUARE, LARGEST)
                : Elementwise.slots(parameters, MEAN, SQUARE);
    }

    @Override
    public List<Map<String, Tensor>> memory() {
        return c.amsgrad ? List.of(means, squares, largest) : List.of(means, squares);
    }

    @Override
    public String name() {
        return c.coupled ? "adam" : "adamW";
    }

    /** The gradient is read; the parameter, both means and the maximum are read and written. */
    @Override
    public int passes() {
        return c.amsgrad ? 9 : 7;
    }

    @Override
    public void float32(String name, Tensor p, Tensor g, int from, int n) {
        Tensor m = means.get(name);
        Tensor v = squares.get(name);
        var kernel = Kernels.active().optimizer();
        int po = p.offset() + from;
        int go = g.offset() + from;
        int mo = m.offset() + from;
        int vo = v.offset() + from;
        if (c.amsgrad) {
            Tensor x = largest.get(name);
            int xo = x.offset() + from;
            kernel.amsgrad(
                    constants, p.segment(), po, g.segment(), go, m.segment(), mo, v.segment(), vo, x.segment(), xo, n);
        } else {
            kernel.adam(constants, p.segment(), po, g.segment(), go, m.segment(), mo, v.segment(), vo, n);
        }
    }

    @Override
    public void float64(String name, Tensor p, Tensor g) {
        Tensor m = means.get(name);
        Tensor v = squares.get(name);
        Tensor pull = c.coupled && c.weightDecay != 0 ? g.add(p.mul(c.weightDecay)) : g;
        m.assign(m.add(pull.sub(m).mul(1 - c.beta1)));
        v.assign(v.mul(c.beta2).add(pull.square().mul(1 - c.beta2)));
        Tensor size = c.amsgrad ? largest.get(name).assign(largest.get(name).maximum(v)) : v;
        Tensor kept = c.coupled ? p : p.mul(1 - rate * c.weightDecay);
        p.assign(kept.sub(m.mul(corrections.stepSize())
                .div(size.sqrt().mul(corrections.scale()).add(c.eps))));
    }
}
