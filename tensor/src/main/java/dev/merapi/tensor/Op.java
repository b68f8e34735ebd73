package dev.merapi.tensor;

import java.util.List;
import java.util.function.IntFunction;

/**
 * An operator: a record of its attributes that defines, next to each other, its result's {@code spec} (or the error), its
 * {@code forward} and its gradients.
 *
 * <p>Sealed by arity, open below: a user's own operator implements {@link Unary}, {@link Binary}, {@link Nary} or
 * {@link View} and is applied by {@link Tensor#apply}. Rules:
 *
 * <ul>
 *   <li>{@code forward} gets strided inputs and a contiguous, uninitialized output that it must fill. It applies no other
 *       operator: what it needs, it asks of kernels (or of {@link dev.merapi.tensor.op.Contiguous#of}).
 *   <li>Gradients are written in the tensors' own vocabulary, so that they can be differentiated again. One is asked for
 *       only where it's needed and the input floats. It may have the result's shape where the input was broadcast: the
 *       tape sums it to the input's shape.
 * </ul>
 */
public sealed interface Op {
    /** The operator's name in errors, profiles and tests, such as {@code matmul}. */
    default String name() {
        String simple = getClass().getSimpleName();
        return Character.toLowerCase(simple.charAt(0)) + simple.substring(1);
    }

    /** Additions and multiplications of one application; 0 where moving the {@link #bytes} is the work. */
    default long flops(List<Tensor> inputs, Tensor y) {
        return 0;
    }

    /** Bytes that one application reads and writes: each element of inputs and output once. */
    default long bytes(List<Tensor> inputs, Tensor y) {
        return inputs.stream().mapToLong(Op::bytes).sum() + bytes(y);
    }

    /** Along an axis of stride 0 it's the same element over and over. */
    private static long bytes(Tensor t) {
        long bytes = t.dtype().bytes();
        for (int axis = 0; axis < t.rank(); axis++) {
            bytes *= t.stride(axis) == 0 ? Math.min(1, t.size(axis)) : t.size(axis);
        }
        return bytes;
    }

    /** y = f(x). */
    non-sealed interface Unary extends Op {
        /** dtype and shape of y. */
        Spec spec(Spec x);

        /** Fills y. */
        void forward(Tensor x, Tensor y);

        /** dx from dy. */
        Tensor gradient(Tensor dy, Tensor x, Tensor y);
    }

    /** y = f(a, b). */
    non-sealed interface Binary extends Op {
        /** dtype and shape of y. */
        Spec spec(Spec a, Spec b);

        /** Fills y. */
        void forward(Tensor a, Tensor b, Tensor y);

        /** da from dy. */
        Tensor gradientA(Tensor dy, Tensor a, Tensor b, Tensor y);

        /** db from dy. */
        Tensor gradientB(Tensor dy, Tensor a, Tensor b, Tensor y);
    }

    /** y = f(x0, x1, ...), as many inputs as it names. */
    non-sealed interface Nary extends Op {
        /**
         * The inputs' names in their order, as the error of who gives too few or too many says them; in brackets, as {@code
         * [bias]}, one that may be left out. None, if not overridden, is any number, but at least one.
         */
        default List<String> inputNames() {
            return List.of();
        }

        /** dtype and shape of y. */
        Spec spec(List<Spec> inputs);

        /** Fills y. */
        void forward(List<Tensor> inputs, Tensor y);

        /** What the inputs' gradients have in common, found once: it's what {@link #gradient} gets for dy. */
        default Tensor shared(Tensor dy, List<Tensor> inputs, Tensor y) {
            return dy;
        }

        /** The gradient of input i from dy. */
        Tensor gradient(int i, Tensor dy, List<Tensor> inputs, Tensor y);

        /**
         * The gradients from dy by the input's number: {@link #gradient} of what is {@link #shared}, unless an operator
         * overrides it because its gradients have more than one tensor in common.
         */
        default IntFunction<Tensor> gradients(Tensor dy, List<Tensor> inputs, Tensor y) {
            Tensor common = shared(dy, inputs, y);
            return i -> gradient(i, common, inputs, y);
        }
    }

    /**
     * An operator in one pass for what ordinary ones can say too: its gradient is theirs. For fused backwards, whose own
     * gradient is seldom asked for.
     */
    interface Fused extends Nary {
        /** y by ordinary operators; asked for only when y's gradient is. */
        Tensor composed(List<Tensor> inputs);

        @Override
        default Tensor gradient(int i, Tensor dy, List<Tensor> inputs, Tensor y) {
            throw new UnsupportedOperationException(
                    name() + " has no gradient of its own; differentiate what composed(inputs) applies");
        }
    }

    /** Another look at the elements of x: y shares x's storage. */
    non-sealed interface View extends Op {
        /** y, by {@link Tensor#view}. */
        Tensor view(Tensor x);

        /** dx from dy. */
        Tensor gradient(Tensor dy, Tensor x);
    }
}
