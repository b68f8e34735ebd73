package dev.merapi.tests.models;

import static dev.merapi.tests.models.Values.assertClose;
import static dev.merapi.tests.models.Values.sample;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.autograd.Autograd;
import dev.merapi.models.data.Batch;
import dev.merapi.models.layer.BatchNorm;
import dev.merapi.models.layer.Bilinear;
import dev.merapi.models.layer.DropPath;
import dev.merapi.models.layer.Dropout2d;
import dev.merapi.models.layer.Embedding;
import dev.merapi.models.layer.GroupNorm;
import dev.merapi.models.layer.Highway;
import dev.merapi.models.layer.InstanceNorm;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.layer.Linear;
import dev.merapi.models.layer.LogSoftmax;
import dev.merapi.models.layer.MaxOut;
import dev.merapi.models.layer.PRelu;
import dev.merapi.models.layer.Relu;
import dev.merapi.models.layer.Residual;
import dev.merapi.models.layer.RmsNorm;
import dev.merapi.models.layer.Sequential;
import dev.merapi.models.layer.Sigmoid;
import dev.merapi.models.layer.Softplus;
import dev.merapi.models.layer.SqueezeExcitation;
import dev.merapi.models.layer.State;
import dev.merapi.models.layer.SwiGlu;
import dev.merapi.models.layer.Tanh;
import dev.merapi.models.layer.TiedLinear;
import dev.merapi.models.layer.Training;
import dev.merapi.models.loss.CrossEntropy;
import dev.merapi.models.optim.Sgd;
import dev.merapi.models.train.Recipe;
import dev.merapi.models.train.Trainer;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the goldens don't say of small layers: names, defaults, randomness, sharing, errors. */
class SmallLayersTest {
    private static final RandomKey KEY = RandomKey.of(7);

    private static Training training() {
        return new Training(KEY);
    }

    @Test
    void batchNormOfSeriesIsThatOfThinImages() {
        Tensor x = sample(3, 3, 2, 5).to(DType.FLOAT32);
        BatchNorm series = BatchNorm.of(2);
        BatchNorm images = BatchNorm.of(2);
        Training first = training();
        Training second = training();
        Tensor y = first.call(() -> series.forward(x));
        assertTrue(y.equalBits(second.call(() -> images.forward(x.unsqueeze(3))).squeeze(3)));
        for (int i = 0; i < 2; i++) {
            Tensor value = first.updates().get(i).value();
            assertTrue(value.equalBits(second.updates().get(i).value()));
        }
        assertEquals(
                x.select(1, 0).mean().item(), first.updates().get(0).value().get(0), 1e-6);
        assertEquals(x.select(1, 1).var().item(), first.updates().get(1).value().get(1), 1e-6);
    }

    @Test
    void batchNormFusesRelu() {
        Tensor x = sample(3, 3, 2, 2, 3).to(DType.FLOAT32);
        BatchNorm layer = BatchNorm.of(2);
        Sequential fused = Sequential.of(layer, new Relu());
        assertTrue(layer.forward(x).relu().equalBits(fused.forward(x)));
        Tensor stepwise = training().call(() -> layer.forward(x)).relu();
        assertTrue(stepwise.equalBits(training().call(() -> fused.forward(x))));
    }

