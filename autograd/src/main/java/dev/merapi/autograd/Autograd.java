package dev.merapi.autograd;

import dev.merapi.tensor.Recorder;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** Gradients of functions of tensors. */
public final class Autograd {
    private static final Recorder NOBODY = (op, inputs, output) -> {};

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
        Tensor value = pullback.value();
        if (value.size() != 1) {
            throw new ShapeException("valueAndGrad: the loss has shape " + value.shape()
                    + "; reduce it to a scalar, with sum() or mean()");
        }
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

        /** The gradients of sum(cotangent * value). */
        public Gradients apply(Tensor cotangent) {
            if (!cotangent.spec().equals(value.spec())) {
                throw new ShapeException("pullback: the cotangent is " + cotangent.spec() + ", the value "
                        + value.spec() + "; make them the same");
            }
            return ScopedValue.where(Recorder.CURRENT, outside).call(() -> tape.gradients(value, cotangent));
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

    /** Runs f unseen by any tape. */
    public static Tensor noGrad(Supplier<Tensor> f) {
        return ScopedValue.where(Recorder.CURRENT, NOBODY).call(f::get);
    }
}
