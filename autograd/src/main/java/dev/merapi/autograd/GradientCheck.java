package dev.merapi.autograd;

import dev.merapi.tensor.DType;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Compares gradients with central differences {@code (f(x + h v) - f(x - h v)) / 2h} in float64.
 *
 * <p>A function of any shape is reduced to {@code sum(w * f)} with fixed random weights w, so that no element's error can
 * hide behind another's.
 */
public final class GradientCheck {
    private static final double STEP = 1e-5;
    private static final RandomKey KEY = RandomKey.of(20260101).fold("gradient check");

    private GradientCheck() {}

    /** The largest difference found, relative to {@code 1 + |difference quotient|}, and where. */
    public record Result(double error, String where) {
        /** Fails with a sentence if the error is above the tolerance (or NaN). */
        public void orThrow(double tolerance) {
            if (!(error <= tolerance)) {
                throw new AssertionError(
                        "the gradient is off by " + error + " (relative), more than " + tolerance + ", " + where);
            }
        }
    }

    /** Along one random direction through all inputs at once: two evaluations, however large the inputs. */
    public static Result direction(Function<List<Tensor>, Tensor> f, List<Tensor> inputs) {
        Function<List<Tensor>, Tensor> loss = weighted(f, inputs);
        List<Tensor> v = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            v.add(normal(KEY.fold(i), inputs.get(i)));
        }
        Gradients gradients = Autograd.grad(inputs, () -> loss.apply(inputs));
        double analytic = 0;
        for (int i = 0; i < inputs.size(); i++) {
            analytic += gradients.of(inputs.get(i)).mul(v.get(i)).sum().item();
        }
        return new Result(distance(analytic, quotient(loss, inputs, v)), "along a random direction");
    }

    /** Element by element: two evaluations for each. */
    public static Result elementwise(Function<List<Tensor>, Tensor> f, List<Tensor> inputs) {
        Function<List<Tensor>, Tensor> loss = weighted(f, inputs);
        Gradients gradients = Autograd.grad(inputs, () -> loss.apply(inputs));
        Result worst = new Result(0, "nowhere");
        for (int i = 0; i < inputs.size(); i++) {
            double[] analytic = gradients.of(inputs.get(i)).toDoubleArray();
            for (int e = 0; e < analytic.length; e++) {
                double error = distance(analytic[e], quotient(loss, inputs, unit(inputs, i, e)));
                if (!(error <= worst.error)) {
                    worst = new Result(
                            error,
                            "at element " + e + " of input " + i + " "
                                    + inputs.get(i).shape());
                }
            }
        }
        return worst;
    }

    /** The same for the gradient itself as a function: the second derivatives, along one random direction. */
    public static Result secondOrder(Function<List<Tensor>, Tensor> f, List<Tensor> inputs) {
        Function<List<Tensor>, Tensor> loss = weighted(f, inputs);
        Function<List<Tensor>, Tensor> squaredGradient = xs -> Autograd.grad(xs, () -> loss.apply(xs)).all().stream()
                .map(g -> g.mul(g).sum())
                .reduce(Tensor::add)
                .orElseThrow();
        return direction(squaredGradient, inputs);
    }

    private static Function<List<Tensor>, Tensor> weighted(Function<List<Tensor>, Tensor> f, List<Tensor> inputs) {
        for (Tensor input : inputs) {
            if (input.dtype() != DType.FLOAT64) {
                throw new ShapeException("gradient check: an input is " + input.spec()
                        + "; differences need float64, cast it with to(...)");
            }
        }
        Tensor weights = normal(KEY.fold("weights"), f.apply(inputs));
        return xs -> f.apply(xs).mul(weights).sum();
    }

    private static Tensor normal(RandomKey key, Tensor like) {
        return key.normal(like.shape().dims()).to(DType.FLOAT64);
    }

    private static List<Tensor> unit(List<Tensor> inputs, int input, int element) {
        List<Tensor> v = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            double[] e = new double[inputs.get(i).size()];
            if (i == input) {
                e[element] = 1;
            }
            v.add(Tensor.of(inputs.get(i).shape(), e));
        }
        return v;
    }

    private static double quotient(Function<List<Tensor>, Tensor> loss, List<Tensor> inputs, List<Tensor> v) {
        return (moved(loss, inputs, v, STEP) - moved(loss, inputs, v, -STEP)) / (2 * STEP);
    }

    private static double moved(Function<List<Tensor>, Tensor> loss, List<Tensor> inputs, List<Tensor> v, double by) {
        List<Tensor> xs = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            xs.add(inputs.get(i).add(v.get(i).mul(by)));
        }
        return loss.apply(xs).item();
    }

    private static double distance(double analytic, double quotient) {
        return Math.abs(analytic - quotient) / (1 + Math.abs(quotient));
    }
}
