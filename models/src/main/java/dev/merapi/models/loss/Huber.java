package dev.merapi.models.loss;

import dev.merapi.tensor.Tensor;

/**
 * d^2 / 2 where |d| &lt;= delta, else delta (|d| - delta / 2), for d = output - target of one shape; computed as q (|d| - q /
 * 2) with q = min(|d|, delta). Source: Huber, "Robust estimation of a location parameter", 1964.
 *
 * @param delta where the parabola goes over into a line, above 0
 */
public record Huber(double delta, Reduction reduction) implements Loss {
    /** Checks delta. */
    public Huber {
        Constants.positive("Huber", "delta", delta);
    }

    /** delta 1, the mean. */
    public Huber() {
        this(1);
    }

    /** The mean. */
    public Huber(double delta) {
        this(delta, Reduction.MEAN);
    }

    @Override
    public Tensor of(Tensor output, Tensor target) {
        MeanSquaredError.sameShape("Huber", output, target);
        return reduction.of(costs(output, target, delta));
    }

    static Tensor costs(Tensor output, Tensor target, double delta) {
        Tensor distance = output.sub(target.to(output.dtype())).abs();
        Tensor near = distance.minimum(delta);
        return near.mul(distance.sub(near.mul(0.5)));
    }
}
