package dev.merapi.models.optim;

import dev.merapi.simd.Kernels;
import dev.merapi.tensor.Scope;
import dev.merapi.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * {@link Adam}'s direction, as long in each tensor as the tensor itself: u = (m / (1 - beta1^t)) / (sqrt(v / (1 -
 * beta2^t)) + eps) + decay p; p -= rate |p| / |u| u. Where |p| or |u| is 0 the ratio is 1. It keeps huge batches
 * stable; put it into a {@link ClipNorm} of 1 for what BERT was trained with. The slots are {@code exp_avg} (m) and
 * {@code exp_avg_sq} (v). Source: You et al., "Large batch optimization for deep learning: training BERT in 76
 * minutes", 2020, algorithm 2.
 *
 * @param rate the learning rate
 * @param beta1 how much of the mean gradient stays, from 0 to 1
 * @param beta2 how much of the mean squared gradient stays, from 0 to 1
 * @param eps keeps the denominator away from 0
 * @param weightDecay how strongly parameters are pulled towards 0
 */
public record Lamb(double rate, double beta1, double beta2, double eps, double weightDecay) implements Optimizer {
    private static final String MEAN = "exp_avg";
    private static final String SQUARE = "exp_avg_sq";

    /** Walks along a direction. */
    private static final Sgd WALK = Sgd.of(1);

    /** Checks the constants. */
    public Lamb {
        new AdamRule.Constants(beta1, beta2, eps, weightDecay, false, false).check("LAMB", rate);
    }

    /** The paper's defaults: betas 0.9 and 0.999, eps 1e-6, weight decay 0.01. */
    public static Lamb of(double rate) {
        return new Lamb(rate, 0.9, 0.999, 1e-6, 0.01);
    }

    /** The same with another weight decay. */
    public Lamb withWeightDecay(double decay) {
        return new Lamb(rate, beta1, beta2, eps, decay);
    }

    @Override
    public Slots slots(Map<String, Tensor> parameters) {
        return Elementwise.slots(parameters, MEAN, SQUARE);
    }

    @Override
    public void step(
            long step, double rate, Map<String, Tensor> parameters, Map<String, Tensor> gradients, Slots slots) {
        parameters.forEach((name, p) -> {
            try (var _ = Scope.open()) {
                Tensor u = Tensor.allocate(p.spec());
                Elementwise.step(Map.of(name, p), gradients, new Direction(step, u, slots));
                WALK.step(1, rate * trust(p, u), Map.of(name, p), Map.of(name, u), Slots.NONE);
            }
        });
    }

    private static double trust(Tensor p, Tensor u) {
        double length = p.norm().item();
        double way = u.norm().item();
        return length == 0 || way == 0 ? 1 : length / way;
    }

    /** Finds u of one parameter. */
    private final class Direction implements Elementwise.Rule {
        private final double stepSize;
        private final double scale;
        private final Tensor u;
        private final Map<String, Tensor> means;
        private final Map<String, Tensor> squares;
        private final dev.merapi.simd.Optimizer.Adam constants;

        Direction(long step, Tensor u, Slots slots) {
            this.stepSize = 1 / (1 - StrictMath.pow(beta1, (double) step));
            this.scale = 1 / Math.sqrt(1 - StrictMath.pow(beta2, (double) step));
            this.u = u;
            this.means = slots.of(MEAN);
            this.squares = slots.of(SQUARE);
            this.constants = new dev.merapi.simd.Optimizer.Adam(
                    1,
                    (float) (1 - beta1),
                    (float) beta2,
                    (float) (1 - beta2),
                    (float) eps,
                    (float) weightDecay,
                    false,
                    (float) stepSize,
                    (float) scale);
        }

        @Override
        public String name() {
            return "lamb";
        }

        /** Parameter and gradient are read; both means are read and written, the direction written. */
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
            Kernels.active()
                    .optimizer()
                    .lamb(
                            constants,
                            p.segment(),
                            p.offset() + from,
                            g.segment(),
                            g.offset() + from,
                            m.segment(),
                            m.offset() + from,
                            v.segment(),
                            v.offset() + from,
                            u.segment(),
                            u.offset() + from,
                            n);
        }

        @Override
        public void float64(String name, Tensor p, Tensor g) {
            Tensor m = means.get(name);
            Tensor v = squares.get(name);
            m.assign(m.add(g.sub(m).mul(1 - beta1)));
            v.assign(v.mul(beta2).add(g.square().mul(1 - beta2)));
            Tensor adam = m.mul(stepSize).div(v.sqrt().mul(scale).add(eps));
            u.assign(adam.add(p.mul(weightDecay)));
        }
    }
}
