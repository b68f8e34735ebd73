package dev.merapi.tests.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.io.Safetensors;
import dev.merapi.models.optim.Adadelta;
import dev.merapi.models.optim.Adafactor;
import dev.merapi.models.optim.Adagrad;
import dev.merapi.models.optim.Adam;
import dev.merapi.models.optim.AdamW;
import dev.merapi.models.optim.ClipNorm;
import dev.merapi.models.optim.ClipValue;
import dev.merapi.models.optim.Ema;
import dev.merapi.models.optim.Lamb;
import dev.merapi.models.optim.Lion;
import dev.merapi.models.optim.Nadam;
import dev.merapi.models.optim.Optimizer;
import dev.merapi.models.optim.ParameterGroups;
import dev.merapi.models.optim.RmsProp;
import dev.merapi.models.optim.Sgd;
import dev.merapi.models.optim.Swa;
import dev.merapi.simd.Workers;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Tensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Ten steps of each optimizer on three tensors against PyTorch 2.13 in float64 (make_optim.py) or the paper's formula.
 */
class OptimGoldenTest {
    private static final Map<String, Tensor> GOLDEN = Safetensors.read(
                    Path.of("src/test/resources/goldens/optim.safetensors"))
            .tensors();
    private static final List<String> NAMES = List.of("a", "b", "c");
    private static final int STEPS = 10;

