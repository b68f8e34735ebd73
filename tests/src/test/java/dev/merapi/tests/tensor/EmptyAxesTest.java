package dev.merapi.tests.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.autograd.Autograd;
import dev.merapi.autograd.Gradients;
import dev.merapi.models.loss.CrossEntropy;
import dev.merapi.models.loss.Reduction;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;
import java.util.List;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.Test;

/** What operators make of axes without elements, forward and backward, is what PyTorch makes of them. */
class EmptyAxesTest {
    private static void gradientsFit(Tensor a, Tensor b, BinaryOperator<Tensor> product) {
        Gradients gradients =
                Autograd.grad(List.of(a, b), () -> product.apply(a, b).sum());
        assertArrayEquals(a.zerosLike().toFloatArray(), gradients.of(a).toFloatArray());
        assertArrayEquals(b.zerosLike().toFloatArray(), gradients.of(b).toFloatArray());
        assertEquals(a.shape(), gradients.of(a).shape());
        assertEquals(b.shape(), gradients.of(b).shape());
    }

    @Test
    void productsOfManyRowsWithoutColumns() {
        gradientsFit(Tensor.ones(2, 1, 0), Tensor.ones(0, 3), Tensor::matmul);
        gradientsFit(Tensor.ones(2, 1, 0), Tensor.ones(0), Tensor::matmul);
        gradientsFit(Tensor.ones(2, 3, 4), Tensor.ones(4, 0), Tensor::matmul);
        gradientsFit(Tensor.ones(2, 1, 0), Tensor.ones(0, 3), Tensor::linear);
        gradientsFit(Tensor.ones(2, 3, 4), Tensor.ones(4, 0), Tensor::linear);
    }

    @Test
    void crossEntropyOfNoSamples() {
        for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
            Tensor logits = Tensor.zeros(0, 3).to(dtype);
            Tensor labels = Tensor.of(new long[0]);
            for (double smoothing : new double[] {0, 0.1}) {
                CrossEntropy loss = new CrossEntropy(smoothing);
                assertEquals(
                        Shape.of(0),
                        loss.reduction(Reduction.NONE).of(logits, labels).shape());
                assertEquals(0, loss.reduction(Reduction.SUM).of(logits, labels).item());
                assertTrue(Double.isNaN(loss.of(logits, labels).item()));
                Gradients gradients = Autograd.grad(List.of(logits), () -> loss.of(logits, labels));
                assertEquals(logits.spec(), gradients.of(logits).spec());
            }
        }
    }

    @Test
    void partsOfNothing() {
        Tensor empty = Tensor.zeros(2, 0, 3);
        List<Tensor> parts = empty.split(1, 4);
        assertEquals(1, parts.size(), "so that there is something to join again");
        assertEquals(empty.shape(), Tensor.concat(1, parts).shape());
        assertEquals(1, empty.chunk(-2, 3).size());
    }

    @Test
    void varianceOfNothing() {
        Tensor empty = Tensor.zeros(2, 0);
        for (boolean unbiased : new boolean[] {false, true}) {
            assertTrue(Double.isNaN(empty.var(unbiased, false, 1).get(0)));
            assertTrue(Double.isNaN(empty.std(unbiased, false, 1).get(1)));
        }
        assertTrue(Double.isNaN(Tensor.zeros(0).var().item()));
    }

    @Test
    void logSumExpOfNothing() {
        Tensor none = Tensor.zeros(2, 0).logSumExp(true, 1);
        assertEquals(Shape.of(2, 1), none.shape());
        assertEquals(Double.NEGATIVE_INFINITY, none.get(1, 0));
    }
}
