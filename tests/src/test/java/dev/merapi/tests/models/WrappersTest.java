package dev.merapi.tests.models;

import static dev.merapi.tests.models.Values.assertClose;
import static dev.merapi.tests.models.Values.sample;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.optim.Accumulate;
import dev.merapi.models.optim.Adam;
import dev.merapi.models.optim.AdamW;
import dev.merapi.models.optim.ClipNorm;
import dev.merapi.models.optim.ClipValue;
import dev.merapi.models.optim.Ema;
import dev.merapi.models.optim.MaxNorm;
import dev.merapi.models.optim.Optimizer;
import dev.merapi.models.optim.ParameterGroups;
import dev.merapi.models.optim.Penalty;
import dev.merapi.models.optim.Sgd;
import dev.merapi.models.optim.Swa;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Optimizers around optimizers; their resumed runs are in ResumedWrappersTest. */
class WrappersTest {
    private static Map<String, Tensor> parameters(DType dtype) {
        Map<String, Tensor> parameters = new LinkedHashMap<>();
        parameters.put("fc.weight", sample(3, 4, 3).to(dtype));
        parameters.put("fc.bias", sample(5, 3).to(dtype));
        return parameters;
    }

    private static Map<String, Tensor> gradients(int seed, DType dtype) {
        return Map.of(
                "fc.weight",
                sample(seed, 4, 3).to(dtype),
                "fc.bias",
                sample(seed + 1, 3).to(dtype));
    }

    private static Map<String, Tensor> train(Optimizer optimizer, int steps, DType dtype) {
        Map<String, Tensor> parameters = parameters(dtype);
        Optimizer.Slots slots = optimizer.slots(parameters);
        for (int t = 1; t <= steps; t++) {
            optimizer.step(t, optimizer.rate(), parameters, gradients(t, dtype), slots);
        }
        return parameters;
    }

    private static void assertSame(Map<String, Tensor> a, Map<String, Tensor> b) {
        a.forEach((name, t) -> assertTrue(t.equalBits(b.get(name)), name + " differs"));
    }

    @Test
    void gradientsWithinTheLimitKeepTheirBits() {
        Adam adam = Adam.of(0.01);
        assertSame(train(adam, 3, DType.FLOAT32), train(new ClipNorm(1e6, adam), 3, DType.FLOAT32));
        assertSame(train(adam, 3, DType.FLOAT32), train(new ClipValue(1e6, adam), 3, DType.FLOAT32));
        assertSame(train(adam, 3, DType.FLOAT32), train(new MaxNorm(1e6, adam), 3, DType.FLOAT32));
        assertSame(train(adam, 3, DType.FLOAT32), train(new Penalty(0, 0, adam), 3, DType.FLOAT32));
        assertSame(train(adam, 3, DType.FLOAT32), train(new Accumulate(1, adam), 3, DType.FLOAT32));
        assertSame(train(adam, 3, DType.FLOAT32), train(new Ema(0.9, adam), 3, DType.FLOAT32));
        assertSame(train(adam, 3, DType.FLOAT32), train(new Swa(9, 1, 1, 0, adam), 3, DType.FLOAT32));
        assertSame(train(adam, 3, DType.FLOAT32), train(ParameterGroups.of(adam), 3, DType.FLOAT32));
    }

    @Test
    void fourGradientsMakeOneStep() {
        for (DType dtype : new DType[] {DType.FLOAT64, DType.FLOAT32}) {
            Map<String, Tensor> want = parameters(dtype);
            Adam adam = Adam.of(0.01);
            Optimizer.Slots slots = adam.slots(want);
            for (int step = 1; step <= 2; step++) {
                Map<String, Tensor> means = new LinkedHashMap<>();
                for (String name : want.keySet()) {
                    Tensor sum = want.get(name).zerosLike();
                    for (int t = 4 * step - 3; t <= 4 * step; t++) {
                        sum = sum.add(gradients(t, dtype).get(name).mul(0.25));
                    }
                    means.put(name, sum);
                }
                adam.step(step, 0.01, want, means, slots);
            }
            assertSame(want, train(new Accumulate(4, adam), 8, dtype));
            assertSame(want, train(new Accumulate(4, adam), 11, dtype));
            assertSame(parameters(dtype), train(new Accumulate(4, adam), 3, dtype));
        }
    }

    @Test
    void penaltiesAreGradientsOfThemselves() {
        Map<String, Tensor> parameters = Map.of("p", Tensor.of(2.0, -1.0, 0.0));
        Penalty penalty = new Penalty(0.5, 0.1, Sgd.of(1));
        assertEquals(0.5 * 3 + 0.05 * 5, penalty.of(parameters), 1e-15);
        penalty.step(1, 1, parameters, Map.of("p", Tensor.of(0.0, 0.0, 1.0)), penalty.slots(parameters));
        assertClose(parameters.get("p"), 2 - 0.5 - 0.2, -1 + 0.5 + 0.1, -1);
    }

    @Test
    void longWeightsAreShortenedUnitByUnit() {
        Map<String, Tensor> parameters = new LinkedHashMap<>();
        parameters.put("fc", Tensor.of(Shape.of(2, 3), 3.0, 0.1, 0.6, 4.0, 0.2, 0.8));
        parameters.put("conv", Tensor.of(Shape.of(2, 1, 1, 2), 6.0, 8.0, 0.3, 0.4));
        parameters.put("bias", Tensor.of(7.0));
        Map<String, Tensor> gradients = new LinkedHashMap<>();
        parameters.forEach((name, p) -> gradients.put(name, p.zerosLike()));
        MaxNorm maxNorm = new MaxNorm(1, Sgd.of(1));
        maxNorm.step(1, 1, parameters, gradients, maxNorm.slots(parameters));
        assertClose(parameters.get("fc"), 0.6, 0.1, 0.6, 0.8, 0.2, 0.8);
        assertClose(parameters.get("conv"), 0.6, 0.8, 0.3, 0.4);
        assertArrayEquals(new double[] {7}, parameters.get("bias").toDoubleArray());
    }

