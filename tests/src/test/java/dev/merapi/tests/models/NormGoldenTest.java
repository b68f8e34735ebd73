package dev.merapi.tests.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.autograd.Autograd;
import dev.merapi.models.io.Safetensors;
import dev.merapi.models.layer.Bilinear;
import dev.merapi.models.layer.Elu;
import dev.merapi.models.layer.Embedding;
import dev.merapi.models.layer.Gelu;
import dev.merapi.models.layer.Glu;
import dev.merapi.models.layer.GroupNorm;
import dev.merapi.models.layer.HardSigmoid;
import dev.merapi.models.layer.HardSwish;
import dev.merapi.models.layer.Highway;
import dev.merapi.models.layer.InstanceNorm;
import dev.merapi.models.layer.LeakyRelu;
import dev.merapi.models.layer.Linear;
import dev.merapi.models.layer.LocalResponseNorm;
import dev.merapi.models.layer.LogSoftmax;
import dev.merapi.models.layer.MaxOut;
import dev.merapi.models.layer.Mish;
import dev.merapi.models.layer.PRelu;
import dev.merapi.models.layer.RmsNorm;
import dev.merapi.models.layer.Selu;
import dev.merapi.models.layer.Silu;
import dev.merapi.models.layer.Softplus;
import dev.merapi.models.layer.SqueezeExcitation;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Results and gradients of normalizations, activations and small layers are PyTorch 2.13's (make_norm.py). */
class NormGoldenTest {
    private static final double EPS = 1e-5;
    private static final Map<String, Tensor> GOLDEN = Safetensors.read(
                    Path.of("src/test/resources/goldens/norm-functions.safetensors"))
            .tensors();

    private static final Map<String, Function<List<Tensor>, Tensor>> CASES = new TreeMap<>();

    static {
        normalizations();
        activations();
        layers();
    }

    private static void normalizations() {
        Function<List<Tensor>, Tensor> batchNorm = t -> t.get(0).batchNorm(t.get(1), t.get(2), EPS);
        CASES.put("batchNorm rows", batchNorm);
        CASES.put("batchNorm series", batchNorm);
        CASES.put("batchNorm images", batchNorm);
        CASES.put("batchNorm running", NormGoldenTest::running);
        CASES.put("groupNorm", t -> new GroupNorm(2, t.get(1), t.get(2), EPS).forward(t.get(0)));
        CASES.put("instanceNorm", t -> InstanceNorm.of().forward(t.get(0)));
        CASES.put(
                "instanceNorm affine",
                t -> new InstanceNorm(Optional.of(t.get(1)), Optional.of(t.get(2)), EPS).forward(t.get(0)));
        CASES.put("rmsNorm", t -> new RmsNorm(t.get(1), 1e-6).forward(t.get(0)));
        CASES.put("localResponseNorm", t -> new LocalResponseNorm(5, 0.3, 0.75, 2).forward(t.get(0)));
        CASES.put("localResponseNorm even", t -> new LocalResponseNorm(4, 0.3, 0.6, 1).forward(t.get(0)));
    }

    private static Tensor running(List<Tensor> t) {
        Tensor rstd = t.get(4).detach().abs().add(0.5 + EPS).rsqrt();
        return t.get(0).channelAffine(t.get(3).detach(), rstd.mul(t.get(1)), t.get(2));
    }

    private static void activations() {
        CASES.put("prelu", t -> new PRelu(t.get(1)).forward(t.get(0)));
        CASES.put("prelu single", t -> new PRelu(t.get(1)).forward(t.get(0)));
        CASES.put("selu", t -> new Selu().forward(t.get(0)));
        CASES.put("mish", t -> new Mish().forward(t.get(0)));
        CASES.put("hardSigmoid", t -> new HardSigmoid().forward(t.get(0)));
        CASES.put("hardSwish", t -> new HardSwish().forward(t.get(0)));
        CASES.put("softplus", t -> new Softplus(2, 3).forward(t.get(0)));
        CASES.put("glu", t -> new Glu(1).forward(t.get(0)));
        CASES.put("swiGlu", t -> t.get(0).swiGlu(t.get(1)));
        CASES.put("leakyRelu", t -> new LeakyRelu(0.2).forward(t.get(0)));
        CASES.put("elu", t -> new Elu(1.3).forward(t.get(0)));
        CASES.put("gelu", t -> new Gelu().forward(t.get(0)));
        CASES.put("gelu tanh", t -> new Gelu(true).forward(t.get(0)));
        CASES.put("silu", t -> new Silu().forward(t.get(0)));
        CASES.put("logSoftmax", t -> new LogSoftmax(1).forward(t.get(0)));
    }

    private static void layers() {
        CASES.put("bilinear", t -> new Bilinear(t.get(2), Optional.of(t.get(3))).forward(t.get(0), t.get(1)));
        CASES.put("highway", t -> new Highway(linear(t, 1), linear(t, 3)).forward(t.get(0)));
        CASES.put("squeezeExcitation", t -> new SqueezeExcitation(linear(t, 1), linear(t, 3)).forward(t.get(0)));
        CASES.put("maxOut", t -> new MaxOut(linear(t, 1), 2).forward(t.get(0)));
        CASES.put(
                "embedding",
                t -> new Embedding(t.get(0), OptionalInt.of(1)).forward(Tensor.of(Shape.of(2, 3), 1, 0, 3, 3, 1, 1)));
    }

    private static Linear linear(List<Tensor> t, int weight) {
        return new Linear(t.get(weight), Optional.of(t.get(weight + 1)));
    }

    static Stream<String> names() {
        return CASES.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    void inFloat64ToTwelveDigits(String name) {
        compare(name, DType.FLOAT64, 1e-12);
    }

    /** Three dozen roundings, relative to the largest. */
    @ParameterizedTest
    @MethodSource("names")
    void inFloat32(String name) {
        compare(name, DType.FLOAT32, 36 * 0x1p-24);
    }

    private static void compare(String name, DType dtype, double tolerance) {
        List<Tensor> inputs = tensors(name, ".in.", dtype);
        Autograd.Pullback pullback =
                Autograd.record(inputs, () -> CASES.get(name).apply(inputs));
        assertNear(name, GOLDEN.get(name + ".out"), pullback.value(), tolerance);
        List<Tensor> want = tensors(name, ".grad.", DType.FLOAT64);
        List<Tensor> got = pullback.apply(GOLDEN.get(name + ".dy").to(dtype)).all();
        for (int i = 0; i < want.size(); i++) {
            assertNear(name + ", gradient " + i, want.get(i), got.get(i), tolerance);
        }
    }

    private static List<Tensor> tensors(String name, String part, DType dtype) {
        return Stream.iterate(0, i -> i + 1)
                .map(i -> name + part + i)
                .takeWhile(GOLDEN::containsKey)
                .map(key -> GOLDEN.get(key).to(dtype))
                .toList();
    }

    private static void assertNear(String what, Tensor want, Tensor got, double tolerance) {
        assertEquals(want.shape(), got.shape(), what);
        double largest = Math.max(1, want.abs().max().item());
        double off = want.sub(got.to(DType.FLOAT64)).abs().max().item();
        assertTrue(off <= tolerance * largest, () -> what + " is off by " + off);
    }

    @Test
    void everyGoldenIsCompared() {
        TreeSet<String> names = new TreeSet<>();
        GOLDEN.keySet().forEach(key -> names.add(key.substring(0, key.indexOf('.'))));
        assertEquals(names, new TreeSet<>(CASES.keySet()));
    }
}
