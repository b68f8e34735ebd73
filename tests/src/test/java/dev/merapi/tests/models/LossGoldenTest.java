package dev.merapi.tests.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.autograd.Autograd;
import dev.merapi.models.io.Safetensors;
import dev.merapi.models.loss.BinaryCrossEntropy;
import dev.merapi.models.loss.BinaryDice;
import dev.merapi.models.loss.BinaryFocal;
import dev.merapi.models.loss.CosineEmbedding;
import dev.merapi.models.loss.CrossEntropy;
import dev.merapi.models.loss.Dice;
import dev.merapi.models.loss.Focal;
import dev.merapi.models.loss.GaussianNll;
import dev.merapi.models.loss.Hinge;
import dev.merapi.models.loss.HingeEmbedding;
import dev.merapi.models.loss.Huber;
import dev.merapi.models.loss.InfoNce;
import dev.merapi.models.loss.KlDivergence;
import dev.merapi.models.loss.Loss;
import dev.merapi.models.loss.MeanAbsoluteError;
import dev.merapi.models.loss.MeanSquaredError;
import dev.merapi.models.loss.MultiMargin;
import dev.merapi.models.loss.NegativeLogLikelihood;
import dev.merapi.models.loss.PoissonNll;
import dev.merapi.models.loss.Reduction;
import dev.merapi.models.loss.SmoothL1;
import dev.merapi.models.loss.TripletMargin;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Losses and their gradients are PyTorch 2.13's (make_losses.py). */
class LossGoldenTest {
    private static final Map<String, Tensor> GOLDEN = Safetensors.read(
                    Path.of("src/test/resources/goldens/losses.safetensors"))
            .tensors();
    private static final Optional<Tensor> WEIGHT = Optional.of(GOLDEN.get("weight"));
    private static final double PROBABILITY_ROUNDING = 1e-12;

    static Stream<Arguments> losses() {
        return Stream.of(classes(), elements(), embeddings()).flatMap(s -> s);
    }

    private static Stream<Arguments> classes() {
        CrossEntropy plain = new CrossEntropy();
        CrossEntropy all = new CrossEntropy(0.1).weight(WEIGHT.orElseThrow());
        return Stream.of(
                of("ce", plain::reduction),
                of("ce-ignored", plain::reduction),
                of("ce-weighted", plain.weight(WEIGHT.orElseThrow())::reduction),
                of("ce-smoothed", new CrossEntropy(0.1)::reduction),
                of("ce-all", all::reduction),
                of("ce-sum", r -> all.reduction(r == Reduction.MEAN ? Reduction.SUM : r)),
                of(
                        "ce-image",
                        new CrossEntropy(0.2).weight(WEIGHT.orElseThrow()).ignoreIndex(2)::reduction),
                of("ce-sequence", plain.classAxis(-1)::reduction),
                of("ce-probabilities", plain::reduction),
                of("ce-probabilities-all", all::reduction),
                of("ce-probabilities-image", plain.weight(WEIGHT.orElseThrow())::reduction),
                of("nll", r -> new NegativeLogLikelihood(WEIGHT, -100, r)),
                of("nll-image", r -> new NegativeLogLikelihood(Optional.empty(), -100, r)),
                of("focal", r -> new Focal(2, WEIGHT, r)),
                of("multi-margin", r -> new MultiMargin(1, 1, Optional.empty(), r)),
                of("multi-margin-2", r -> new MultiMargin(2, 0.5, WEIGHT, r)),
                of("dice", r -> new Dice(1, r)));
    }