    @Test
    void matricesDecayAlone() {
        AdamW adam = AdamW.of(0.01).withWeightDecay(0.5);
        Map<String, Tensor> grouped = train(ParameterGroups.decayingMatrices(adam), 3, DType.FLOAT32);
        Map<String, Tensor> decayed = train(adam, 3, DType.FLOAT32);
        Map<String, Tensor> undecayed = train(adam.withWeightDecay(0), 3, DType.FLOAT32);
        assertTrue(grouped.get("fc.weight").equalBits(decayed.get("fc.weight")));
        assertTrue(grouped.get("fc.bias").equalBits(undecayed.get("fc.bias")));
        assertFalse(grouped.get("fc.bias").equalBits(decayed.get("fc.bias")));
    }

    /** A schedule that halves the rate halves that of every group; groups may be of different kinds. */
    @Test
    void groupsFollowTheScheduleWithTheirOwnRates() {
        Optimizer groups = ParameterGroups.of(Sgd.of(0.1, 0.9))
                .with("biases", (name, _) -> name.endsWith("bias"), new Ema(0.9, Adam.of(0.3)));
        Map<String, Tensor> parameters = parameters(DType.FLOAT64);
        Optimizer.Slots slots = groups.slots(parameters);
        assertEquals(java.util.Set.of("fc.bias"), slots.of("ema").keySet());
        assertEquals(java.util.Set.of("fc.weight"), slots.of("momentum_buffer").keySet());
        groups.step(1, 0.05, parameters, gradients(1, DType.FLOAT64), slots);

        Map<String, Tensor> biases = parameters(DType.FLOAT64);
        Adam adam = Adam.of(0.3);
        adam.step(1, 0.15, biases, gradients(1, DType.FLOAT64), adam.slots(biases));
        assertClose(parameters.get("fc.bias"), biases.get("fc.bias").toDoubleArray());
        Map<String, Tensor> weights = parameters(DType.FLOAT64);
        Sgd sgd = Sgd.of(0.1, 0.9);
        sgd.step(1, 0.05, weights, gradients(1, DType.FLOAT64), sgd.slots(weights));
        assertTrue(parameters.get("fc.weight").equalBits(weights.get("fc.weight")));
    }

    @Test
    void aGroupIsCalledByItsLabel() {
        Optimizer groups = ParameterGroups.of(Sgd.of(0.1)).with("biases", (_, p) -> p.rank() == 1, Sgd.of(0.2));
        String text = groups.toString();
        assertTrue(text.contains("Group[biases: Sgd[rate=0.2"), text);
        assertFalse(text.contains("Lambda"), "a checkpoint must know it in another process: " + text);
    }

    @Test
    void mistakesAreTold() {
        tell("ClipNorm's limit 0.0 must be above 0 and finite", () -> new ClipNorm(0, Sgd.of(1)));
        tell("ClipValue's limit -1.0 must be above 0 and finite", () -> new ClipValue(-1, Sgd.of(1)));
        tell("a step for every 0 gradients never comes; use 1 or more", () -> new Accumulate(0, Sgd.of(1)));
        tell("MaxNorm's limit 0.0 must be above 0 and finite", () -> new MaxNorm(0, Sgd.of(1)));
        tell(
                "the slot ema is already taken by an optimizer inside this one; put each such wrapper around an"
                        + " optimizer only once",
                () -> new Ema(0.9, new Ema(0.99, Sgd.of(1))).slots(parameters(DType.FLOAT32)));
        tell(
                "the group heads wants none of the parameters [fc.weight, fc.bias] that earlier groups left; correct"
                        + " its rule or leave it out",
                () -> ParameterGroups.of(Sgd.of(1))
                        .with("heads", (name, _) -> name.startsWith("head"), Sgd.of(1))
                        .slots(parameters(DType.FLOAT32)));
        tell(
                "the base of parameter groups has the rate 0.0, to which that of the group biases bears no relation; it"
                        + " must be above 0",
                () -> ParameterGroups.of(Sgd.of(0)).with("biases", (_, _) -> true, Sgd.of(1)));
        tell(
                "these slots are [], without exp_avg; give the optimizer the memory that its own slots() made",
                () -> Adam.of(1)
                        .step(1, 1, parameters(DType.FLOAT32), gradients(1, DType.FLOAT32), Optimizer.Slots.NONE));
        var early = assertThrows(
                IllegalStateException.class, () -> new Swa(10, 5, 1, 0, Sgd.of(1)).averages(14, Optimizer.Slots.NONE));
        assertEquals(
                "no weights are averaged after 14 steps; the first are after 15, so train longer or start earlier",
                early.getMessage());
        assertThrows(
                ShapeException.class,
                () -> train(new ClipNorm(1, Sgd.of(1)), Map.of("fc.weight", Tensor.zeros(3), "fc.bias", sample(1, 3))));
    }

    private static void train(Optimizer optimizer, Map<String, Tensor> gradients) {
        Map<String, Tensor> parameters = parameters(DType.FLOAT64);
        optimizer.step(1, 1, parameters, gradients, optimizer.slots(parameters));
    }

    private static void tell(String message, Executable mistake) {
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, mistake).getMessage());
    }
}