    /** Both drop whole parts, keep the mean, are the identity outside training and repeat for the same key. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.25, 0.9})
    void partsAreDroppedWhole(double p) {
        Tensor x = Tensor.ones(200, 50, 2, 3);
        for (Layer layer : List.of(new Dropout2d(p), new DropPath(p))) {
            assertSame(x, layer.forward(x), "the identity outside training");
            Tensor y = training().call(() -> layer.forward(x));
            assertTrue(y.equalBits(training().call(() -> layer.forward(x))));
            int parts = layer instanceof DropPath ? 200 : 200 * 50;
            Tensor rows = y.reshape(parts, x.size() / parts);
            assertTrue(rows.max(1).equalBits(rows.min(1)), "a part is dropped whole");
            double kept = rows.select(1, 0).mean().item() * (1 - p);
            // Five standard deviations of a binomial share.
            assertEquals(1 - p, kept, 5 * Math.sqrt(p * (1 - p) / parts) + 1e-6);
        }
    }

    @Test
    void dropPathGoesByTheSamplesPosition() {
        Tensor few = training().call(() -> new DropPath(0.5).forward(Tensor.ones(5, 3)));
        Tensor many = training().call(() -> new DropPath(0.5).forward(Tensor.ones(64, 2, 7)));
        assertTrue(few.select(1, 0).equalBits(many.select(2, 0).select(1, 0).slice(0, 0, 5)));
    }

    @Test
    void activationsWithoutAttributes() {
        Tensor x = Tensor.of(-2.0, 0, 3);
        assertClose(new Sigmoid().forward(x), 1 / (1 + Math.exp(2)), 0.5, 1 / (1 + Math.exp(-3)));
        assertClose(new Tanh().forward(x), Math.tanh(-2), 0, Math.tanh(3));
        assertClose(new Softplus().forward(x), Math.log1p(Math.exp(-2)), Math.log(2), 3 + Math.log1p(Math.exp(-3)));
        assertClose(new LogSoftmax().forward(Tensor.of(1.0, 1)), -Math.log(2), -Math.log(2));
        assertClose(new SwiGlu().forward(Tensor.of(1.0, 2)), 2 / (1 + Math.exp(-1)));
        assertClose(PRelu.of().forward(Tensor.of(-2f, 0, 3)), -0.5, 0, 3);
    }

    record Tied(Embedding embedding, Linear body, TiedLinear output) implements Layer {
        static Tied of(int symbols, int width) {
            Embedding embedding = Embedding.of(symbols, width, 0, KEY.fold("embedding"));
            return new Tied(embedding, Linear.of(width, width, KEY), TiedLinear.of(embedding));
        }

        @Override
        public Tensor forward(Tensor x) {
            return output.forward(body.forward(embedding.forward(x)).tanh());
        }
    }

    @Test
    void aTiedTableIsListedOnceAndStepsOnce() {
        Tied model = Tied.of(6, 4);
        assertEquals(
                List.of("embedding.weight", "body.weight", "body.bias"),
                List.copyOf(State.of(model).parameters().keySet()));
        Tensor table = model.embedding.weight();
        Tensor before = table.add(0);
        Tensor x = Tensor.of(1L, 0, 5);
        Tensor labels = Tensor.of(2L, 3, 4);
        Tensor gradient = Autograd.valueAndGrad(List.of(table), () -> new CrossEntropy().of(model.forward(x), labels))
                .gradients()
                .all()
                .getFirst();
        new Trainer(
                        model,
                        Recipe.of(new CrossEntropy(), new Sgd(0.5, 0, 0, 0, false))
                                .shards(1))
                .step(new Batch(x, labels));
        Tensor off = table.sub(before.sub(gradient.mul(0.5))).abs().max();
        assertTrue(off.item() < 1e-6, "off by " + off);
    }

    @Test
    void paddingIsZeroAndStaysSo() {
        Embedding layer = Embedding.of(4, 3, 2, KEY);
        assertTrue(layer.weight().select(0, 2).equalBits(Tensor.zeros(3)));
        Tensor others = Embedding.of(4, 3, KEY).weight();
        assertTrue(layer.weight().select(0, 3).equalBits(others.select(0, 3)));
        Tensor x = Tensor.of(2L, 1, 2);
        Tensor gradient = Autograd.valueAndGrad(
                        List.of(layer.weight()), () -> layer.forward(x).sum())
                .gradients()
                .all()
                .getFirst();
        assertTrue(gradient.select(0, 2).equalBits(Tensor.zeros(3)));
        assertTrue(gradient.select(0, 1).equalBits(Tensor.ones(3)));
    }

    @Test
    void residualAddsTheProjectionOrX() {
        Tensor x = Tensor.of(Shape.of(1, 2), -1f, 2f);
        assertClose(Residual.of(Tensor::relu).forward(x), -1, 4);
        assertClose(Residual.of(Tensor::relu, Tensor::neg).forward(x), 1, 0);
        Residual linear = Residual.of(Linear.of(2, 3, KEY), Linear.withoutBias(2, 3, KEY));
        assertEquals(
                List.of("body.weight", "body.bias", "projection.weight"),
                List.copyOf(State.of(linear).parameters().keySet()));
    }

    @Test
    void defaults() {
        assertEquals(
                List.of("weight", "bias"),
                List.copyOf(State.of(GroupNorm.of(2, 4)).parameters().keySet()));
        assertEquals(
                List.of("weight", "bias"),
                List.copyOf(State.of(InstanceNorm.affine(4)).parameters().keySet()));
        assertEquals(0, State.of(InstanceNorm.of()).size());
        assertTrue(RmsNorm.of(5).weight().equalBits(Tensor.ones(5)));
        assertClose(PRelu.of(3).weight(), 0.25, 0.25, 0.25);
        Highway highway = Highway.of(3, KEY);
        assertClose(highway.gate().bias().orElseThrow(), -2, -2, -2);
        assertEquals(Shape.of(2, 3), highway.forward(Tensor.ones(2, 3)).shape());
        assertEquals(
                Shape.of(2, 5),
                MaxOut.of(3, 5, 2, KEY).forward(Tensor.ones(2, 3)).shape());
        assertEquals(
                Shape.of(2, 8, 3, 3),
                SqueezeExcitation.of(8, 2, KEY).forward(Tensor.ones(2, 8, 3, 3)).shape());
        Bilinear bilinear = Bilinear.of(3, 4, 5, KEY);
        assertTrue(bilinear.weight().abs().max().item() <= 1 / Math.sqrt(3));
        assertEquals(
                Shape.of(2, 5),
                bilinear.forward(Tensor.ones(2, 3), Tensor.ones(2, 4)).shape());
    }

    static List<List<Object>> mistakes() {
        Tensor x = Tensor.ones(2, 3);
        return List.of(
                mistake(() -> new GroupNorm(3, Tensor.ones(4), Tensor.zeros(4), 1e-5), "3 groups", "4 channels"),
                mistake(() -> GroupNorm.of(2, 4).forward(x), "GroupNorm(2, 4)", "[2, 3]", "[n, 4, ...]"),
                mistake(
                        () -> new InstanceNorm(Optional.of(Tensor.ones(2)), Optional.empty(), 1e-5),
                        "[2]",
                        "both [channels], or neither"),
                mistake(() -> InstanceNorm.affine(4).forward(x), "InstanceNorm", "[2, 3]", "[n, 4, length]"),
                mistake(() -> RmsNorm.of(4).forward(x), "RmsNorm(4)", "[2, 3]", "4 features"),
                mistake(() -> BatchNorm.of(4).forward(x), "BatchNorm(4)", "[2, 3]", "[n, 4, ...]"),
                mistake(() -> new DropPath(1.5), "dropPath", "p = 1.5"),
                mistake(() -> new Dropout2d(-0.5), "dropout2d", "p = -0.5"),
                mistake(() -> new Dropout2d(0.5).forward(x), "Dropout2d(0.5)", "[2, 3]"),
                mistake(() -> new Bilinear(x, Optional.empty()), "[out, in1, in2]", "[2, 3]"),
                mistake(() -> Bilinear.of(3, 4, 5, KEY).forward(x, x), "Bilinear(3, 4 -> 5)", "[2, 3] and [2, 3]"),
                mistake(() -> SqueezeExcitation.of(4, 2, KEY).forward(x), "SqueezeExcitation(4)", "[2, 3]"),
                mistake(() -> Residual.of(Linear.of(3, 4, KEY)).forward(x), "[2, 4]", "[2, 3]", "projection"),
                mistake(() -> new MaxOut(Linear.of(3, 4, KEY), 3), "3 pieces", "4 features"),
                mistake(() -> new Embedding(x, OptionalInt.of(2)), "2 symbols", "0 to 1"),
                mistake(() -> new TiedLinear(x, Optional.of(Tensor.ones(3))), "[2, 3] and [3]"),
                mistake(() -> new TiedLinear(Tensor.ones(5, 4), Optional.empty()).forward(x), "(4 -> 5)", "[2, 3]"));
    }

    private static List<Object> mistake(Runnable attempt, String... fragments) {
        return List.of(attempt, List.of(fragments));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void errorsTeach(List<Object> mistake) {
        var e = assertThrows(IllegalArgumentException.class, ((Runnable) mistake.getFirst())::run);
        for (Object fragment : (List<?>) mistake.getLast()) {
            assertTrue(e.getMessage().contains((String) fragment), e.getMessage());
        }
        assertTrue(!(e instanceof ShapeException) || !e.getMessage().contains("\n"));
    }
}
