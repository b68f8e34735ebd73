package dev.merapi.tests.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.autograd.Autograd;
import dev.merapi.models.data.Batch;
import dev.merapi.models.io.Safetensors;
import dev.merapi.models.layer.Linear;
import dev.merapi.models.loss.Ctc;
import dev.merapi.models.loss.CtcDecoder;
import dev.merapi.models.loss.CtcDecoder.Hypothesis;
import dev.merapi.models.loss.Reduction;
import dev.merapi.models.optim.Adam;
import dev.merapi.models.train.Recipe;
import dev.merapi.models.train.Trainer;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Connectionist temporal classification against PyTorch 2.13 (make_ctc.py) and all paths one by one; decoding. */
class CtcTest {
    private static final Map<String, Tensor> GOLDEN = Safetensors.read(
                    Path.of("src/test/resources/goldens/ctc.safetensors"))
            .tensors();
    private static final RandomKey KEY = RandomKey.of(11);

    @ParameterizedTest
    @CsvSource({"first,0", "last,6"})
    void valuesAndGradients(String name, int blank) {
        Tensor targets = name.equals("first")
                ? GOLDEN.get("targets")
                : GOLDEN.get("targets").sub(1).maximum(0);
        for (DType dtype : new DType[] {DType.FLOAT64, DType.FLOAT32}) {
            // In float32 each of 12 frames may be off by some 1e-7.
            double tolerance = dtype == DType.FLOAT64 ? 1e-12 : 1e-5;
            Tensor logits = GOLDEN.get("logits").to(dtype);
            for (Reduction reduction : new Reduction[] {Reduction.NONE, Reduction.SUM, Reduction.MEAN}) {
                Ctc loss = new Ctc(blank, true, false, reduction);
                var pullback = Autograd.record(
                        List.of(logits), () -> loss.of(logits, targets, GOLDEN.get("frames"), GOLDEN.get("lengths")));
                String golden = name + "." + reduction.name().toLowerCase(Locale.ROOT);
                assertClose(golden, pullback.value(), tolerance);
                Tensor gradient = pullback.apply(pullback.value().onesLike()).of(logits);
                assertClose(golden + ".grad", gradient, tolerance);
            }
            Tensor infinite = new Ctc(blank, false, false, Reduction.NONE)
                    .of(logits, targets, GOLDEN.get("frames"), GOLDEN.get("lengths"));
            assertClose(name + ".infinite", infinite, tolerance);
        }
    }

    private static void assertClose(String name, Tensor actual, double tolerance) {
        assertTrue(
                actual.to(DType.FLOAT64).allClose(GOLDEN.get(name), tolerance, tolerance),
                () -> name + " in " + actual.dtype() + ":\n" + GOLDEN.get(name) + "\n" + actual);
    }

    @Test
    void impossibleTargetsHaveNoGradient() {
        Tensor logits = GOLDEN.get("logits");
        Tensor gradient = Autograd.grad(
                        List.of(logits),
                        () -> new Ctc().of(logits, GOLDEN.get("targets"), GOLDEN.get("frames"), GOLDEN.get("lengths")))
                .of(logits);
        assertTrue(gradient.select(0, 4).isNan().any().item() != 0, "as in PyTorch, without zeroInfinity");
        assertTrue(gradient.select(0, 0).isFinite().all().item() != 0, "the other samples don't see it");
    }

