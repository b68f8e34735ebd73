package dev.merapi.bench;

import dev.merapi.bench.operators.Workload;
import dev.merapi.bench.operators.Workloads;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.openjdk.jmh.Main;

/** JMH's command, that of {@code bench/jmh.sh}, which by itself measures all operators where they are measured. */
public final class Jmh {
    private Jmh() {}

    /** JMH's own words; {@code -p operator=...} and {@code -p differentiable=...} choose among the operators. */
    public static void main(String... args) throws IOException {
        List<String> words = new ArrayList<>(List.of(args));
        List<Workload> all = Workloads.all();
        unlessGiven("operator", all, words);
        unlessGiven(
                "differentiable", all.stream().filter(Workload::differentiable).toList(), words);
        Main.main(words.toArray(String[]::new));
    }

    private static void unlessGiven(String parameter, List<Workload> workloads, List<String> words) {
        if (words.stream().noneMatch(w -> w.startsWith(parameter + "="))) {
            words.add("-p");
            words.add(parameter + "=" + workloads.stream().map(Workload::name).collect(Collectors.joining(",")));
        }
    }
}
