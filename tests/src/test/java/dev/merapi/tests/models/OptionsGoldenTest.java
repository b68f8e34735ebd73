package dev.merapi.tests.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.autograd.Autograd;
import dev.merapi.autograd.Gradients;
import dev.merapi.models.io.Safetensors;
import dev.merapi.models.layer.BatchNorm;
import dev.merapi.models.layer.Conv2d;
import dev.merapi.models.layer.Conv3d;
import dev.merapi.models.layer.ConvTranspose2d;
import dev.merapi.models.layer.ConvTranspose3d;
import dev.merapi.models.layer.GroupNorm;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.layer.LayerNorm;
import dev.merapi.models.layer.RecurrentWeights;
import dev.merapi.models.layer.RmsNorm;
import dev.merapi.models.layer.RnnCell;
import dev.merapi.models.layer.State;
import dev.merapi.models.layer.Training;
import dev.merapi.models.layer.Upsample;
import dev.merapi.models.loss.Focal;
import dev.merapi.models.loss.Huber;
import dev.merapi.models.loss.NegativeLogLikelihood;
import dev.merapi.models.loss.Reduction;
import dev.merapi.models.loss.SmoothL1;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;
import dev.merapi.tensor.op.Conv2d.Options;
import dev.merapi.tensor.op.Interpolation;
import dev.merapi.tensor.op.Options3d;
import dev.merapi.tensor.op.TransposedOptions;
import dev.merapi.tensor.op.TransposedOptions3d;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Layers, losses and derivatives with the options that PyTorch has, in its eyes (make_options.py). */
class OptionsGoldenTest {
    private static final Map<String, Tensor> GOLDEN = Safetensors.read(
                    Path.of("src/test/resources/goldens/options.safetensors"))
            .tensors();
    private static final RandomKey KEY = RandomKey.of(3);
    private static final Options PLAIN = Options.DEFAULT;

    private static Tensor wide(String name) {
        return GOLDEN.get(name).to(DType.FLOAT64);
    }

    private static void assertGolden(String name, Tensor actual) {
        assertEquals(GOLDEN.get(name).shape(), actual.shape(), name);
        assertArrayEquals(GOLDEN.get(name).toDoubleArray(), actual.toDoubleArray(), 3e-5, name);
    }

    /** The layer of the golden's parameters gives its results and gradients; the drawn one has parameters of their shapes. */
    private static void check(String name, Layer drawn, Function<List<Tensor>, Layer> made) {
        List<Tensor> sources = new ArrayList<>(List.of(GOLDEN.get(name + ".x")));
        List<Tensor> parameters = List.copyOf(State.of(drawn).parameters().values());
        List<String> parts = List.of("weight", "bias").subList(0, parameters.size());
        for (int i = 0; i < parts.size(); i++) {
            Tensor golden = GOLDEN.get(name + "." + parts.get(i));
            assertEquals(golden.shape(), parameters.get(i).shape(), name);
            sources.add(golden);
        }
        Layer layer = made.apply(sources.subList(1, sources.size()));
        Autograd.Pullback back = Autograd.record(sources, () -> layer.forward(sources.getFirst()));
        assertGolden(name + ".y", back.value());
        Gradients gradients = back.apply(GOLDEN.get(name + ".dy"));
        assertGolden(name + ".dx", gradients.of(sources.getFirst()));
        for (int i = 0; i < parts.size(); i++) {
            assertGolden(name + ".d" + parts.get(i), gradients.of(sources.get(i + 1)));
        }
    }

    @Test
    void kernelsOfOtherForms() {
        Options flat = PLAIN.stride(2, 1).padding(1, 0).dilation(1, 2).groups(2);
        check(
                "conv2d",
                Conv2d.of(4, 6, 3, 2, flat, KEY),
                p -> new Conv2d(p.getFirst(), Optional.of(p.getLast()), flat));
        var volume = Options3d.DEFAULT.stride(1, 2, 1).padding(0, 1, 2).dilation(1, 1, 2);
        check(
                "conv3d",
                Conv3d.of(2, 3, 1, 2, 3, volume, KEY),
                p -> new Conv3d(p.getFirst(), Optional.of(p.getLast()), volume));
        var turned = new TransposedOptions(PLAIN.stride(2, 1).padding(0, 1).groups(2));
        check(
                "convTranspose2d",
                ConvTranspose2d.of(4, 2, 2, 3, turned, KEY),
                p -> new ConvTranspose2d(p.getFirst(), Optional.of(p.getLast()), turned));
        var deep = new TransposedOptions3d(Options3d.DEFAULT.stride(1, 2, 1));
        check(
                "convTranspose3d",
                ConvTranspose3d.of(2, 2, 1, 2, 3, deep, KEY),
                p -> new ConvTranspose3d(p.getFirst(), Optional.of(p.getLast()), deep));
    }

