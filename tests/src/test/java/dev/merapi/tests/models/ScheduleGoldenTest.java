package dev.merapi.tests.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.io.Safetensors;
import dev.merapi.models.optim.Constant;
import dev.merapi.models.optim.Cosine;
import dev.merapi.models.optim.CosineRestarts;
import dev.merapi.models.optim.Exponential;
import dev.merapi.models.optim.InverseSquareRoot;
import dev.merapi.models.optim.MultiStep;
import dev.merapi.models.optim.OneCycle;
import dev.merapi.models.optim.Phases;
import dev.merapi.models.optim.Plateau;
import dev.merapi.models.optim.Plateau.Mode;
import dev.merapi.models.optim.Plateau.ThresholdMode;
import dev.merapi.models.optim.Polynomial;
import dev.merapi.models.optim.Product;
import dev.merapi.models.optim.Ramp;
import dev.merapi.models.optim.Schedule;
import dev.merapi.models.optim.StepDecay;
import dev.merapi.models.optim.Warmup;
import dev.merapi.tensor.Tensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Sixty steps of each schedule against torch.optim.lr_scheduler of PyTorch 2.13 (make_optim.py). */
class ScheduleGoldenTest {
    private static final int STEPS = 60;
    private static final Map<String, Tensor> GOLDEN = Safetensors.read(
                    Path.of("src/test/resources/goldens/schedules.safetensors"))
            .tensors();

