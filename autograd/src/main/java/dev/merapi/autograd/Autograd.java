package dev.merapi.autograd;

import dev.merapi.tensor.Recorder;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** Gradients of functions of tensors. */
public final class Autograd {
    static final Recorder NOBODY = (op, inputs, output) -> {};

    private Autograd() {}

    /** A result and its gradients. */
    public record ValueAndGrad(Tensor value, Gradients gradients) {}

    /**
     * The value of {@code loss} and its gradient with regard to each parameter.
     *
     * @param parameters the very tensors that {@code loss} uses
     * @param loss computes one element, a scalar
     */
    public static ValueAndGrad valueAndGrad(List<Tensor> parameters, Supplier<Tensor> loss) {
        Pullback pullback = record(parameters, loss);
        Tensor value = pullback.scalar();
        return new ValueAndGrad(value, pullback.apply(value.onesLike()));
    }

    /** The gradient of {@code loss} with regard to each parameter. */
    public static Gradients grad(List<Tensor> parameters, Supplier<Tensor> loss) {
        return valueAndGrad(parameters, loss).gradients();
    }

    /** A value, and the way back from a cotangent of it to the sources. */
    public static final class Pullback {
        private final Tensor value;
        private final Tape tape;
        private final Recorder outside;

        private Pullback(Tensor value, Tape tape, Recorder outside) {
            this.value = value;
            this.tape = tape;
            this.outside = outside;
        }

        /** f's value. */
        public Tensor value() {
            return value;
        }

        /** f's value, if it's one element as a loss is. */
        public Tensor scalar() {
            if (value.size() != 1) {
                throw new ShapeException("valueAndGrad: the loss has shape " + value.shape()
                        + "; reduce it to a scalar, with sum() or mean()");
            }
            return value;
        }

        /** The gradients of sum(cotangent * value). */
        public Gradients apply(Tensor cotangent) {
            check(cotangent);
            return ScopedValue.where(Recorder.CURRENT, outside).call(() -> tape.gradients(value, cotangent));
        }

        /**
         * As {@link #apply}, for the last time: what f computed, and what the way back computes, is freed as soon as no step to
         * come needs it, if it belongs to the thread's current {@link dev.merapi.tensor.Scope}. So the memory of a training's step
         * falls on the way back instead of doubling. Afterwards use the value, the gradients, and what the scope has kept
         * before; under an outer tape nothing is freed.
         */
        public Gradients consume(Tensor cotangent) {
            check(cotangent);
            return ScopedValue.where(Recorder.CURRENT, outside).call(() -> tape.consume(value, cotangent));
        }

        private void check(Tensor cotangent) {
            if (!cotangent.spec().equals(value.spec())) {
                throw new ShapeException("pullback: the cotangent is " + cotangent.spec() + ", the value "
                        + value.spec() + "; make them the same");
            }
        }
    }

    /** Runs f under a tape; f may be of any shape. */
    public static Pullback record(List<Tensor> sources, Supplier<Tensor> f) {
        for (Tensor source : sources) {
            if (!source.dtype().isFloating()) {
                throw new ShapeException("gradients with regard to a " + source.spec()
                        + " tensor don't exist; cast it to a floating type");
            }
        }
        Recorder outside = Recorder.CURRENT.orElse(NOBODY);
        Tape tape = new Tape(List.copyOf(sources), outside);
        Tensor value = ScopedValue.where(Recorder.CURRENT, tape).call(f::get);
        return new Pullback(value, tape, outside);
    }

    /** Vector-Jacobian product: the gradient of {@code sum(v * f(x))}, of x's shape; v has f(x)'s shape. */
    public static Tensor vjp(Function<Tensor, Tensor> f, Tensor x, Tensor v) {
        return record(List.of(x), () -> f.apply(x)).apply(v).of(x);
    }

    /**
     * Jacobian-vector product: the derivative of f at x along v, of f(x)'s shape; v has x's shape. Found by two walks back:
     * vjp is linear in its cotangent u, and its gradient with regard to u along v is what we look for.
     */
    public static Tensor jvp(Function<Tensor, Tensor> f, Tensor x, Tensor v) {
        Tensor u = record(List.of(x), () -> f.apply(x)).value().zerosLike();
        return record(List.of(u), () -> vjp(f, x, u)).apply(v).of(u);
    }

    /** Hessian-vector product of a scalar function: the derivative of its gradient at x along v, of x's shape. */
    public static Tensor hvp(Function<Tensor, Tensor> f, Tensor x, Tensor v) {
        return vjp(y -> grad(List.of(y), () -> f.apply(y)).of(y), x, v);
    }

    /** The same with regard to several tensors: the gradient of each, of its shape. */
    public static List<Tensor> vjp(Function<List<Tensor>, Tensor> f, List<Tensor> xs, Tensor v) {
        return record(xs, () -> f.apply(xs)).apply(v).all();
    }

    /** The same where several tensors move at once: x_i along v_i, which has its shape. */
    public static Tensor jvp(Function<List<Tensor>, Tensor> f, List<Tensor> xs, List<Tensor> vs) {
        Directions directions = new Directions("jvp", xs, vs);
        Tensor u = record(xs, () -> f.apply(xs)).value().zerosLike();
        return grad(List.of(u), () -> directions.dot(vjp(f, xs, u))).of(u);
    }

