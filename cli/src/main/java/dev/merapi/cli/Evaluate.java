package dev.merapi.cli;

import dev.merapi.cli.text.ConfusionTable;
import dev.merapi.cli.text.Figures;
import dev.merapi.models.data.ImageDataset;
import dev.merapi.models.metric.ConfusionMatrix;
import dev.merapi.models.train.Evaluation;
import dev.merapi.simd.Workers;
import java.nio.file.Files;
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
            "Test a trained network: accuracy, loss, who is taken for whom, precision, recall and F1 of each class.",
            ""
        })
final class Evaluate implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "RUN", description = "A run's folder, such as runs/fashion-mnist-1.")
    Path run;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "A folder of images whose test part to use; the one that the run was trained on by default.")
    Optional<Path> data;

    @Mixin
    ThreadsOption threads;

    @Override
    public Integer call() {
        Trained trained = Trained.open(run);
        ImageDataset test = trained.testImages(folder(trained));
        Evaluation evaluation = Workers.withThreads(
                threads.count(),
                () -> Evaluation.of(
                        trained.model(), test, trained.task().recipe().loss()));
        ConfusionTable table = new ConfusionTable(
                ConfusionMatrix.of(Task.CLASSES, evaluation.wanted(), evaluation.predicted()), test.classNames());
        System.out.println(table.counts());
        System.out.println(table.classes());
        System.out.println(Figures.count(test.size()) + " images, loss " + Figures.loss(evaluation.loss()));
        System.out.println("test accuracy " + Figures.percent(evaluation.accuracy()));
        return 0;
    }

    private Path folder(Trained trained) {
        Path used = Path.of(trained.manifest().settings().data());
        return data.orElseGet(() ->
                Files.isDirectory(used) ? used : trained.task().dataFolder().orElse(used));
    }
}