    private static Stream<Arguments> elements() {
        return Stream.of(
                of("bce", new BinaryCrossEntropy()::reduction),
                of(
                        "bce-all",
                        new BinaryCrossEntropy()
                                .weight(GOLDEN.get("bce.weight"))
                                .posWeight(GOLDEN.get("bce.pos"))::reduction),
                of("mse", MeanSquaredError::new),
                of("l1", MeanAbsoluteError::new),
                of("huber", r -> new Huber(1.5, r)),
                of("smooth-l1", r -> new SmoothL1(0.5, r)),
                of("kl", r -> new KlDivergence(false, r == Reduction.MEAN ? Reduction.BATCH_MEAN : r)),
                of("kl-mean", r -> new KlDivergence(false, r)),
                of("kl-log", r -> new KlDivergence(true, r)),
                of("hinge", r -> new Hinge(1, r)),
                of("hinge-embedding", r -> new HingeEmbedding(1, r)),
                of("binary-focal", r -> new BinaryFocal(0.25, 2, r)),
                of("binary-dice", r -> new BinaryDice(1, r)),
                of("poisson", r -> new PoissonNll(true, false, 1e-8, r)),
                of("poisson-full", r -> new PoissonNll(false, true, 1e-8, r)),
                of("gaussian", r -> new GaussianNll(false, 1e-6, r)),
                of("gaussian-full", r -> new GaussianNll(true, 1e-6, r)));
    }

    private static Stream<Arguments> embeddings() {
        return Stream.of(
                of("triplet", r -> new TripletMargin(1, 2, 1e-6, false, r)),
                of("triplet-swap", r -> new TripletMargin(2, 1, 1e-6, true, r)),
                of("triplet-3", r -> new TripletMargin(1, 3, 1e-6, false, r)),
                of("cosine", r -> new CosineEmbedding(0.2, r)),
                of("info-nce", r -> new InfoNce(0.07, false, r)),
                of("clip", r -> new InfoNce(0.07, true, r)));
    }

    private static Arguments of(String name, Function<Reduction, Loss> loss) {
        return Arguments.of(name, loss);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("losses")
    void valuesAndGradients(String name, Function<Reduction, Loss> losses) {
        compare(name, losses, DType.FLOAT64, PROBABILITY_ROUNDING);
        // A few dozen roundings of 2^-24, relative to the largest cost or gradient.
        compare(name, losses, DType.FLOAT32, 4e-6);
    }

    private static void compare(String name, Function<Reduction, Loss> losses, DType dtype, double tolerance) {
        Tensor output = GOLDEN.get(name + ".output").to(dtype);
        Tensor golden = GOLDEN.get(name + ".target");
        Tensor target = golden.dtype().isFloating() ? golden.to(dtype) : golden;
        Loss loss = losses.apply(Reduction.MEAN);
        var result = Autograd.valueAndGrad(List.of(output), () -> loss.of(output, target));
        assertClose(name + ".loss", result.value(), tolerance);
        assertClose(name + ".grad", result.gradients().of(output), tolerance);
        assertClose(name + ".none", losses.apply(Reduction.NONE).of(output, target), tolerance);
        double sum = GOLDEN.get(name + ".none").sum().item();
        double actual = losses.apply(Reduction.SUM).of(output, target).item();
        assertEquals(sum, actual, 4 * tolerance * (1 + Math.abs(sum)), name + " summed");
    }

    private static void assertClose(String name, Tensor actual, double tolerance) {
        Tensor expected = GOLDEN.get(name);
        assertEquals(expected.shape(), actual.shape(), name);
        double largest = Math.max(1, expected.abs().max().item());
        assertTrue(
                actual.to(DType.FLOAT64).sub(expected).abs().max().item() <= tolerance * largest,
                () -> name + " in " + actual.dtype() + ":\n" + expected + "\n" + actual);
    }

    @Test
    void nothingThatCountsIsNaNAsInPyTorch() {
        Tensor none = new CrossEntropy().of(Tensor.ones(2, 3), Tensor.of(-100L, -100L));
        assertTrue(Double.isNaN(none.item()));
        assertEquals(0, new CrossEntropy().denominator(Tensor.of(-100L, -100L)));
    }

    @Test
    void ignoredRowsMayHoldAnything() {
        Tensor logits = Tensor.of(dev.merapi.tensor.Shape.of(2, 2), Float.NaN, 1f, 0f, 0f);
        Tensor labels = Tensor.of(-100L, 1L);
        var result = Autograd.valueAndGrad(List.of(logits), () -> new CrossEntropy().of(logits, labels));
        assertEquals(Math.log(2), result.value().item(), 1e-6);
        assertTrue(result.gradients().of(logits).isFinite().all().item() != 0);
    }
}