    /** A square kernel draws what it drew before it had two sizes; none has a bias that shouldn't. */
    @Test
    void kernelsWithoutBias() {
        Tensor square = Conv2d.of(4, 6, 3, PLAIN, KEY).weight();
        assertTrue(Conv2d.withoutBias(4, 6, 3, 3, PLAIN, KEY).weight().equalBits(square));
        assertEquals(
                Optional.empty(), Conv2d.withoutBias(4, 6, 3, 2, PLAIN, KEY).bias());
        Conv3d cuboid = Conv3d.withoutBias(2, 3, 1, 2, 3, Options3d.DEFAULT, KEY);
        assertEquals(Shape.of(3, 2, 1, 2, 3), cuboid.weight().shape());
        assertEquals(Optional.empty(), cuboid.bias());
        var turned = new TransposedOptions(PLAIN);
        assertEquals(
                Shape.of(2, 4, 1, 3),
                ConvTranspose2d.withoutBias(2, 4, 1, 3, turned, KEY).weight().shape());
        var deep = new TransposedOptions3d(Options3d.DEFAULT);
        assertEquals(
                Shape.of(2, 4, 1, 3, 2),
                ConvTranspose3d.withoutBias(2, 4, 1, 3, 2, deep, KEY).weight().shape());
    }

    @Test
    void normalizationOverSeveralAxes() {
        check("layerNorm", LayerNorm.of(3, 4), p -> new LayerNorm(p.getFirst(), p.getLast(), 1e-5));
        check(
                "layerNorm-withoutBias",
                LayerNorm.withoutBias(2, 3, 4),
                p -> new LayerNorm(p.getFirst(), Optional.empty(), 1e-5));
        check("layerNorm-plain", LayerNorm.withoutParameters(3, 4), _ -> LayerNorm.withoutParameters(3, 4));
        check("layerNorm-plain-row", LayerNorm.withoutParameters(4), _ -> LayerNorm.withoutParameters(4));
        check("rmsNorm", RmsNorm.of(3, 4), p -> new RmsNorm(p.getFirst(), 0x1p-52));
        check("rmsNorm-plain", RmsNorm.withoutParameters(3, 4), _ -> RmsNorm.withoutParameters(3, 4));
    }

    /** Groups as they are; batch norm in training, what it leaves in its running statistics, and by those. */
    @Test
    void normalizationWithoutParameters() {
        check("groupNorm-plain", GroupNorm.withoutParameters(2, 4), _ -> GroupNorm.withoutParameters(2, 4));
        for (String name : List.of("batchNorm-plain-rows", "batchNorm-plain-images")) {
            BatchNorm layer = BatchNorm.withoutParameters(4);
            Training training = new Training(KEY);
            check(name, layer, _ -> x -> training.call(() -> layer.forward(x)));
            for (Training.Update update : training.updates()) {
                Tensor buffer = update.buffer().value();
                buffer.assign(
                        buffer.mul(1 - update.momentum()).add(update.value().mul(update.momentum())));
            }
            assertGolden(name + ".mean", layer.runningMean().value());
            assertGolden(name + ".var", layer.runningVar().value());
            assertGolden(name + ".later", layer.forward(GOLDEN.get(name + ".x")));
            assertEquals(List.of(), List.copyOf(State.of(layer).parameters().keySet()));
        }
    }

    @Test
    void imagesOfAGivenSize() {
        Layer bilinear = Upsample.to(5, 3, Interpolation.LINEAR);
        check("upsample-to", bilinear, _ -> bilinear);
        Layer nearest = Upsample.to(2, 7, Interpolation.NEAREST);
        check("upsample-to-nearest", nearest, _ -> nearest);
    }

