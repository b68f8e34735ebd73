package dev.merapi.tests.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.bench.operators.Workload;
import dev.merapi.bench.operators.Workloads;
import dev.merapi.tensor.Recorder;
import dev.merapi.tensor.Scope;
import dev.merapi.tensor.Tensor;
import dev.merapi.tests.OperatorCase;
import dev.merapi.tests.OperatorCases;
import dev.merapi.tests.Operators;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every operator and every row of the table have a benchmark, and each benchmark runs. */
class OperatorWorkloadsTest {
    /** The operators that the workloads apply, forward and back. */
    private static final Set<String> APPLIED = new TreeSet<>();

    @BeforeAll
    static void runEachOnce() {
        Recorder recorder = (op, inputs, output) -> APPLIED.add(op.getClass().getSimpleName());
        for (Workload workload : Workloads.all()) {
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
        Set<String> missing = OperatorCases.all().stream()
                .map(OperatorCase::name)
                .map(name -> name.split(" ", 2)[0])
                .filter(name -> !names.contains(name) && !APPLIED.contains(capitalized(name)))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(Set.of(), missing, "rows of the table of operator cases without a workload in Workloads");
    }

    private static String capitalized(String name) {
        return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }

    @Test
    void everyOperatorIsApplied() {
        Set<String> missing = new TreeSet<>(Operators.existing());
        missing.removeAll(APPLIED);
        assertEquals(Set.of(), missing, "operators that no workload applies, forward or back");
    }

    @Test
    void namesAreUnique() {
        List<String> names = Workloads.all().stream().map(Workload::name).toList();
        assertEquals(names.size(), new HashSet<>(names).size());
    }
}
