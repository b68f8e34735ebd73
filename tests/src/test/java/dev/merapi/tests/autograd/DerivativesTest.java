package dev.merapi.tests.autograd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.autograd.Autograd;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.layer.Linear;
import dev.merapi.models.layer.Sequential;
import dev.merapi.models.layer.State;
import dev.merapi.models.loss.CrossEntropy;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Jacobians, Hessians, and gradients sample by sample. */
class DerivativesTest {
    private static final RandomKey KEY = RandomKey.of(9);

    private static void assertClose(Tensor want, Tensor got) {
        assertTrue(got.shape().equals(want.shape()) && got.allClose(want, 1e-12, 1e-12), () -> want + "\n" + got);
    }

    @Test
    void jacobians() {
        Tensor a = KEY.normal(2, 3).to(DType.FLOAT64);
        Tensor x = Tensor.of(0.5, -1, 2);
        assertClose(a, Autograd.jacobian(a::matmul, x));
        assertClose(x.mul(2), Autograd.jacobian(t -> t.square().sum(), x));
        Tensor m = KEY.fold(1).normal(2, 2).to(DType.FLOAT64);
        Tensor transposed = Autograd.jacobian(Tensor::t, m);
        assertEquals(Shape.of(2, 2, 2, 2), transposed.shape());
        for (int i = 0; i < 16; i++) {
            int row = i / 8;
            int col = i / 4 % 2;
            boolean one = row == i % 2 && col == i / 2 % 2;
            assertEquals(one ? 1 : 0, transposed.get(row, col, i / 2 % 2, i % 2));
        }
        assertEquals(Shape.of(0, 3), Autograd.jacobian(t -> t.slice(0, 0, 0), x).shape());
    }

    @Test
    void hessians() {
        Tensor x = Tensor.of(1.0, 2, 3);
        Tensor h = Autograd.hessian(t -> t.prod().add(t.pow(3).sum()), x);
        assertClose(Tensor.of(Shape.of(3, 3), 6, 3, 2, 3, 12.0, 1, 2, 1, 18), h);
        Tensor v = Tensor.of(1.0, -1, 2);
        assertClose(Autograd.hvp(t -> t.prod().add(t.pow(3).sum()), x, v), h.matmul(v));
    }

    /** Of f_i = c_i (A x)_i, by hand: with regard to A, x and c. */
    @Test
    void jacobiansOfSeveralTensors() {
        Tensor a = KEY.fold(5).normal(2, 3).to(DType.FLOAT64);
        Tensor x = Tensor.of(0.5, -1, 2);
        Tensor c = Tensor.of(3.0, 4);
        List<Tensor> found = Autograd.jacobian(t -> t.get(0).matmul(t.get(1)).mul(t.get(2)), List.of(a, x, c));
        assertEquals(3, found.size());
        assertEquals(Shape.of(2, 2, 3), found.getFirst().shape());
        for (int i = 0; i < 12; i++) {
            int row = i / 6;
            double expected = row == i / 3 % 2 ? c.get(row) * x.get(i % 3) : 0;
            assertEquals(expected, found.getFirst().get(row, i / 3 % 2, i % 3), 1e-12);
        }
        assertClose(a.mul(c.reshape(2, 1)), found.get(1));
        Tensor ax = a.matmul(x);
        assertClose(Tensor.of(Shape.of(2, 2), ax.get(0), 0, 0, ax.get(1)), found.get(2));
        List<Tensor> none = Autograd.jacobian(t -> t.get(1).slice(0, 0, 0), List.of(a, x));
        assertEquals(
                List.of(Shape.of(0, 2, 3), Shape.of(0, 3)),
                none.stream().map(Tensor::shape).toList());
    }

