package dev.merapi.cli;

import dev.merapi.cli.task.Outcome;
import dev.merapi.cli.task.Work;
import dev.merapi.simd.Workers;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code merapi evaluate}. */
@Command(
        name = "evaluate",
        description = {
            "Test a trained network: of a classifier accuracy, loss, who is taken for whom, precision, recall and F1 of each"
                    + " class.",
            ""
        })
final class Evaluate implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "RUN", description = "A run's folder, such as runs/fashion-mnist-1.")
    Path run;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "A folder of data whose test part to use; the one that the run was trained on by default.")
    Optional<Path> data;

    @Mixin
    ThreadsOption threads;

    @Override
    public Integer call() {
        Trained trained = Trained.open(run);
        String used = trained.manifest().settings().data();
        Work work = trained.work(Path.of(trained.task().source().again(data, used)));
        work.notes().forEach(System.out::println);
        Outcome outcome =
                Workers.withThreads(threads.count(), () -> work.outcome().get());
        System.out.println(outcome.text());
        outcome.metrics().reversed().forEach(System.out::println);
        return 0;
    }
}