    static Stream<Arguments> optimizers() {
        AdamW grouped = AdamW.of(0.05);
        return Stream.of(
                Arguments.of("amsgrad", new Adam(0.05, 0.9, 0.9, 1e-8, 0).withAmsgrad()),
                Arguments.of("amsgrad-decay", new Adam(0.05, 0.9, 0.9, 1e-8, 0.1).withAmsgrad()),
                Arguments.of("adamw-amsgrad", new AdamW(0.05, 0.9, 0.9, 1e-8, 0.1).withAmsgrad()),
                Arguments.of("nadam", Nadam.of(0.05)),
                Arguments.of("nadam-decay", Nadam.of(0.05).withWeightDecay(0.1)),
                Arguments.of("nadam-decoupled", Nadam.of(0.05).withDecoupledWeightDecay(0.1)),
                Arguments.of("rmsprop", RmsProp.of(0.01)),
                Arguments.of("rmsprop-decay", RmsProp.of(0.01).withWeightDecay(0.1)),
                Arguments.of("rmsprop-centered", new RmsProp(0.01, 0.9, 1e-8, 0, 0, true)),
                Arguments.of("rmsprop-momentum", RmsProp.of(0.01).withMomentum(0.9)),
                Arguments.of("rmsprop-all", new RmsProp(0.01, 0.9, 1e-8, 0.1, 0.9, true)),
                Arguments.of("adagrad", Adagrad.of(0.1)),
                Arguments.of("adagrad-decay", new Adagrad(0.1, 0.1, 0.1, 0.5, 1e-10)),
                Arguments.of("adadelta", Adadelta.of(1)),
                Arguments.of("adadelta-decay", new Adadelta(0.5, 0.8, 1e-6, 0.1)),
                Arguments.of("adafactor", Adafactor.of(0.05)),
                Arguments.of("adafactor-decay", new Adafactor(0.5, -0.5, OptionalDouble.empty(), 1e-3, 1.5, 0.1)),
                Arguments.of("clip-norm", new ClipNorm(5, Sgd.of(0.1, 0.9))),
                Arguments.of("clip-value", new ClipValue(0.75, Sgd.of(0.1, 0.9))),
                Arguments.of(
                        "groups",
                        ParameterGroups.of(grouped)
                                .with("vectors", (_, p) -> p.rank() < 2, new AdamW(0.1, 0.9, 0.999, 1e-8, 0))));
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void tenStepsAreThoseOfPyTorch(String name, Optimizer optimizer) {
        for (DType dtype : List.of(DType.FLOAT64, DType.FLOAT32)) {
            Map<String, Tensor> parameters = train(optimizer, dtype);
            for (String tensor : NAMES) {
                assertClose(GOLDEN.get(name + "." + tensor), parameters.get(tensor), name + "." + tensor);
            }
        }
    }

    /** float64 to 1e-12; float32 to a few dozen roundings of numbers near 1. */
    private static void assertClose(Tensor expected, Tensor actual, String what) {
        double bound = actual.dtype() == DType.FLOAT64 ? 1e-12 : 5e-6;
        assertArrayEquals(expected.toDoubleArray(), actual.toDoubleArray(), bound, what + " in " + actual.dtype());
    }

    private static Map<String, Tensor> start(DType dtype) {
        Map<String, Tensor> parameters = new LinkedHashMap<>();
        NAMES.forEach(
                name -> parameters.put(name, GOLDEN.get("init." + name).mul(1).to(dtype)));
        return parameters;
    }

    private static Map<String, Tensor> gradients(int step, DType dtype) {
        Map<String, Tensor> gradients = new LinkedHashMap<>();
        NAMES.forEach(name -> gradients.put(
                name, GOLDEN.get("grads." + name).select(0, step - 1).to(dtype)));
        return gradients;
    }

    private static Map<String, Tensor> train(Optimizer optimizer, DType dtype) {
        Map<String, Tensor> parameters = start(dtype);
        Optimizer.Slots slots = optimizer.slots(parameters);
        Map<String, Integer> versions = new LinkedHashMap<>();
        parameters.forEach((name, p) -> versions.put(name, p.version()));
        for (int t = 1; t <= STEPS; t++) {
            optimizer.step(t, optimizer.rate(), parameters, gradients(t, dtype), slots);
        }
        parameters.forEach((name, p) -> assertTrue(p.version() > versions.get(name), "the tape can see the change"));
        return parameters;
    }

    @Test
    void lionIsThePapers() {
        for (double decay : new double[] {0, 0.1}) {
            Lion lion = Lion.of(0.01).withWeightDecay(decay);
            for (DType dtype : List.of(DType.FLOAT64, DType.FLOAT32)) {
                Tensor p = train(lion, dtype).get("a");
                double[] want = GOLDEN.get("init.a").toDoubleArray();
                double[] m = new double[want.length];
                for (int t = 1; t <= STEPS; t++) {
                    double[] g = gradients(t, DType.FLOAT64).get("a").toDoubleArray();
                    for (int i = 0; i < m.length; i++) {
                        double c = 0.9 * m[i] + (1 - 0.9) * g[i];
                        want[i] -= 0.01 * (Math.signum(c) + decay * want[i]);
                        m[i] = 0.99 * m[i] + (1 - 0.99) * g[i];
                    }
                }
                assertClose(Tensor.of(p.shape(), want), p, "lion, decay " + decay);
            }
        }
    }

    @Test
    void lambIsThePapers() {
        for (double decay : new double[] {0, 0.1}) {
            Lamb lamb = Lamb.of(0.05).withWeightDecay(decay);
            for (DType dtype : List.of(DType.FLOAT64, DType.FLOAT32)) {
                Map<String, Tensor> parameters = train(lamb, dtype);
                NAMES.forEach(name -> assertClose(
                        Tensor.of(parameters.get(name).shape(), lamb(name, decay)),
                        parameters.get(name),
                        "lamb." + name + ", decay " + decay));
            }
        }
    }

    private static double[] lamb(String name, double decay) {
        double[] p = GOLDEN.get("init." + name).toDoubleArray();
        double[] m = new double[p.length];
        double[] v = new double[p.length];
        double[] u = new double[p.length];
        for (int t = 1; t <= STEPS; t++) {
            double[] g = gradients(t, DType.FLOAT64).get(name).toDoubleArray();
            double pp = 0;
            double uu = 0;
            for (int i = 0; i < p.length; i++) {
                m[i] = 0.9 * m[i] + (1 - 0.9) * g[i];
                v[i] = 0.999 * v[i] + (1 - 0.999) * g[i] * g[i];
                double mean = m[i] / (1 - Math.pow(0.9, t));
                double square = v[i] / (1 - Math.pow(0.999, t));
                u[i] = mean / (Math.sqrt(square) + 1e-6) + decay * p[i];
                pp += p[i] * p[i];
                uu += u[i] * u[i];
            }
            for (int i = 0; i < p.length; i++) {
                p[i] -= 0.05 * Math.sqrt(pp) / Math.sqrt(uu) * u[i];
            }
        }
        return p;
    }

    @Test
    void lambsRatioIsOneWhereATensorIsZero() {
        Tensor p = Tensor.zeros(3);
        Lamb lamb = Lamb.of(0.5);
        Map<String, Tensor> parameters = Map.of("p", p);
        lamb.step(1, 0.5, parameters, Map.of("p", Tensor.of(1f, -1f, 0f)), lamb.slots(parameters));
        assertArrayEquals(new float[] {-0.5f, 0.5f, 0f}, p.toFloatArray(), 1e-5f);
    }

    @Test
    void averagesAreThoseOfPyTorch() {
        for (DType dtype : List.of(DType.FLOAT64, DType.FLOAT32)) {
            Swa swa = new Swa(4, 2, 0.02, 3, new Ema(0.8, Sgd.of(0.1)));
            Map<String, Tensor> parameters = new LinkedHashMap<>(start(dtype));
            parameters.keySet().retainAll(Set.of("a"));
            Optimizer.Slots slots = swa.slots(parameters);
            for (int t = 1; t <= STEPS; t++) {
                swa.step(t, 0.1, parameters, gradients(t, dtype), slots);
            }
            assertClose(GOLDEN.get("swa-last.a"), parameters.get("a"), "last");
            assertClose(GOLDEN.get("swa.a"), swa.averages(STEPS, slots).get("a"), "swa");
            Ema ema = (Ema) swa.inner();
            assertClose(GOLDEN.get("ema.a"), ema.averages(STEPS, slots).get("a"), "ema");
        }
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    @Tag("bits")
    void threadsDontChangeABit(String name, Optimizer optimizer) {
        Tensor one = stepped(optimizer, 1);
        assertTrue(one.equalBits(stepped(optimizer, 2)), name);
        assertTrue(one.equalBits(stepped(optimizer, 3)), name);
    }

    private static Tensor stepped(Optimizer optimizer, int threads) {
        RandomKey key = RandomKey.of(1);
        Tensor p = key.fold("p").normal(251, 401);
        Map<String, Tensor> parameters = new LinkedHashMap<>(Map.of("p", p));
        parameters.put("bias", key.fold("bias").normal(7));
        Optimizer.Slots slots = optimizer.slots(parameters);
        return Workers.withThreads(threads, () -> {
            for (int t = 1; t <= 3; t++) {
                RandomKey at = key.fold(t);
                Map<String, Tensor> gradients =
                        Map.of("p", at.normal(251, 401), "bias", at.fold("b").normal(7));
                optimizer.step(t, 0.01, parameters, gradients, slots);
            }
            return p;
        });
    }

    @Test
    void slotsAreNamedAsPyTorchs() {
        Map<String, Tensor> parameters = Map.of("w", Tensor.ones(2, 3), "b", Tensor.ones(3));
        assertEquals(
                Set.of("exp_avg", "exp_avg_sq", "max_exp_avg_sq"),
                AdamW.of(1).withAmsgrad().slots(parameters).tensors().keySet());
        assertEquals(
                Set.of("square_avg", "grad_avg", "momentum_buffer"),
                new RmsProp(1, 0.9, 1e-8, 0, 0.9, true)
                        .slots(parameters)
                        .tensors()
                        .keySet());
        assertEquals(
                Set.of("square_avg"), RmsProp.of(1).slots(parameters).tensors().keySet());
        Optimizer.Slots factors = Adafactor.of(1).slots(parameters);
        assertEquals(List.of(2, 1), shape(factors.of("row_var").get("w")));
        assertEquals(List.of(1, 3), shape(factors.of("col_var").get("w")));
        assertEquals(Set.of("b"), factors.of("variance").keySet());
    }

    private static List<Integer> shape(Tensor t) {
        return List.of(t.size(0), t.size(1));
    }
}
