package dev.merapi.bench.operators;

import java.util.List;
import java.util.stream.Stream;

/**
 * A workload for each row of the table of operator cases that runs code of its own; a test finds those without, and lists
 * what needs none.
 */
public final class Workloads {
    private Workloads() {}

    /** All of them. */
    public static List<Workload> all() {
        return Stream.of(
                        ElementWorkloads.all(),
                        ViewWorkloads.all(),
                        IndexingWorkloads.all(),
                        WholeWorkloads.all(),
                        ReductionWorkloads.all(),
                        RowWorkloads.all(),
                        ConvolutionWorkloads.all(),
                        TransposedWorkloads.all(),
                        ImageWorkloads.all(),
                        AttentionWorkloads.all(),
                        SequenceWorkloads.all(),
                        LossWorkloads.all(),
                        LayerWorkloads.all(),
                        RecurrentWorkloads.all())
                .flatMap(List::stream)
                .toList();
    }

    /** The one of this name. */
    public static Workload of(String name) {
        return all().stream()
                .filter(w -> w.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No operator's workload is called \"" + name
                        + "\"; bench/jmh.sh -lp Operator lists the names"));
    }
}
