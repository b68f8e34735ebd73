package dev.merapi.tests.models;

import static dev.merapi.tests.models.Values.assertClose;
import static dev.merapi.tests.models.Values.sample;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.optim.Adam;
import dev.merapi.models.optim.AdamW;
import dev.merapi.models.optim.Constant;
import dev.merapi.models.optim.Cosine;
import dev.merapi.models.optim.Optimizer;
import dev.merapi.models.optim.Schedule;
import dev.merapi.models.optim.Sgd;
import dev.merapi.models.optim.StepDecay;
import dev.merapi.models.optim.Warmup;
import dev.merapi.simd.Workers;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.ShapeException;
import dev.merapi.tensor.Tensor;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Five steps of each optimizer against PyTorch 2.13 (float64). */
class OptimTest {
    static Stream<Arguments> optimizers() {
        return Stream.of(
                run(Sgd.of(0.1), -0.25, 1.175, 0.125, -0.375, 0.775),
                run(
                        Sgd.of(0.1).withWeightDecay(0.01),
                        -0.2482541204774,
                        1.16948661290617,
                        0.123752622401275,
                        -0.372256368103624,
                        0.770759365279949),
                run(
                        Sgd.of(0.1, 0.9).withWeightDecay(0.01),
                        0.3543840824908,
                        0.583865184105674,
                        0.111065268897175,
                        0.435490353688676,
                        0.142746455303549),
                run(new Sgd(0.1, 0.9, 0.5, 0, false), 0.1299725, 0.7702925, 0.2335025, 0.0954625, 0.4745325),
                run(Sgd.of(0.1, 0.9).withNesterov(), 0.5153915, 0.58794575, 0.00316475, 0.68613375, 0.013438),
                run(
                        Adam.of(0.1),
                        -0.0478217427540549,
                        0.915020976760635,
                        0.287099751568962,
                        -0.279019081122085,
                        0.565079805062973),
                run(
                        Adam.of(0.1).withWeightDecay(0.1),
                        -0.046645742022449,
                        0.897166056426601,
                        0.247527996256287,
                        -0.277820075352415,
                        0.557563998491888),
                run(
                        AdamW.of(0.1),
                        -0.0462955602313739,
                        0.909714104848235,
                        0.285320720105558,
                        -0.276256288901778,
                        0.561082290259034));
    }

    private static Arguments run(Optimizer optimizer, double... expected) {
        return Arguments.of(optimizer, expected);
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void fiveStepsAreThoseOfPyTorch(Optimizer optimizer, double[] expected) {
        for (DType dtype : new DType[] {DType.FLOAT64, DType.FLOAT32}) {
            Tensor p = sample(3, 5).to(dtype);
            Map<String, Tensor> parameters = Map.of("p", p);
            Optimizer.Slots slots = optimizer.slots(parameters);
            int version = p.version();
            for (int t = 1; t <= 5; t++) {
                Map<String, Tensor> gradients = Map.of("p", sample(t, 5).to(dtype));
                optimizer.step(t, optimizer.rate(), parameters, gradients, slots);
            }
            assertClose(p, expected);
            assertTrue(p.version() > version, "the tape can see that the parameter changed");
        }
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    @Tag("bits")
    void threadsDontChangeABit(Optimizer optimizer, double[] ignored) {
        Tensor one = stepped(optimizer, 1);
        assertTrue(one.equalBits(stepped(optimizer, 2)));
        assertTrue(one.equalBits(stepped(optimizer, 3)));
    }

    private static Tensor stepped(Optimizer optimizer, int threads) {
        RandomKey key = RandomKey.of(1);
        Tensor p = key.fold("p").normal(100_003);
        Map<String, Tensor> parameters = Map.of("p", p);
        Optimizer.Slots slots = optimizer.slots(parameters);
        return Workers.withThreads(threads, () -> {
            for (int t = 1; t <= 3; t++) {
                Map<String, Tensor> gradients = Map.of("p", key.fold(t).normal(100_003));
                optimizer.step(t, 0.01, parameters, gradients, slots);
            }
            return p;
        });
    }

    @Test
    void slotsAreNamedAsPyTorchs() {
        Map<String, Tensor> parameters = Map.of("fc1.weight", Tensor.ones(2, 3));
        assertEquals(
                Set.of("exp_avg", "exp_avg_sq"),
                Adam.of(1).slots(parameters).tensors().keySet());
        assertEquals(
                Set.of("momentum_buffer"),
                Sgd.of(1, 0.9).slots(parameters).tensors().keySet());
        assertEquals(Set.of(), Sgd.of(1).slots(parameters).tensors().keySet());
        Tensor slot = AdamW.of(1).slots(parameters).of("exp_avg").get("fc1.weight");
        assertTrue(slot.equalBits(Tensor.zeros(2, 3)));
    }

    @Test
    void mistakesAreTold() {
        Map<String, Tensor> parameters = Map.of("p", Tensor.zeros(2));
        Optimizer sgd = Sgd.of(1);
        Optimizer.Slots slots = sgd.slots(parameters);
        var missing = assertThrows(IllegalArgumentException.class, () -> sgd.step(1, 1, parameters, Map.of(), slots));
        assertEquals("no gradient is there for the parameter p; gradients are known for []", missing.getMessage());
        assertThrows(ShapeException.class, () -> sgd.step(1, 1, parameters, Map.of("p", Tensor.zeros(3)), slots));
        var rate = assertThrows(IllegalArgumentException.class, () -> Adam.of(-1));
        assertTrue(rate.getMessage().startsWith("Adam's learning rate -1.0 must be"), rate.getMessage());
        assertThrows(IllegalArgumentException.class, () -> AdamW.of(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> new Adam(1, 1, 0.9, 1e-8, 0));
        assertThrows(IllegalArgumentException.class, () -> Sgd.of(1).withNesterov());
    }

    @Test
    void schedules() {
        assertEquals(1, new Constant().factor(5, 10));
        Schedule step = new StepDecay(30, 0.1);
        assertEquals(1, step.factor(29, 100));
        assertEquals(0.1, step.factor(30, 100));
        assertEquals(0.01, step.factor(60, 100), 1e-17);
        Schedule cosine = new Cosine();
        assertEquals(1, cosine.factor(0, 100));
        assertEquals(0.5, cosine.factor(50, 100), 1e-15);
        assertEquals(0, cosine.factor(100, 100));
        assertEquals(0, cosine.factor(120, 100), "stays at the floor");
        assertEquals(0.2, new Cosine(0.2).factor(100, 100), 1e-15);
    }

    @Test
    void warmupComesFirst() {
        Schedule schedule = new Warmup(4, new Cosine());
        assertEquals(0.25, schedule.factor(0, 104));
        assertEquals(1, schedule.factor(3, 104));
        assertEquals(1, schedule.factor(4, 104));
        assertEquals(0.5, schedule.factor(54, 104), 1e-15);
        assertEquals(0.5, new Warmup(10, new Constant()).factor(4, 5), "fewer steps than the warm-up");
        assertEquals(1, new Warmup(0, new Constant()).factor(0, 5));
    }
}