    /** Blocks of f = x' A y + sum x^3: 6 x on the diagonal of the first, A and its transpose beside it, zeros last. */
    @Test
    void hessiansOfSeveralTensors() {
        Tensor a = KEY.fold(6).normal(2, 3).to(DType.FLOAT64);
        Tensor x = Tensor.of(1.0, -2);
        Tensor y = Tensor.of(0.5, 3, 1);
        List<List<Tensor>> h = Autograd.hessian(
                t -> t.get(0).matmul(a).mul(t.get(1)).sum().add(t.get(0).pow(3).sum()), List.of(x, y));
        assertClose(Tensor.of(Shape.of(2, 2), 6.0, 0, 0, -12), h.get(0).get(0));
        assertClose(a, h.get(0).get(1));
        assertClose(a.t(), h.get(1).get(0));
        assertClose(
                Tensor.of(Shape.of(3, 3), 0.0, 0, 0, 0, 0, 0, 0, 0, 0), h.get(1).get(1));
    }

    @Test
    void gradientsOfEachSample() {
        Layer model = Sequential.of(Linear.of(4, 5, KEY.fold(2)), Tensor::tanh, Linear.of(5, 3, KEY.fold(3)));
        List<Tensor> parameters = List.copyOf(State.of(model).parameters().values());
        Tensor x = KEY.fold(4).normal(6, 4);
        Tensor y = Tensor.of(0L, 2, 1, 1, 0, 2);
        CrossEntropy loss = new CrossEntropy();
        var each = Autograd.perSample(
                parameters, part -> loss.of(model.forward(part.getFirst()), part.getLast()), List.of(x, y));
        var mean = Autograd.grad(parameters, () -> loss.of(model.forward(x), y));
        for (Tensor parameter : parameters) {
            Tensor samples = each.of(parameter);
            assertEquals(Shape.of(6).concat(parameter.shape()), samples.shape());
            assertTrue(samples.mean(0).allClose(mean.of(parameter), 1e-5, 1e-6));
        }
        var third = Autograd.grad(parameters, () -> loss.of(model.forward(x.slice(0, 2, 3)), y.slice(0, 2, 3)));
        Tensor first = parameters.getFirst();
        assertTrue(third.of(first).equalBits(each.of(first).select(0, 2)));
    }

    /** The gradient of a gradient's norm, sample by sample: as in differential privacy's and Wasserstein's penalties. */
    @Test
    void gradientsOfEachSampleCanBeDifferentiated() {
        Tensor w = Tensor.of(1.0, 2);
        Tensor x = Tensor.of(Shape.of(2, 2), 1.0, 2, 3, 4);
        // Each loss is (w x)^2, its gradient 2 (w x) x, whose squared norm is 4 (w x)^2 x x; by w that's 8 (w x) x x
        // times x.
        Tensor g = Autograd.grad(
                        List.of(w),
                        () -> Autograd.perSample(
                                        List.of(w),
                                        part -> part.getFirst()
                                                .matmul(w)
                                                .square()
                                                .sum(),
                                        List.of(x))
                                .of(w)
                                .square()
                                .sum())
                .of(w);
        assertClose(Tensor.of(8.0 * (5 * 5 * 1 + 11 * 25 * 3), 8.0 * (5 * 5 * 2 + 11 * 25 * 4)), g);
    }

    @Test
    void perSampleNeedsSamples() {
        Tensor w = Tensor.of(1.0);
        Exception clash = assertThrows(
                IllegalArgumentException.class,
                () -> Autograd.perSample(List.of(w), p -> w.sum(), List.of(Tensor.ones(2, 3), Tensor.ones(3))));
        assertEquals(
                "perSample: the batch's tensors [2, 3] and [3] should have one first axis, the samples",
                clash.getMessage());
        Exception none = assertThrows(
                IllegalArgumentException.class, () -> Autograd.perSample(List.of(w), p -> w.sum(), List.of()));
        assertTrue(none.getMessage().contains("at least 1"), none.getMessage());
    }

    /** Round forward, the identity backward: the straight-through estimator needs no operator of its own. */
    @Test
    void straightThrough() {
        Tensor x = Tensor.of(0.4, 1.6);
        var result = Autograd.valueAndGrad(
                List.of(x),
                () -> x.add(x.round().sub(x).detach()).mul(Tensor.of(1.0, 10)).sum());
        assertEquals(20, result.value().item(), 1e-12);
        assertClose(Tensor.of(1.0, 10), result.gradients().of(x));
    }
}
