package dev.merapi.tests.models;

import static dev.merapi.tests.models.Values.assertClose;
import static dev.merapi.tests.models.Values.sample;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.layer.AvgPool2d;
import dev.merapi.models.layer.BatchNorm;
import dev.merapi.models.layer.Buffer;
import dev.merapi.models.layer.Conv2d;
import dev.merapi.models.layer.Dropout;
import dev.merapi.models.layer.Elu;
import dev.merapi.models.layer.Embedding;
import dev.merapi.models.layer.Flatten;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.layer.LayerNorm;
import dev.merapi.models.layer.LeakyRelu;
import dev.merapi.models.layer.Linear;
import dev.merapi.models.layer.MaxPool2d;
import dev.merapi.models.layer.Relu;
import dev.merapi.models.layer.Sequential;
import dev.merapi.models.layer.Softmax;
import dev.merapi.models.layer.State;
import dev.merapi.models.layer.Training;
import dev.merapi.models.loss.BinaryCrossEntropy;
import dev.merapi.models.loss.CrossEntropy;
import dev.merapi.models.loss.MeanSquaredError;
import dev.merapi.models.zoo.CifarCnn;
import dev.merapi.models.zoo.FashionCnn;
import dev.merapi.models.zoo.Mlp;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Conv2d.Options;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Layers and losses against PyTorch 2.13 (float64), on {@link Values#sample}. */
class LayersTest {
    private static final RandomKey KEY = RandomKey.of(7);

    private static Training training() {
        return new Training(KEY);
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"FLOAT32", "FLOAT64"})
    void linear(DType dtype) {
        Linear layer =
                new Linear(sample(1, 3, 2).to(dtype), Optional.of(sample(5, 2).to(dtype)));
        Tensor x = sample(3, 2, 3).to(dtype);
        assertClose(layer.forward(x), 0.3125, -3.0625, 0.5, -2.8125);
        assertClose(layer.forwardRelu(x), 0.3125, 0, 0.5, 0);
        assertClose(new Linear(layer.weight(), Optional.empty()).forward(x), 0.3125, -2.0625, 0.5, -1.8125);
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"FLOAT32", "FLOAT64"})
    void conv2d(DType dtype) {
        Options options = new Options(2, 2, 1, 1, 1, 1, 2);
        Conv2d layer = new Conv2d(
                sample(1, 4, 2, 2, 2).to(dtype), Optional.of(sample(5, 4).to(dtype)), options);
        Tensor x = sample(3, 1, 4, 4, 3).to(dtype);
        double[] expected = {
            0.9375, -0.5, 0.375, -1.0, -1.1875, -1.75, 0.125, -1.9375, -0.625, -1.5625, -2.375, -2.5625, 0.0, -1.1875,
            0.0, 1.375, 0.125, 0.6875, -1.125, -1.875, -1.625, -1.8125, 0.6875, -0.75
        };
        Tensor y = layer.forward(x);
        assertEquals(Shape.of(1, 4, 3, 2), y.shape());
        assertClose(y, expected);
        assertTrue(layer.forwardRelu(x).equalBits(y.relu()));
        Tensor shortcut = sample(7, 1, 4, 3, 2).to(dtype);
        assertTrue(layer.forwardAddRelu(x, shortcut).equalBits(y.addRelu(shortcut)));
        Conv2d plain = new Conv2d(layer.weight(), Optional.empty(), options);
        assertTrue(plain.forwardAddRelu(x, shortcut).equalBits(plain.forward(x).addRelu(shortcut)));
    }

    @Test
    void conv2dWithDilation() {
        Options options = new Options(1, 1, 0, 0, 2, 2, 1);
        Conv2d layer = new Conv2d(sample(1, 1, 1, 2, 2), Optional.empty(), options);
        assertClose(layer.forward(sample(3, 1, 1, 4, 4)), 0.125, -0.875, -1.125, -0.75);
    }

    private static BatchNorm batchNorm(DType dtype) {
        return new BatchNorm(
                Tensor.of(1.5, -0.5).to(dtype),
                Tensor.of(0.25, 1).to(dtype),
                new Buffer(Tensor.of(0.0, 0).to(dtype)),
                new Buffer(Tensor.of(1.0, 1).to(dtype)),
                0.1,
                1e-5);
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"FLOAT32", "FLOAT64"})
    void batchNormOfImages(DType dtype) {
        BatchNorm layer = batchNorm(dtype);
        Tensor x = sample(3, 3, 2, 2, 1).to(dtype);
        Training training = training();
        assertClose(
                training.call(() -> layer.forward(x)),
                -0.695882527918286,
                2.36004563920233,
                0.714827385626956,
                1.47528769062174,
                1.92348447247081,
                0.177239805544747,
                1.66540276687044,
                0.334597233129564,
                -0.259321361186769,
                -2.00556602811284,
                0.52471230937826,
                1.28517261437304);
        for (Training.Update update : training.updates()) {
            Tensor buffer = update.buffer().value();
            buffer.assign(buffer.mul(1 - update.momentum()).add(update.value().mul(update.momentum())));
        }
        assertClose(layer.runningMean().value(), 0.00416666666666667, -0.0125);
        assertClose(layer.runningVar().value(), 0.988541666666667, 0.951875);
        assertClose(
                layer.forward(x),
                -0.510616428260222,
                2.12953976900666,
                0.865473739360365,
                1.37795473227326,
                1.75237459796854,
                0.243713913816031,
                1.50607498050148,
                0.609233242903918,
                -0.133451257222095,
                -1.6421119413746,
                0.737353491132142,
                1.24983448404504);
    }

    @Test
    void batchNormOfRows() {
        Tensor y = training().call(() -> BatchNorm.of(2).forward(sample(3, 4, 2).to(DType.FLOAT32)));
        assertClose(
                y,
                -0.577345241987637,
                1.23716837568779,
                0.412389458562598,
                -1.40212415911283,
                1.40212415911283,
                -0.412389458562598,
                -1.23716837568779,
                0.577345241987637);
    }

    @Test
    void batchNormNeedsTwoElementsInTraining() {
        BatchNorm layer = BatchNorm.of(2);
        assertEquals(Shape.of(1, 2), layer.forward(Tensor.zeros(1, 2)).shape());
        Training training = training();
        var e = assertThrows(ShapeException.class, () -> training.call(() -> layer.forward(Tensor.zeros(1, 2))));
        assertTrue(e.getMessage().contains("use larger batches or fewer shards"), e.getMessage());
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"FLOAT32", "FLOAT64"})
    void layerNorm(DType dtype) {
        LayerNorm layer = new LayerNorm(
                Tensor.of(1.0, 2, -1, 0.5).to(dtype), Tensor.of(0, 0.5, 1, -1).to(dtype), 1e-5);
        assertClose(
                layer.forward(sample(3, 2, 4).to(dtype)),
                -0.722891426352861,
                3.55220824460097,
                0.759036191215713,
                -1.52208825236595,
                1.04417650473191,
                0.0180723824314261,
                2.52610412230048,
                -0.63855428682357);
    }

    @Test
    void pooling() {
        Tensor x = Tensor.of(Shape.of(1, 1, 2, 4), 1f, 5f, 2f, 0f, -3f, 4f, 8f, 6f);
        assertClose(new MaxPool2d(2).forward(x), 5, 8);
        assertClose(new AvgPool2d(2).forward(x), 1.75, 4);
        assertClose(Sequential.of(Tensor::neg, new MaxPool2d(2), new Relu()).forward(x), 3, 0);
    }

    @Test
    void activations() {
        Tensor x = Tensor.of(-2.0, 0, 3);
        assertClose(new Relu().forward(x), 0, 0, 3);
        assertClose(new LeakyRelu().forward(x), -0.02, 0, 3);
        assertClose(new Elu().forward(x), StrictMath.expm1(-2), 0, 3);
        assertClose(new Softmax().forward(Tensor.of(0.0, 0)), 0.5, 0.5);
    }

    @Test
    void embedding() {
        Embedding layer = new Embedding(sample(3, 4, 2));
        Tensor y = layer.forward(Tensor.of(Shape.of(2, 1), 3, 0));
        assertEquals(Shape.of(2, 1, 2), y.shape());
        assertTrue(y.flatten()
                .equalBits(Tensor.concat(
                        0, layer.weight().select(0, 3), layer.weight().select(0, 0))));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.25, 0.9})
    void dropoutKeepsTheMean(double p) {
        Tensor x = Tensor.ones(64, 1000);
        Layer dropout = new Dropout(p);
        assertSame(x, dropout.forward(x), "the identity outside training");
        float[] y = training().call(() -> dropout.forward(x)).toFloatArray();
        int dropped = 0;
        double sum = 0;
        for (float v : y) {
            dropped += v == 0 ? 1 : 0;
            sum += v;
            assertTrue(v == 0 || v == (float) (1 / (1 - p)), () -> "an element " + v);
        }
        // Five standard deviations of a binomial share.
        double sigma = Math.sqrt(p * (1 - p) / y.length);
        assertEquals(p, (double) dropped / y.length, 5 * sigma);
        assertEquals(1, sum / y.length, 5 * sigma / (1 - p) + 1e-6);
    }

    @Test
    void dropoutRepeatsForTheSameKeyAlone() {
        Tensor x = Tensor.ones(1000);
        Layer dropout = new Dropout(0.5);
        Training training = training();
        Tensor first = training.call(() -> dropout.forward(x));
        Tensor second = training.call(() -> dropout.forward(x));
        assertTrue(first.equalBits(training().call(() -> dropout.forward(x))));
        assertTrue(!first.equalBits(second), "two draws of one step differ");
    }

    @Test
    void sequentialFusesWhatItMayAndNamesAsPyTorch() {
        Linear a = Linear.of(6, 5, KEY.fold("a"));
        Linear b = Linear.withoutBias(5, 4, KEY.fold("b"));
        Sequential model = Sequential.of(new Flatten(), a, new Relu(), b, Tensor::relu, new Dropout(0.5));
        Tensor x = sample(3, 7, 2, 3).to(DType.FLOAT32);
        Tensor stepwise = b.forward(a.forward(x.flatten(1)).relu()).relu();
        assertTrue(stepwise.equalBits(model.forward(x)));
        assertEquals(
                List.of("1.weight", "1.bias", "3.weight"),
                List.copyOf(State.of(model).parameters().keySet()));
    }

    @Test
    void initializationIsPyTorchs() {
        Linear layer = Linear.of(100, 300, KEY);
        double bound = 1 / Math.sqrt(100);
        double[] w = layer.weight().toDoubleArray();
        double largest = 0;
        double squares = 0;
        for (double v : w) {
            largest = Math.max(largest, Math.abs(v));
            squares += v * v;
        }
        assertTrue(largest <= bound && largest > 0.999 * bound, "largest " + largest);
        assertEquals(bound * bound / 3, squares / w.length, 0.02 * bound * bound / 3);
        assertTrue(layer.weight().equalBits(Linear.of(100, 300, KEY).weight()), "the key alone decides");
        Conv2d conv = Conv2d.of(4, 8, 3, Options.DEFAULT, KEY);
        assertTrue(conv.weight().abs().max().item() <= 1 / Math.sqrt(36));
        assertTrue(conv.bias().orElseThrow().abs().max().item() <= 1 / Math.sqrt(36));
    }

    @Test
    void crossEntropy() {
        Tensor logits = sample(3, 3, 4);
        Tensor labels = Tensor.of(2L, 0L, 3L);
        assertClose(new CrossEntropy().of(logits, labels), 1.34739715534804);
        assertClose(new CrossEntropy(0.1).of(logits, labels), 1.37656382201471);
        assertClose(new CrossEntropy(0.1).of(logits.to(DType.FLOAT32), labels), 1.37656382201471);
        assertThrows(IllegalArgumentException.class, () -> new CrossEntropy(1.5));
        assertThrows(ShapeException.class, () -> new CrossEntropy().of(logits, Tensor.of(1L)));
    }

    @Test
    void regressionLosses() {
        Tensor x = sample(3, 3, 4);
        Tensor t = Tensor.of(Shape.of(3, 4), 0.0, 1, 0.5, 1, 1, 0, 0, 1, 0.25, 1, 1, 0);
        assertClose(new BinaryCrossEntropy().of(x, t), 0.613240043567912);
        assertClose(new BinaryCrossEntropy().of(Tensor.of(1000.0, -1000), Tensor.of(1L, 1L)), 500);
        assertClose(new MeanSquaredError().of(x, t), 0.859375);
        var e = assertThrows(
                ShapeException.class, () -> new MeanSquaredError().of(Tensor.zeros(3, 1), Tensor.zeros(3)));
        assertEquals("MeanSquaredError: output [3, 1] and target [3] differ; reshape one of them", e.getMessage());
    }

    @Test
    void wrongWidthsNameTheLayerAndBothShapes() {
        var linear = assertThrows(
                ShapeException.class, () -> Linear.of(784, 128, KEY).forward(Tensor.zeros(2, 100)));
        assertEquals(
                "Linear(784 -> 128): the input [2, 100] should have 784 features on its last axis;"
                        + " give the layer the width of what comes before",
                linear.getMessage());
        var conv =
                assertThrows(ShapeException.class, () -> Conv2d.of(3, 8, 3, KEY).forward(Tensor.zeros(2, 1, 8, 8)));
        assertEquals(
                "Conv2d(3 -> 8): the input [2, 1, 8, 8] should be [n, 3, height, width];"
                        + " give the layer the channels of what comes before",
                conv.getMessage());
        assertThrows(ShapeException.class, () -> LayerNorm.of(3).forward(Tensor.zeros(2, 4)));
        assertThrows(ShapeException.class, () -> BatchNorm.of(3).forward(Tensor.zeros(2, 4)));
        assertThrows(ShapeException.class, () -> new Linear(Tensor.zeros(2, 3), Optional.of(Tensor.zeros(2))));
        assertThrows(IllegalArgumentException.class, () -> new Dropout(1.5));
    }

    @Test
    void theZooHasItsSizesAndNames() {
        assertModel(Mlp.of(KEY), Shape.of(2, 1, 28, 28), 109_386, "fc1.weight");
        assertModel(CifarCnn.of(KEY), Shape.of(2, 3, 32, 32), 122_570, "conv1.weight");
        assertModel(FashionCnn.of(KEY), Shape.of(2, 1, 28, 28), 421_642, "conv1.weight");
    }

    private static void assertModel(Layer model, Shape input, long size, String firstName) {
        assertEquals(Shape.of(2, 10), model.forward(Tensor.ones(input.dims())).shape());
        assertEquals(size, State.of(model).size());
        assertEquals(firstName, State.of(model).parameters().keySet().iterator().next());
    }
}
