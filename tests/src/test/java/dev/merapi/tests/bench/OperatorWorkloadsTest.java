package dev.merapi.tests.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.bench.operators.Workload;
import dev.merapi.bench.operators.Workloads;
import dev.merapi.tensor.Recorder;
import dev.merapi.tensor.Scope;
import dev.merapi.tensor.Tensor;
import dev.merapi.tests.OperatorCases;
import dev.merapi.tests.Operators;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every operator and every row of the table have a benchmark, and each benchmark runs. */
class OperatorWorkloadsTest {
    /** The operators that the workloads apply, forward and back, each with the variants in which it is applied. */
    private static final Map<String, Set<String>> APPLIED = new TreeMap<>();

    /** Rows with further words that run what another row's workload runs. */
    private static final Map<String, Set<String>> ALIKE = Map.of(
            "the same instructions, whatever the numbers",
            Set.of(
                    "clamp below",
                    "hardSigmoid far",
                    "hardSigmoidGrad far",
                    "hardSwish far",
                    "hardSwishGrad far",
                    "leakyRelu steep",
                    "softplus steep"),
            "no element, so no work",
            Set.of("max of nothing"),
            "another divisor",
            Set.of("var biased"));

    @BeforeAll
    static void runEachOnce() {
        for (Workload workload : Workloads.all()) {
            String variant = variant(workload.name());
            Recorder recorder = (op, inputs, output) -> APPLIED.computeIfAbsent(
                            op.getClass().getSimpleName(), _ -> new TreeSet<>())
                    .add(variant);
            try (Scope _ = Scope.open()) {
                List<Tensor> inputs = workload.inputs();
                ScopedValue.where(Recorder.CURRENT, recorder).run(() -> run(workload, inputs));
            }
        }
    }

    private static void run(Workload workload, List<Tensor> inputs) {
        if (workload.differentiable()) {
            workload.gradients(inputs).forEach(g -> assertFinite(workload, g));
        } else {
            assertFinite(workload, workload.apply(inputs));
        }
    }

    private static void assertFinite(Workload workload, Tensor y) {
        assertTrue(!y.dtype().isFloating() || y.isFinite().all().item() == 1, workload + " gives NaN or infinity");
    }

    @Test
    void everyRowOfTheTableHasOne() {
        Set<String> names = Workloads.all().stream().map(Workload::name).collect(Collectors.toSet());
        Set<String> missing = rows().filter(row -> !names.contains(row) && !isApplied(row) && !isAlike(row))
                .collect(Collectors.toCollection(TreeSet::new));
        // Options of a layer or loss choose among operators that have rows, and so workloads, of their own.
        missing.removeIf(row -> Character.isUpperCase(row.charAt(0)) && names.contains(operator(row)));
        assertEquals(Set.of(), missing, "rows of the table of operator cases without a workload in Workloads");
    }

    @Test
    void whatNeedsNoneIsARowThatHasNone() {
        Set<String> stale = ALIKE.values().stream().flatMap(Set::stream).collect(Collectors.toCollection(TreeSet::new));
        Workloads.all().forEach(w -> assertFalse(stale.contains(w.name()), w + " has a workload"));
        rows().forEach(stale::remove);
        assertEquals(Set.of(), stale, "names in the list that are no rows of the table");
    }

    private static Stream<String> rows() {
        return OperatorCases.all().stream().map(row -> row.name().replace(",", ""));
    }

    /** Whether some workload applies the operator; for a variant of a gradient, one of that variant on its way back. */
    private static boolean isApplied(String row) {
        Set<String> variants = APPLIED.getOrDefault(capitalized(operator(row)), Set.of());
        if (variant(row).isEmpty()) {
            return !variants.isEmpty();
        }
        return operator(row).endsWith("Grad") && variants.contains(variant(row));
    }

    private static boolean isAlike(String row) {
        return ALIKE.values().stream().anyMatch(rows -> rows.contains(row));
    }

    private static String operator(String name) {
        return name.split(" ", 2)[0];
    }

    private static String variant(String name) {
        return name.substring(operator(name).length()).strip();
    }

    private static String capitalized(String name) {
        return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }

    @Test
    void everyOperatorIsApplied() {
        Set<String> missing = new TreeSet<>(Operators.existing());
        missing.removeAll(APPLIED.keySet());
        assertEquals(Set.of(), missing, "operators that no workload applies, forward or back");
    }

    @Test
    void namesAreUniqueAndPartedByCommas() {
        List<String> names = Workloads.all().stream().map(Workload::name).toList();
        assertEquals(names, List.of(String.join(",", names).split(",")));
        assertEquals(names.size(), new HashSet<>(names).size());
    }
}
