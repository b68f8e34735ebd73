package dev.merapi.tests.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.autograd.Autograd;
import dev.merapi.autograd.Gradients;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Recorder;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Gradients against closed forms, higher orders, and what must fail. */
class AutogradTest {
    private static Tensor grad(Function<Tensor, Tensor> f, Tensor x) {
        return Autograd.grad(List.of(x), () -> f.apply(x)).of(x);
    }

    private static void assertClose(Tensor want, Tensor got) {
        assertTrue(got.shape().equals(want.shape()) && got.allClose(want, 1e-12, 1e-12), () -> want + "\n" + got);
    }

    @Test
    void valueAndGradientOfAPolynomial() {
        Tensor x = Tensor.of(1.0, -2, 3);
        var both = Autograd.valueAndGrad(List.of(x), () -> x.pow(3).sum());
        assertEquals(20, both.value().item());
        assertClose(Tensor.of(3.0, 12, 27), both.gradients().of(x));
    }

    @Test
    void derivativesOfAnyOrder() {
        Tensor x = Tensor.of(2.0, 3);
        Function<Tensor, Tensor> f = t -> t.pow(4).sum();
        Function<Tensor, Tensor> first = t -> grad(f, t).sum();
        Function<Tensor, Tensor> second = t -> grad(first, t).sum();
        Function<Tensor, Tensor> third = t -> grad(second, t).sum();
        assertClose(Tensor.of(32.0, 108), grad(f, x));
        assertClose(Tensor.of(48.0, 108), grad(first, x));
        assertClose(Tensor.of(48.0, 72), grad(second, x));
        assertClose(Tensor.of(24.0, 24), grad(third, x));
    }

    @Test
    void innerGradientsInOuterOnes() {
        Tensor x = Tensor.of(0.5);
        Tensor w = Tensor.of(3.0);
        // d/dw of (d/dx sin(w x))^2 = d/dw w^2 cos^2(w x)
        Gradients g = Autograd.grad(
                List.of(w), () -> grad(t -> t.mul(w).sin().sum(), x).square().sum());
        double c = Math.cos(1.5);
        assertEquals(2 * 3 * c * c - 2 * 9 * 0.5 * c * Math.sin(1.5), g.of(w).item(), 1e-12);
    }

    @Test
    void jvpVjpAndHvpOfClosedForms() {
        Tensor a = Tensor.of(Shape.of(2, 3), 1.0, 2, 3, 4, 5, 6);
        Tensor x = Tensor.of(0.5, -1, 2);
        Tensor v = Tensor.of(1.0, 10, 100);
        Tensor u = Tensor.of(1.0, -1);
        assertClose(a.matmul(v), Autograd.jvp(a::matmul, x, v));
        assertClose(u.matmul(a), Autograd.vjp(a::matmul, x, u));
        assertClose(x.cos().mul(v), Autograd.jvp(Tensor::sin, x, v));
        assertClose(x.cos().mul(v), Autograd.vjp(Tensor::sin, x, v));
        assertClose(x.mul(v).mul(6), Autograd.hvp(t -> t.pow(3).sum(), x, v));
        Tensor m = a.t().matmul(a);
        assertClose(m.matmul(v).mul(2), Autograd.hvp(t -> t.matmul(m).dot(t), x, v));
    }

    @Test
    void tensorsUsedOftenAddTheirGradients() {
        Tensor x = Tensor.of(3.0);
        assertEquals(
                2 * 3 + 1 + 1 / 3.0,
                grad(t -> t.mul(t).add(t).add(t.log()).sum(), x).item(),
                1e-12);
        assertEquals(2, grad(t -> Tensor.concat(0, t, t).sum(), x).item());
        assertEquals(1, grad(t -> t, x).item());
        assertEquals(1, grad(t -> t.maximum(t).sum(), x).item());
    }

    @Test
    void broadcastsAreSummedBack() {
        Tensor row = Tensor.of(1.0, 2, 3);
        Tensor column = Tensor.of(Shape.of(2, 1), 10.0, 20);
        Tensor scalar = Tensor.scalar(DType.FLOAT64, 5);
        Gradients g = Autograd.grad(
                List.of(row, column, scalar), () -> row.mul(column).mul(scalar).sum());
        assertClose(Tensor.of(150.0, 150, 150), g.of(row));
        assertClose(Tensor.of(Shape.of(2, 1), 30.0, 30), g.of(column));
        assertEquals(180, g.of(scalar).item());
        assertEquals(Shape.SCALAR, g.of(scalar).shape());
    }

    @Test
    void unusedParametersGetZeros() {
        Tensor x = Tensor.of(1.0, 2);
        Tensor unused = Tensor.ones(2, 3);
        Gradients g = Autograd.grad(List.of(x, unused), x::sum);
        assertTrue(Tensor.zeros(2, 3).equalBits(g.of(unused)));
        assertEquals(2, g.all().size());
    }

    @Test
    void detachedAndUnseenPartsAreConstants() {
        Tensor x = Tensor.of(2.0);
        assertEquals(2, grad(t -> t.mul(t.detach()).sum(), x).item());
        assertEquals(4, grad(t -> t.mul(Autograd.noGrad(t::square)).sum(), x).item());
        assertEquals(0, grad(t -> t.to(DType.INT64).to(DType.FLOAT64).sum(), x).item());
    }