    /** Padding and the number of frames in front say the same as lengths do. */
    @Test
    void lengthsMayComeWithTheTargets() {
        Tensor logits = GOLDEN.get("logits");
        List<Tensor> rows = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            int length = (int) GOLDEN.get("lengths").getLong(i);
            Tensor pad = Tensor.full(DType.INT64, Shape.of(5 - length), -1);
            rows.add(Tensor.concat(0, GOLDEN.get("targets").select(0, i).slice(0, 0, length), pad));
        }
        Tensor targets = Tensor.concat(1, GOLDEN.get("frames").unsqueeze(1), Tensor.stack(0, rows));
        Ctc loss = new Ctc().zeroInfinity(true).framesFirst(true).reduction(Reduction.NONE);
        assertClose("first.none", loss.of(logits, targets), 1e-12);
    }

    @Test
    void agreesWithAllPathsOneByOne() {
        Tensor log = sample(4, 3);
        Map<List<Integer>, Double> byTarget = spelled(log, 0);
        assertEquals(1, byTarget.values().stream().mapToDouble(p -> p).sum(), 1e-12);
        byTarget.forEach((labels, p) -> {
            long[] target = labels.stream().mapToLong(l -> l).toArray();
            Tensor cost = log.unsqueeze(0)
                    .ctcLoss(
                            Tensor.of(Shape.of(1, target.length), target),
                            Tensor.of(4L),
                            Tensor.of((long) target.length),
                            0,
                            false);
            assertEquals(-Math.log(p), cost.item(), 1e-12, labels.toString());
        });
    }

    private static Tensor sample(int frames, int classes) {
        return KEY.fold(frames).normal(frames, classes).to(DType.FLOAT64).logSoftmax(-1);
    }

    /** The probability of each target: of every path, the product of its classes' probabilities. */
    private static Map<List<Integer>, Double> spelled(Tensor log, int blank) {
        int classes = log.size(1);
        Map<List<Integer>, Double> sums = new HashMap<>();
        for (int path = 0; path < Math.pow(classes, log.size(0)); path++) {
            List<Integer> labels = new ArrayList<>();
            double sum = 0;
            int before = blank;
            int rest = path;
            for (int t = 0; t < log.size(0); t++, rest /= classes) {
                int label = rest % classes;
                sum += log.get(t, label);
                if (label != blank && label != before) {
                    labels.add(label);
                }
                before = label;
            }
            sums.merge(labels, Math.exp(sum), Double::sum);
        }
        return sums;
    }

    @Test
    void aWideBeamFindsAllTargets() {
        Tensor log = sample(5, 3);
        Map<List<Integer>, Double> expected = spelled(log, 0);
        List<Hypothesis> beam = new CtcDecoder().beam(log, 1000);
        assertEquals(expected.size(), beam.size());
        for (Hypothesis h : beam) {
            assertEquals(
                    Math.log(expected.get(h.labels())),
                    h.logProbability(),
                    1e-9,
                    h.labels().toString());
        }
        for (int i = 1; i < beam.size(); i++) {
            assertTrue(beam.get(i - 1).logProbability() >= beam.get(i).logProbability());
        }
    }

    /** The textbook's: the likeliest path says nothing, the likeliest target is "1". */
    @Test
    void theLikeliestPathNeedNotSayTheLikeliestTarget() {
        Tensor log = Tensor.of(Shape.of(2, 2), 0.6, 0.4, 0.6, 0.4).log();
        assertEquals(List.of(), new CtcDecoder().greedy(log));
        List<Hypothesis> beam = new CtcDecoder().beam(log, 2);
        assertEquals(List.of(1), beam.getFirst().labels());
        assertEquals(Math.log(0.64), beam.getFirst().logProbability(), 1e-12);
    }

    @Test
    void greedyMergesRepeatsAndDropsBlanks() {
        Tensor log = Tensor.of(2L, 2, 0, 2, 1, 1, 0).oneHot(3).log();
        assertEquals(List.of(2, 2, 1), new CtcDecoder().greedy(log));
        assertEquals(List.of(0, 1, 0), new CtcDecoder(2).greedy(log));
        var e = assertThrows(IllegalArgumentException.class, () -> new CtcDecoder().greedy(Tensor.zeros(1, 2, 3)));
        assertEquals(
                "ctc: log-probabilities [1, 2, 3] should be [frames, classes]; decode one sample at a time, cut to its length",
                e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> new CtcDecoder().beam(log, 0));
    }

    @Test
    void aThirdDerivativeIsRefused() {
        Tensor log = sample(4, 3).unsqueeze(0);
        Tensor targets = Tensor.of(Shape.of(1, 1), 1L);
        Tensor one = Tensor.of(1L);
        var e = assertThrows(
                UnsupportedOperationException.class,
                () -> Autograd.hessian(
                        x -> Autograd.hvp(
                                        z -> z.ctcLoss(targets, one.mul(4), one, 0, false)
                                                .sum(),
                                        x,
                                        log)
                                .sum(),
                        log));
        assertTrue(e.getMessage().contains("twice, not three times"), e.getMessage());
    }

    /** The derivative along a direction needs the gradient's gradient by dy, which is there. */
    @Test
    void derivativesAlongADirection() {
        Tensor log = sample(4, 3).unsqueeze(0);
        Tensor v = KEY.fold("v").normal(1, 4, 3).to(DType.FLOAT64);
        Tensor targets = Tensor.of(Shape.of(1, 2), 1L, 2);
        Tensor jvp = Autograd.jvp(x -> x.ctcLoss(targets, Tensor.of(4L), Tensor.of(2L), 0, false), log, v);
        double h = 1e-6;
        Tensor there = log.add(v.mul(h)).ctcLoss(targets, Tensor.of(4L), Tensor.of(2L), 0, false);
        Tensor back = log.sub(v.mul(h)).ctcLoss(targets, Tensor.of(4L), Tensor.of(2L), 0, false);
        assertEquals((there.item() - back.item()) / (2 * h), jvp.item(), 1e-8);
    }

    /** A sample alone and among others has the same bits. */
    @Test
    @Tag("bits")
    void samplesDontSeeEachOther() {
        Tensor logits = GOLDEN.get("logits").to(DType.FLOAT32);
        Ctc loss = new Ctc().reduction(Reduction.NONE);
        Tensor all = loss.of(logits, GOLDEN.get("targets"), GOLDEN.get("frames"), GOLDEN.get("lengths"));
        for (int i = 0; i < 6; i++) {
            int from = i;
            Tensor one = loss.of(
                    logits.slice(0, i, i + 1),
                    GOLDEN.get("targets").slice(0, i, i + 1),
                    GOLDEN.get("frames").slice(0, i, i + 1),
                    GOLDEN.get("lengths").slice(0, i, i + 1));
            assertTrue(one.equalBits(all.slice(0, i, i + 1)), () -> "sample " + from);
        }
    }

    /** A linear map learns to spell three words that it sees as noisy frames. */
    @Test
    void itTrains() {
        Tensor targets = Tensor.of(Shape.of(3, 4), 1L, 2, 3, -1, 3, 3, 1, 2, 2, -1, -1, -1);
        Tensor inputs = KEY.fold("frames").normal(3, 12, 16);
        Linear model = Linear.of(16, 4, KEY.fold("model"));
        Trainer trainer = new Trainer(model, Recipe.of(new Ctc(), Adam.of(0.05)).shards(2));
        double loss = 0;
        for (int step = 0; step < 200; step++) {
            loss = trainer.step(new Batch(inputs, targets));
        }
        assertTrue(loss < 0.1, "loss " + loss);
        Tensor log = model.forward(inputs).logSoftmax(-1);
        assertEquals(List.of(1, 2, 3), new CtcDecoder().greedy(log.select(0, 0)));
        assertEquals(
                List.of(3, 3, 1, 2),
                new CtcDecoder().beam(log.select(0, 1), 8).getFirst().labels());
        assertEquals(List.of(2), new CtcDecoder().greedy(log.select(0, 2)));
    }
}
