package dev.merapi.tests.op;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.merapi.models.layer.Linear;
import dev.merapi.models.loss.CrossEntropy;
import dev.merapi.tensor.Tensor;
import dev.merapi.tests.Laws;
import dev.merapi.tests.OperatorCase;
import dev.merapi.tests.OperatorCases;
import dev.merapi.tests.Operators;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every law for every row of the table. */
class OperatorLawsTest {
    /**
     * Layers that apply one operator or other layers, one after another; {@code Crf}, whose rows have other names; and what
     * decodes, which has no gradient.
     */
    private static final Set<String> WITHOUT = Set.of(
            "AdaptiveAvgPool2d",
            "AdaptiveAvgPool3d",
            "AdaptiveMaxPool2d",
            "AdaptiveMaxPool3d",
            "AvgPool2d",
            "AvgPool3d",
            "Conv2d",
            "Conv3d",
            "ConvTranspose1d",
            "ConvTranspose2d",
            "ConvTranspose3d",
            "Crf",
            "CtcDecoder",
            "Elu",
            "Flatten",
            "Gelu",
            "HardSigmoid",
            "HardSwish",
            "LeakyRelu",
            "LogSoftmax",
            "MaxPool2d",
            "MaxPool3d",
            "Mish",
            "PRelu",
            "Relu",
            "Selu",
            "Sequential",
            "Sigmoid",
            "Silu",
            "Softmax",
            "Softplus",
            "Tanh",
            "TransformerDecoder",
            "TransformerEncoder");

    static List<OperatorCase> all() {
        return OperatorCases.all();
    }

    static Stream<OperatorCase> once() {
        return all().stream().filter(c -> c.order() >= 1);
    }

    static Stream<OperatorCase> twice() {
        return all().stream().filter(c -> c.order() >= 2);
    }

    @ParameterizedTest
    @MethodSource("all")
    void matchesTheOracle(OperatorCase c) {
        Laws.matchesOracle(c);
    }

    @ParameterizedTest
    @MethodSource("once")
    void gradientIsTheQuotientOfDifferences(OperatorCase c) {
        Laws.gradient(c);
    }

    @ParameterizedTest
    @MethodSource("twice")
    void gradientsGradientToo(OperatorCase c) {
        Laws.secondOrder(c);
    }

    @ParameterizedTest
    @MethodSource("once")
    void singleGradientIsTheDoubleOne(OperatorCase c) {
        Laws.singleGradient(c);
    }

    @ParameterizedTest
    @MethodSource("all")
    void viewsGiveTheSameBits(OperatorCase c) {
        Laws.views(c);
    }

    @ParameterizedTest
    @MethodSource("all")
    void errorsTeach(OperatorCase c) {
        Laws.errorsTeach(c);
    }

    @ParameterizedTest
    @MethodSource("all")
    void inputsAreCounted(OperatorCase c) {
        Laws.inputsAreCounted(c);
    }

    @Test
    void everyOperatorHasARow() {
        Set<String> missing = new TreeSet<>(Operators.existing());
        all().forEach(c -> missing.removeAll(Operators.applied(c)));
        assertEquals(Set.of(), missing, "operators without a row in OperatorCases");
    }

    /** What takes a tensor is a layer or a loss; a name in {@link #WITHOUT} that has a row is stale. */
    @Test
    void everyLossHasARowAndEveryLayerThatIsMoreThanAnOperator() {
        Set<String> rows =
                all().stream().map(c -> c.name().split(" ", 2)[0]).collect(Collectors.toCollection(TreeSet::new));
        Set<String> missing = Stream.of(Operators.records(Linear.class), Operators.records(CrossEntropy.class))
                .flatMap(List::stream)
                .filter(OperatorLawsTest::takesATensor)
                .map(Class::getSimpleName)
                .filter(name -> !rows.contains(name))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(WITHOUT, missing, "layers and losses without a row in OperatorCases");
    }

    private static boolean takesATensor(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(m -> Modifier.isPublic(m.getModifiers()) && !Modifier.isStatic(m.getModifiers()))
                .filter(m -> !m.getName().equals("equals"))
                .anyMatch(m -> List.of(m.getParameterTypes()).contains(Tensor.class));
    }

    @Test
    void everyRowHasAMistake() {
        List<String> missing = all().stream()
                .filter(c -> c.mistakes().isEmpty())
                .map(OperatorCase::name)
                .toList();
        assertEquals(List.of(), missing, "rows that don't say what their operator must refuse");
    }

    @Test
    void namesAreUnique() {
        List<String> names = all().stream().map(OperatorCase::name).toList();
        assertEquals(names.size(), new HashSet<>(names).size());
    }
}
