package dev.merapi.tests.op;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.merapi.tests.Laws;
import dev.merapi.tests.OperatorCase;
import dev.merapi.tests.OperatorCases;
import dev.merapi.tests.Operators;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every law for every row of the table. */
class OperatorLawsTest {
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

    @Test
    void everyOperatorHasARow() {
        Set<String> missing = new TreeSet<>(Operators.existing());
        all().forEach(c -> missing.removeAll(Operators.applied(c)));
        assertEquals(Set.of(), missing, "operators without a row in OperatorCases");
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