    @Test
    void lossesWithIgnoredTargets() {
        Tensor x = wide("loss.x");
        Tensor target = GOLDEN.get("loss.target").to(DType.INT64);
        Tensor weight = wide("loss.weight");
        var nll = new NegativeLogLikelihood().weight(weight).reduction(Reduction.NONE);
        assertGolden("loss.nll", nll.of(x.logSoftmax(1), target));
        Focal focal = new Focal().weight(weight);
        Autograd.ValueAndGrad found = Autograd.valueAndGrad(List.of(x), () -> focal.of(x, target));
        assertGolden("loss.focal", found.value());
        assertGolden("loss.focal.dx", found.gradients().of(x));
        assertEquals(6, focal.denominator(target));
        Tensor other = target.eq(-100).where(Tensor.of(7L), target);
        assertGolden("loss.focal", focal.ignoreIndex(7).of(x, other));
        assertGolden("loss.nll", nll.ignoreIndex(7).of(x.logSoftmax(1), other));
        assertEquals(4, focal.reduction(Reduction.SUM).denominator(target));
    }

    @Test
    void defaultsOfRegressionLosses() {
        assertGolden("pair.huber", new Huber().of(wide("pair.a"), wide("pair.b")));
        assertGolden("pair.smooth", new SmoothL1().of(wide("pair.a"), wide("pair.b")));
    }

    @Test
    void oneStepOfARecurrence() {
        for (String kind : List.of("tanh", "relu")) {
            Tensor hidden = wide(kind + ".weight_hh");
            RecurrentWeights weights = new RecurrentWeights(
                    wide(kind + ".weight_ih"),
                    hidden,
                    Optional.of(wide(kind + ".bias_ih")),
                    Optional.of(wide(kind + ".bias_hh")));
            RnnCell tanh = new RnnCell(weights, false);
            RnnCell cell = kind.equals("relu") ? tanh.withRelu() : tanh;
            Tensor x = wide(kind + ".x");
            Tensor h = wide(kind + ".h");
            Autograd.Pullback back = Autograd.record(List.of(x, h, hidden), () -> cell.step(x, cell.step(x, h)));
            assertGolden(kind + ".y", back.value());
            Gradients gradients = back.apply(wide(kind + ".dy"));
            assertGolden(kind + ".dx", gradients.of(x));
            assertGolden(kind + ".dh", gradients.of(h));
            assertGolden(kind + ".dweight_hh", gradients.of(hidden));
        }
        assertEquals(
                List.of("weight_ih", "weight_hh", "bias_ih", "bias_hh"),
                List.copyOf(State.of(RnnCell.of(3, 4, KEY)).parameters().keySet()));
    }

    private static Tensor many(List<Tensor> in) {
        Tensor a = in.getFirst();
        return a.matmul(in.getLast()).tanh().mul(a.exp().sum(1));
    }

    @Test
    void productsWithDerivativesOfSeveralTensors() {
        List<Tensor> xs = List.of(wide("many.a"), wide("many.b"));
        List<Tensor> vs = List.of(wide("many.va"), wide("many.vb"));
        List<Tensor> back = Autograd.vjp(OptionsGoldenTest::many, xs, wide("many.u"));
        assertGolden("many.da", back.getFirst());
        assertGolden("many.db", back.getLast());
        assertGolden("many.jvp", Autograd.jvp(OptionsGoldenTest::many, xs, vs));
        List<Tensor> curved = Autograd.hvp(in -> many(in).sum(), xs, vs);
        assertGolden("many.ha", curved.getFirst());
        assertGolden("many.hb", curved.getLast());
        told(
                "jvp: 2 tensors and 1 directions; give each tensor one, of zeros if it stays, and one tensor at least",
                () -> Autograd.jvp(OptionsGoldenTest::many, xs, vs.subList(0, 1)));
        told(
                "hvp: tensor 0 is float64 [2, 3], but its direction is float64 [3]; make them the same",
                () -> Autograd.hvp(OptionsGoldenTest::many, xs, vs.reversed()));
    }

    private static void told(String sentence, Runnable mistake) {
        assertEquals(
                sentence,
                assertThrows(IllegalArgumentException.class, mistake::run).getMessage());
    }
}