    static Stream<Arguments> schedules() {
        return Stream.of(
                Arguments.of("step", new StepDecay(7, 0.5)),
                Arguments.of("multi-step", new MultiStep(List.of(5L, 20L, 21L, 40L), 0.3)),
                Arguments.of("exponential", new Exponential(0.95)),
                Arguments.of("cosine", new Cosine(0.2)),
                Arguments.of("restarts", new CosineRestarts(13, 1, 0.1)),
                Arguments.of("restarts-growing", new CosineRestarts(5, 2, 0.1)),
                Arguments.of("one-cycle", new OneCycle()),
                Arguments.of("one-cycle-other", new OneCycle(0.15, 10, 100)),
                Arguments.of("polynomial", new Polynomial(2.5)),
                Arguments.of("ramp", new Ramp(0.25, 0.75, 11)),
                Arguments.of(
                        "phases",
                        new Phases(new Cosine()).after(10, new Ramp(0.1, 1, 10)).after(20, new Exponential(0.9))),
                Arguments.of("product", Product.of(new StepDecay(7, 0.5), new Exponential(0.99))));
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void factorsAreThoseOfPyTorch(String name, Schedule schedule) {
        double[] want = GOLDEN.get(name).toDoubleArray();
        for (int step = 0; step < STEPS; step++) {
            assertEquals(want[step], schedule.factor(step, STEPS), 1e-13, name + ", step " + step);
        }
        assertTrue(Double.isFinite(schedule.factor(3, Long.MAX_VALUE)), "training without an end");
    }

    @Test
    void plateausAreThoseOfPyTorch() {
        double[] losses = GOLDEN.get("losses").toDoubleArray();
        double[] accuracies = GOLDEN.get("accuracies").toDoubleArray();
        Plateau highest = new Plateau(0.5, 2, 0, 1, 0.01).withMode(Mode.MAX);
        Map<String, Plateau> plateaus = Map.of(
                "plateau", new Plateau(0.5, 3, 1e-4, 0, 0),
                "plateau-cooling", new Plateau(0.7, 1, 0.02, 4, 0.3),
                "plateau-absolute", new Plateau(0.5, 3, 0, 0, 0).withThreshold(0.15, ThresholdMode.ABS),
                "plateau-eps", new Plateau(0.6, 1, 0, 0, 0).withEps(0.1),
                "plateau-max", highest.withThreshold(0.05, ThresholdMode.REL),
                "plateau-max-absolute", highest.withThreshold(0.08, ThresholdMode.ABS));
        plateaus.forEach((name, plateau) -> {
            double[] want = GOLDEN.get(name).toDoubleArray();
            assertTrue(want[STEPS - 1] < 0.5, name + " falls");
            for (int epoch = 0; epoch < STEPS; epoch++) {
                var soFar = new Schedule.History(Arrays.copyOf(losses, epoch), Arrays.copyOf(accuracies, epoch));
                assertEquals(want[epoch], plateau.factor(epoch * 10L, 1000, soFar), 1e-14, name + ", epoch " + epoch);
            }
        });
    }

    @Test
    void compositionsPassTheLossesOn() {
        var stuck = losses(1, 2, 2);
        Plateau plateau = new Plateau(0.5, 1, 0, 0, 0);
        assertEquals(1, plateau.factor(50, 100), "no losses are known");
        assertEquals(0.5, plateau.factor(50, 100, stuck));
        assertEquals(0.5, new Warmup(10, plateau).factor(50, 100, stuck));
        assertEquals(0.25, new Warmup(10, plateau).factor(4, 100, stuck));
        assertEquals(0.5, new Phases(plateau).after(10, new Constant()).factor(50, 100, stuck));
        assertEquals(0.25, Product.of(plateau, plateau).factor(50, 100, stuck));
        assertEquals(0.5, plateau.withPatience(0).factor(5, 100, losses(1, 2)));
    }

    private static Schedule.History losses(double... losses) {
        double[] none = new double[losses.length];
        Arrays.fill(none, Double.NaN);
        return new Schedule.History(losses, none);
    }

    /** d^-0.5 min(t^-0.5, t warmup^-1.5) for d = 512 and a warm-up of 4000 steps. */
    @Test
    void theInverseSquareRootIsThePapers() {
        Schedule schedule = new InverseSquareRoot(4000);
        double rate = 1 / Math.sqrt(512.0 * 4000);
        for (int t : new int[] {1, 100, 3999, 4000, 4001, 100_000}) {
            double want = Math.pow(512, -0.5) * Math.min(Math.pow(t, -0.5), t * Math.pow(4000, -1.5));
            assertEquals(want, rate * schedule.factor(t - 1, 100_000), 1e-15);
        }
        assertEquals(1, schedule.factor(3999, 1));
    }

    @Test
    void schedulesEndAtTheirFloors() {
        assertEquals(0.1, new Polynomial(1, 0.1).factor(70, 60), 1e-15);
        assertEquals(1 / 25e4, new OneCycle().factor(1000, 60), 1e-15);
        assertEquals(0.3, new Plateau(0.1, 0, 0, 0, 0.3).factor(0, 1, losses(1, 1, 1, 1)));
    }

    /** PyTorch divides by 0 here; with a share that is smaller by 1e-12 its rates are these. */
    @Test
    void aCycleWhoseFirstStepIsThePeakFallsFromIt() {
        double[] five = {1, 0.8535539763786701, 0.5000019999990184, 0.14645002361994164, 4e-06};
        for (int step = 0; step < 5; step++) {
            assertEquals(five[step], new OneCycle(0.2, 25, 1e4).factor(step, 5), 1e-11, "step " + step);
        }
        assertEquals(1, new OneCycle(0.5, 25, 1e4).factor(0, 2));
        assertEquals(4e-6, new OneCycle(0.5, 25, 1e4).factor(1, 2), 1e-15);
        assertEquals(1, new OneCycle(1, 25, 1e4).factor(0, 1), "the only step");
    }

    @Test
    void mistakesAreTold() {
        tell("a ramp of 0 steps doesn't exist; use 1 or more", () -> new Ramp(0, 1, 0));
        tell(
                "a phase of -1 steps doesn't exist; use 0 or more",
                () -> new Phases(new Cosine()).after(-1, new Cosine()));
        tell("a warm-up of 0 steps has no peak; use 1 or more", () -> new InverseSquareRoot(0));
        tell("a plateau's gamma 1.0 must be from 0.0 to " + Math.nextDown(1.0), () -> new Plateau(1, 1, 0, 0, 0));
        tell(
                "a plateau of patience -1 and cooldown 0 can't be waited for; both are 0 or more epochs",
                () -> new Plateau().withPatience(-1));
        tell(
                "a plateau's relative threshold 1.5 must be from 0.0 to 1.0",
                () -> new Plateau().withThreshold(1.5, ThresholdMode.REL));
        tell(
                "a plateau of mode MAX watches accuracies, but epoch 2 of this training has none; take mode MIN, which"
                        + " watches losses",
                () -> new Plateau().withMode(Mode.MAX).factor(9, 100, new Schedule.History(new double[2], new double[] {
                    0.5, Double.NaN
                })));
        tell(
                "periods of 0 steps that grow 1 times never restart; both must be 1 or more",
                () -> new CosineRestarts(0, 1, 0));
        tell("one cycle's start 0.0 must be above 0 and finite", () -> new OneCycle(0.3, 0, 1));
    }

    private static void tell(String message, org.junit.jupiter.api.function.Executable mistake) {
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, mistake).getMessage());
    }
}