    @Test
    void viewsAndCastsCarryGradients() {
        Tensor x = Tensor.of(1f, 2, 3, 4);
        Gradients g = Autograd.grad(
                List.of(x),
                () -> x.reshape(2, 2)
                        .t()
                        .select(0, 1)
                        .to(DType.FLOAT64)
                        .square()
                        .sum());
        assertEquals(DType.FLOAT32, g.of(x).dtype());
        assertArrayEquals(new float[] {0, 4, 0, 8}, g.of(x).toFloatArray());
    }

    @Test
    void pullbacksTakeAnyCotangent() {
        Tensor x = Tensor.of(1.0, 2);
        var pullback = Autograd.record(List.of(x), () -> x.square().reshape(2, 1));
        assertClose(
                Tensor.of(20.0, -4),
                pullback.apply(Tensor.of(Shape.of(2, 1), 10.0, -1)).of(x));
        Exception e = assertThrows(IllegalArgumentException.class, () -> pullback.apply(Tensor.of(1.0, 2)));
        assertTrue(e.getMessage().contains("float64 [2]") && e.getMessage().contains("float64 [2, 1]"), e.getMessage());
    }

    @Test
    void lossesAreScalars() {
        Tensor x = Tensor.ones(2, 3);
        Exception e = assertThrows(IllegalArgumentException.class, () -> Autograd.grad(List.of(x), () -> x.mul(2)));
        assertTrue(e.getMessage().contains("[2, 3]") && e.getMessage().contains("sum()"), e.getMessage());
    }

    @Test
    void integersHaveNoGradients() {
        Tensor x = Tensor.arange(3);
        Exception e = assertThrows(IllegalArgumentException.class, () -> Autograd.grad(List.of(x), x::sum));
        assertTrue(e.getMessage().contains("int64 [3]"), e.getMessage());
    }

    @Test
    void gradientsThatWerentAskedForAreAnError() {
        Tensor x = Tensor.of(1.0);
        Gradients g = Autograd.grad(List.of(x), x::sum);
        Exception e = assertThrows(IllegalArgumentException.class, () -> g.of(x.detach()));
        assertTrue(e.getMessage().contains("not a copy or view"), e.getMessage());
    }

    @Test
    void changesInPlaceBeforeTheGradientAreAnError() {
        Tensor x = Tensor.of(1.0, 2);
        var pullback = Autograd.record(List.of(x), () -> x.square().sum());
        x.assign(Tensor.of(5.0, 6));
        Exception e = assertThrows(IllegalStateException.class, () -> pullback.apply(Tensor.scalar(DType.FLOAT64, 1)));
        assertTrue(e.getMessage().contains("square") && e.getMessage().contains("changed in place"), e.getMessage());
    }

    @Test
    void resultsThatWereChangedInPlaceAreAnError() {
        Tensor x = Tensor.of(1.0, 2);
        var pullback = Autograd.record(List.of(x), () -> {
            Tensor y = x.exp();
            y.assign(Tensor.of(5.0, 6));
            return y.sum();
        });
        Exception e = assertThrows(IllegalStateException.class, () -> pullback.apply(Tensor.scalar(DType.FLOAT64, 1)));
        assertTrue(e.getMessage().startsWith("the result float64 [2] of exp was changed in place"), e.getMessage());
    }

    @Test
    void changesInPlaceAfterTheGradientAreFine() {
        Tensor x = Tensor.of(1.0, 2);
        Tensor first = grad(t -> t.square().sum(), x);
        x.assign(x.sub(first.mul(0.5)));
        assertClose(Tensor.of(0.0, 0), grad(t -> t.square().sum(), x));
    }

    @Test
    void nothingIsRecordedAfterwards() {
        Tensor x = Tensor.of(1.0);
        grad(t -> t.square().sum(), x);
        assertTrue(!Recorder.CURRENT.isBound());
    }

    @Test
    void slopesAtKinks() {
        Tensor x = Tensor.of(-1.0, 0, 2);
        assertClose(Tensor.of(0.0, 0, 1), grad(t -> t.relu().sum(), x));
        assertClose(Tensor.of(-1.0, 0, 1), grad(t -> t.abs().sum(), x));
        assertClose(Tensor.of(0.0, 0.5, 1), grad(t -> t.maximum(0).sum(), x));
        assertClose(Tensor.of(0.0, 0, 0), grad(Tensor::norm, x.zerosLike()));
        assertClose(Tensor.of(0.5, 0, 0.5), grad(Tensor::max, Tensor.of(3.0, 1, 3)));
        assertClose(Tensor.of(0.0, -2, 0), grad(Tensor::prod, x));
        assertClose(Tensor.of(0.0, 0, 0), grad(Tensor::prod, Tensor.of(0.0, 0, 2)));
        assertClose(Tensor.of(-2.0, 0, 4), grad(t -> t.pow(2).sum(), x));
    }

    @Test
    void ordinaryDescentFindsALine() {
        Tensor x = Tensor.arange(8).to(DType.FLOAT64).unsqueeze(1).div(8);
        Tensor y = x.mul(3).add(1);
        Tensor w = Tensor.of(Shape.of(1, 1), 0.0);
        Tensor b = Tensor.of(0.0);
        for (int i = 0; i < 2000; i++) {
            Gradients g = Autograd.grad(
                    List.of(w, b), () -> x.linear(w, b).sub(y).square().mean());
            w.assign(w.sub(g.of(w).mul(0.5)));
            b.assign(b.sub(g.of(b).mul(0.5)));
        }
        assertEquals(3, w.item(), 1e-6);
        assertEquals(1, b.item(), 1e-6);
    }
}
