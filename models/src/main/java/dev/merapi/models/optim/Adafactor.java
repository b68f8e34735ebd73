package dev.merapi.models.optim;

import dev.merapi.simd.Kernels;
import dev.merapi.simd.Workers;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Scope;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Contiguous;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * p -= rho max(eps2, rms(p)) u / max(1, rms(u) / d) with u = g / sqrt(v), rho = min(rate, 1 / sqrt(t)), and weights
 * that decay as {@link AdamW}'s. Of a matrix it doesn't remember v but the means of its rows r and columns c, from
 * which v = r c^T / mean(r): memory for m + n numbers instead of m n. The means move by t^beta2Decay. Of more than two
 * axes the last two are the matrix; a vector keeps its v. The slots are {@code row_var}, {@code col_var} and
 * {@code variance}. Source: Shazeer, Stern, "Adafactor: adaptive learning rates with sublinear memory cost", 2018;
 * details as PyTorch's.
 *
 * @param rate the learning rate, relative to the size of the weights
 * @param beta2Decay the exponent of how far means move, below 0
 * @param eps1 the root of v isn't smaller; empty for the dtype's distance of 1 from the next number
 * @param eps2 the size of weights isn't smaller
 * @param d what the size of the step is clipped to, from 1
 * @param weightDecay how strongly parameters are pulled towards 0
 */
public record Adafactor(double rate, double beta2Decay, OptionalDouble eps1, double eps2, double d, double weightDecay)
        implements Optimizer {
    private static final String ROW = "row_var";
    private static final String COLUMN = "col_var";
    private static final String VARIANCE = "variance";

    /** Elements worth handing to another thread. */
    private static final int GRAIN = 1 << 14;

    /** Walks along a direction. */
    private static final Sgd WALK = Sgd.of(1);

    /** Checks the constants. */
    public Adafactor {
        Elementwise.checkNotNegative("Adafactor's learning rate", rate);
        Elementwise.checkRange("Adafactor's beta2 decay", beta2Decay, -Double.MAX_VALUE, 0);
        Elementwise.checkNotNegative("Adafactor's eps1", eps1.orElse(0));
        Elementwise.checkNotNegative("Adafactor's eps2", eps2);
        Elementwise.checkRange("Adafactor's d", d, 1, Double.MAX_VALUE);
        Elementwise.checkNotNegative("Adafactor's weight decay", weightDecay);
    }

    /** PyTorch's defaults but for the rate, which is 0.01 there: beta2 decay -0.8, eps2 1e-3, d 1, weight decay 0. */
    public static Adafactor of(double rate) {
        return new Adafactor(rate, -0.8, OptionalDouble.empty(), 1e-3, 1, 0);
    }

    /** The same with another weight decay. */
    public Adafactor withWeightDecay(double decay) {
        return new Adafactor(rate, beta2Decay, eps1, eps2, d, decay);
    }

    @Override
    public Slots slots(Map<String, Tensor> parameters) {
        Map<String, Tensor> rows = new LinkedHashMap<>();
        Map<String, Tensor> columns = new LinkedHashMap<>();
        Map<String, Tensor> variances = new LinkedHashMap<>();
        parameters.forEach((name, p) -> {
            if (p.rank() > 1) {
                rows.put(name, zeros(p, p.rank() - 1));
                columns.put(name, zeros(p, p.rank() - 2));
            } else {
                variances.put(name, p.zerosLike());
            }
        });
        return Slots.NONE.with(ROW, rows).with(COLUMN, columns).with(VARIANCE, variances);
    }

    /** Zeros like p with one axis of size 1. */
    private static Tensor zeros(Tensor p, int axis) {
        return Tensor.full(p.dtype(), p.shape().with(axis, 1), 0);
    }

    @Override
    public void step(
            long step, double rate, Map<String, Tensor> parameters, Map<String, Tensor> gradients, Slots slots) {
        double fresh = StrictMath.pow((double) step, beta2Decay);
        double rho = Math.min(rate, 1 / Math.sqrt((double) step));
        parameters.forEach((name, p) -> {
            Elementwise.check(name, p, gradients);
            try (var _ = Scope.open()) {
                Tensor g = Contiguous.of(gradients.get(name));
                double length = rho * Math.max(eps2, rms(p));
                if (weightDecay != 0) {
                    p.assign(p.mul(1 - rate * weightDecay));
                }
                Tensor u = p.rank() > 1 ? factored(name, g, fresh, slots) : direct(name, g, fresh, slots);
                double way = length / Math.max(1, rms(u) / d);
                WALK.step(1, way, Map.of(name, p), Map.of(name, u), Slots.NONE);
            }
        });
    }

    /** The root of v isn't smaller. */
    private double floor(Tensor p) {
        return eps1.orElse(p.dtype() == DType.FLOAT64 ? Math.ulp(1.0) : Math.ulp(1f));
    }

    /** u of a vector. */
    private Tensor direct(String name, Tensor g, double fresh, Slots slots) {
        double floor = floor(g);
        Tensor v = move(slots.of(VARIANCE).get(name), g.square(), fresh);
        return g.div(v.maximum(floor * floor).sqrt());
    }

    /** u of matrices. */
    private Tensor factored(String name, Tensor g, double fresh, Slots slots) {
        double floor = floor(g);
        Tensor squares = g.square();
        Tensor r = move(slots.of(ROW).get(name), squares.mean(true, -1), fresh);
        Tensor c = move(slots.of(COLUMN).get(name), squares.mean(true, -2), fresh);
        Tensor relative = r.div(r.mean(true, -2).maximum(floor));
        return g.dtype() == DType.FLOAT64
                ? g.div(relative.mul(c).maximum(floor * floor).sqrt())
                : byRows(relative, c, g, (float) (floor * floor));
    }

    /** The same in one pass over g: u[i, j] = g[i, j] / sqrt(max(r[i] c[j], floor)) in each matrix. */
    private static Tensor byRows(Tensor r, Tensor c, Tensor g, float floor) {
        Tensor u = Tensor.allocate(g.spec());
        int rows = g.size(-2);
        int columns = g.size(-1);
        float[] factors = r.toFloatArray();
        Workers.forRange(factors.length, Math.max(1, GRAIN / Math.max(1, columns)), (from, to) -> {
            var kernel = Kernels.active().optimizer();
            for (int i = from; i < to; i++) {
                int at = i * columns;
                kernel.factored(
                        factors[i],
                        floor,
                        c.segment(),
                        c.offset() + i / rows * columns,
                        g.segment(),
                        g.offset() + at,
                        u.segment(),
                        at,
                        columns);
            }
        });
        return u;
    }

    /** A running mean, in place: m += fresh (x - m). */
    private static Tensor move(Tensor m, Tensor x, double fresh) {
        return m.assign(m.add(x.sub(m).mul(fresh)));
    }

    private static double rms(Tensor x) {
        return x.norm().item() / Math.sqrt(x.size());
    }
}