    /**
     * The same of several tensors: the derivatives of f's gradients along all v together, {@code h_i = sum over j of (d^2
     * f / dx_i dx_j) v_j}, of x_i's shape.
     */
    public static List<Tensor> hvp(Function<List<Tensor>, Tensor> f, List<Tensor> xs, List<Tensor> vs) {
        Directions directions = new Directions("hvp", xs, vs);
        return grad(xs, () -> directions.dot(grad(xs, () -> f.apply(xs)).all())).all();
    }

    /**
     * The Jacobian of f at x, of shape [f(x)'s shape..., x's shape...]: one walk back for each element of f(x). Where f(x) is a
     * scalar, that's the gradient.
     */
    public static Tensor jacobian(Function<Tensor, Tensor> f, Tensor x) {
        return jacobian(xs -> f.apply(xs.getFirst()), List.of(x)).getFirst();
    }

    /** The Jacobians with regard to several tensors: of each, of shape [f(xs)'s shape..., its shape...]. */
    public static List<Tensor> jacobian(Function<List<Tensor>, Tensor> f, List<Tensor> xs) {
        Pullback pullback = record(xs, () -> f.apply(xs));
        Tensor y = pullback.value();
        List<List<Tensor>> rows = new ArrayList<>();
        for (int i = 0; i < y.size(); i++) {
            double[] one = new double[y.size()];
            one[i] = 1;
            rows.add(pullback.apply(Tensor.of(y.shape(), one).to(y.dtype())).all());
        }
        List<Tensor> jacobians = new ArrayList<>();
        for (int j = 0; j < xs.size(); j++) {
            Tensor x = xs.get(j);
            Shape shape = y.shape().concat(x.shape());
            jacobians.add(
                    rows.isEmpty()
                            ? Tensor.full(x.dtype(), shape, 0)
                            : column(rows, j).reshape(shape.dims()));
        }
        return List.copyOf(jacobians);
    }

    /** Element j of each row, along a new first axis. */
    private static Tensor column(List<List<Tensor>> rows, int j) {
        return Tensor.stack(0, rows.stream().map(row -> row.get(j)).toList());
    }

    /** The Hessian of a scalar function at x, of shape [x's shape..., x's shape...]. */
    public static Tensor hessian(Function<Tensor, Tensor> f, Tensor x) {
        return hessian(xs -> f.apply(xs.getFirst()), List.of(x)).getFirst().getFirst();
    }

    /**
     * The blocks of the Hessian of a scalar function of several tensors: {@code h_ij = d^2 f / dx_i dx_j}, of shape [x_i's
     * shape..., x_j's shape...].
     */
    public static List<List<Tensor>> hessian(Function<List<Tensor>, Tensor> f, List<Tensor> xs) {
        List<List<Tensor>> blocks = new ArrayList<>();
        for (Tensor x : xs) {
            blocks.add(jacobian(ys -> grad(List.of(x), () -> f.apply(ys)).of(x), xs));
        }
        return List.copyOf(blocks);
    }

    /**
     * The gradient of each sample's own loss with regard to each parameter, [n, the parameter's shape...]: each sample runs
     * under a tape of its own, as a batch of one, so a layer that looks at its batch (batch norm) sees that sample alone.
     *
     * @param loss one sample's loss, a scalar, from its part [1, ...] of each tensor of the batch
     * @param batch tensors of one first axis n, such as inputs and targets
     */
    public static Gradients perSample(
            List<Tensor> parameters, Function<List<Tensor>, Tensor> loss, List<Tensor> batch) {
        int n = batch.isEmpty() || batch.getFirst().rank() == 0
                ? 0
                : batch.getFirst().size(0);
        for (Tensor t : batch) {
            if (t.rank() == 0 || t.size(0) != n) {
                throw new ShapeException("perSample: the batch's tensors "
                        + batch.getFirst().shape() + " and " + t.shape() + " should have one first axis, the samples");
            }
        }
        if (n == 0) {
            throw new ShapeException("perSample: there are no samples; give tensors [n, ...] with n at least 1");
        }
        List<List<Tensor>> gradients = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            int sample = i;
            List<Tensor> part =
                    batch.stream().map(t -> t.slice(0, sample, sample + 1)).toList();
            gradients.add(grad(parameters, () -> loss.apply(part)).all());
        }
        IdentityHashMap<Tensor, Tensor> stacked = new IdentityHashMap<>();
        for (int p = 0; p < parameters.size(); p++) {
            stacked.put(parameters.get(p), column(gradients, p));
        }
        return new Gradients(List.copyOf(parameters), stacked);
    }

    /**
     * f(x), whose steps a tape doesn't keep: their memory is freed at once, and the way back computes them again, with the same
     * bits. Costs one more forward pass of f, and saves the memory of all it computes but the result. What f draws from a
     * {@link Repeatable} around it (dropout, in training) is drawn again.
     *
     * <pre>{@code
     * Tensor h = Autograd.checkpoint(block1::forward, x);
     * return head.forward(Autograd.checkpoint(block2::forward, h));
     * }</pre>
     *
     * @param f any function of x and of other tensors, which must not be changed in place before the way back. It must not keep
     *     tensors that it makes: they are freed
     */
    public static Tensor checkpoint(Function<Tensor, Tensor> f, Tensor x) {
        return Checkpoint.run(() -> f.apply(x));
    }

    /** Runs f unseen by any tape. */
    public static Tensor noGrad(Supplier<Tensor> f) {
        return ScopedValue.where(Recorder.CURRENT, NOBODY).call(f::get);
    }
}
