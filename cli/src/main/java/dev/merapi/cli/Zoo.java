package dev.merapi.cli;

import dev.merapi.cli.task.Target;
import dev.merapi.cli.task.Task;
import dev.merapi.cli.task.Tasks;
import dev.merapi.models.train.Manifest;
import dev.merapi.simd.Workers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code merapi zoo}. */
@Command(
        name = "zoo",
        description = {
            "List what can be trained; with --check, train it with its defaults and see whether it does what it should.",
            "",
            "A check leaves a run folder as train does and, where Merapi runs from its sources, renews docs/ZOO.md.",
            ""
        })
final class Zoo implements Callable<Integer> {
    @Option(
            names = "--check",
            paramLabel = "NAME",
            arity = "1..*",
            description = "What to train, or \"all\"; it fails if a target isn't met.")
    List<String> check = List.of();

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The folder of the data, for a check of one name; where it's kept by default.")
    Optional<Path> data;

    @Mixin
    ThreadsOption threads;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() {
        if (check.isEmpty()) {
            for (String option : new String[] {"--data", "--threads"}) {
                if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
                    throw new ParameterException(
                            spec.commandLine(), option + " is for a check alone; name what to check by --check NAME");
                }
            }
            list();
            return 0;
        }
        if (check.contains("all") && check.size() > 1) {
            throw new ParameterException(
                    spec.commandLine(), "--check all checks everything; leave the other names out");
        }
        List<Task> tasks = check.equals(List.of("all"))
                ? Tasks.ALL
                : check.stream().map(this::find).toList();
        if (data.isPresent() && tasks.size() > 1) {
            throw new ParameterException(
                    spec.commandLine(), "--data " + data.get() + " can't be the data of several tasks; check one");
        }
        List<String> missed = new ArrayList<>();
        tasks.forEach(task -> missed.addAll(check(task)));
        if (!missed.isEmpty()) {
            throw new Failure("missed: " + String.join("; ", missed));
        }
        return 0;
    }

    private static void list() {
        int width =
                Tasks.ALL.stream().mapToInt(task -> task.name().length()).max().orElse(0);
        for (Task task : Tasks.ALL) {
            System.out.println(task.name() + " ".repeat(width - task.name().length()) + "  " + task.summary()
                    + task.target().map(target -> "; " + target).orElse(""));
        }
    }

    private Task find(String name) {
        return Tasks.find(name)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(),
                        "there is nothing called '" + name + "' in the zoo; " + Tasks.suggestion(name)));
    }

    /** What was missed, if anything. */
    private List<String> check(Task task) {
        String source = task.source()
                .resolve(data)
                .orElseThrow(
                        () -> new Failure(task.name() + "'s data isn't there; name a folder by --data DIR that holds "
                                + task.source().needs()));
        Task.Defaults d = task.defaults();
        var settings =
                new Manifest.Settings(source, d.epochs(), d.batch(), d.rate(), 0, 0, 0, Session.CHECKPOINT_EVERY);
        Manifest finished = Workers.withThreads(
                threads.count(),
                () -> Session.fresh(task, settings, Optional.empty(), false).run());
        ZooPage.ofSources().ifPresent(page -> page.put(ZooEntry.of(task, finished, data)));
        return task.target().map(Target::bounds).orElse(List.of()).stream()
                .flatMap(bound -> missed(task, bound, finished).stream())
                .toList();
    }

    private static Optional<String> missed(Task task, Target.Bound bound, Manifest finished) {
        Map<String, Double> metrics = finished.result().orElseThrow().metrics();
        boolean met = bound.isMet(metrics);
        System.out.println(bound + ": " + (met ? "met" : "missed"));
        return met
                ? Optional.empty()
                : Optional.of(task.name() + " has " + bound.metric() + " "
                        + metrics.getOrDefault(bound.metric(), Double.NaN) + ", not " + bound);
    }
}
