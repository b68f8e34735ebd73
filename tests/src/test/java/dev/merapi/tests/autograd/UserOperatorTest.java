package dev.merapi.tests.autograd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.autograd.Autograd;
import dev.merapi.autograd.GradientCheck;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Op;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Spec;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Contiguous;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Operators of one's own, from outside the library. */
class UserOperatorTest {
    /** y = x / (1 + |x|), in float64. */
    private record Softsign() implements Op.Unary {
        @Override
        public Spec spec(Spec x) {
            if (x.dtype() != DType.FLOAT64) {
                throw new ShapeException(name() + ": " + x + " isn't float64; cast it with to(DType.FLOAT64)");
            }
            return x;
        }

        @Override
        public void forward(Tensor x, Tensor y) {
            Tensor in = Contiguous.of(x);
            for (int i = 0; i < y.size(); i++) {
                double v = in.segment().getAtIndex(ValueLayout.JAVA_DOUBLE, in.offset() + (long) i);
                y.segment().setAtIndex(ValueLayout.JAVA_DOUBLE, i, v / (1 + Math.abs(v)));
            }
        }

        @Override
        public Tensor gradient(Tensor dy, Tensor x, Tensor y) {
            return dy.div(x.abs().add(1).square());
        }
    }

    /** y = a b + c, the gradient of b being that of a broadcast. */
    private record MulAdd() implements Op.Nary {
        @Override
        public List<String> inputNames() {
            return List.of("a", "b", "c");
        }

        @Override
        public Spec spec(List<Spec> inputs) {
            return inputs.getFirst();
        }

        @Override
        public void forward(List<Tensor> inputs, Tensor y) {
            Contiguous.copy(inputs.get(0).mul(inputs.get(1)).add(inputs.get(2)), y);
        }

        @Override
        public Tensor gradient(int i, Tensor dy, List<Tensor> inputs, Tensor y) {
            return i == 2 ? dy : dy.mul(inputs.get(1 - i));
        }
    }

    /** Every second element. */
    private record EverySecond() implements Op.View {
        @Override
        public Tensor view(Tensor x) {
            return x.view(Shape.of(x.size() / 2), new int[] {2 * x.stride(0)}, x.offset());
        }

        @Override
        public Tensor gradient(Tensor dy, Tensor x) {
            return Tensor.stack(1, dy, dy.zerosLike()).flatten();
        }
    }

    private static final Tensor X = Tensor.of(0.5, -1, 2, -4);

    @Test
    void unary() {
        assertEquals(2 / 3.0, X.apply(new Softsign()).get(2), 1e-15);
        GradientCheck.elementwise(in -> in.getFirst().apply(new Softsign()), List.of(X))
                .orThrow(1e-8);
        GradientCheck.secondOrder(in -> in.getFirst().apply(new Softsign()), List.of(X))
                .orThrow(1e-6);
        assertEquals(-0.8, X.slice(0, 1, 4, 2).apply(new Softsign()).get(1), 1e-15);
    }

    @Test
    void theirErrorsReachTheCaller() {
        Exception e = assertThrows(ShapeException.class, () -> Tensor.ones(2).apply(new Softsign()));
        assertEquals("softsign: float32 [2] isn't float64; cast it with to(DType.FLOAT64)", e.getMessage());
    }

    @Test
    void naryThatBroadcasts() {
        List<Tensor> inputs = List.of(X, Tensor.scalar(DType.FLOAT64, 3), Tensor.of(1.0));
        GradientCheck.elementwise(in -> Tensor.apply(new MulAdd(), in), inputs).orThrow(1e-8);
    }

    @Test
    void naryWithTooFewOrTooMany() {
        Exception few = assertThrows(ShapeException.class, () -> Tensor.apply(new MulAdd(), List.of(X, X)));
        assertEquals("mulAdd: it got 2 inputs, but takes a, b, c; give it those that are missing", few.getMessage());
        Exception many = assertThrows(ShapeException.class, () -> Tensor.apply(new MulAdd(), List.of(X, X, X, X)));
        assertEquals("mulAdd: it got 4 inputs, but takes a, b, c; leave out the last", many.getMessage());
    }

    @Test
    void view() {
        Tensor y = X.apply(new EverySecond());
        assertEquals(2, y.get(1));
        assertTrue(X.segment().address() == y.segment().address());
        GradientCheck.elementwise(in -> in.getFirst().apply(new EverySecond()), List.of(X))
                .orThrow(1e-8);
    }

    @Test
    void aGradientOfAnotherDtypeIsNamed() {
        record Wrong() implements Op.Unary {
            @Override
            public Spec spec(Spec x) {
                return x;
            }

            @Override
            public void forward(Tensor x, Tensor y) {
                Contiguous.copy(x, y);
            }

            @Override
            public Tensor gradient(Tensor dy, Tensor x, Tensor y) {
                return dy.to(DType.FLOAT32);
            }
        }
        Exception e = assertThrows(
                IllegalStateException.class,
                () -> Autograd.grad(List.of(X), () -> X.apply(new Wrong()).sum()));
        assertTrue(e.getMessage().contains("wrong") && e.getMessage().contains("dtype"), e.getMessage());
    }
}
