package dev.merapi.cli;

import dev.merapi.cli.task.Task;
import dev.merapi.cli.task.Tasks;
import dev.merapi.cli.task.Work;
import dev.merapi.models.train.Manifest;
import dev.merapi.simd.Workers;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** {@code merapi train}. */
@Command(
        name = "train",
        description = {
            "Train a network and test it.",
            "",
            "NAME says which network on which data; without one, all names are listed.",
            "",
            "The same settings give the same bits on any number of threads. The run's folder gets model.safetensors,"
                    + " checkpoint.safetensors, manifest.json, metrics.csv and report.html.",
            ""
        })
final class Train implements Callable<Integer> {
    @Parameters(index = "0", arity = "0..1", paramLabel = "NAME", description = "What to train.")
    Optional<String> name;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The folder of the data, where it doesn't come with Merapi.")
    Optional<Path> data;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "The run's folder; the next free runs/NAME-N by default.")
    Optional<Path> out;

    @Option(names = "--epochs", paramLabel = "N", description = "How often to go through the data.")
    Optional<Integer> epochs;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "Train on the first N samples only, test on the first N.")
    Optional<Integer> limit;

    @Option(names = "--batch", paramLabel = "N", description = "Samples per step.")
    Optional<Integer> batch;

    @Option(names = "--lr", paramLabel = "X", description = "The learning rate at its highest.")
    Optional<Double> rate;

    @Option(names = "--seed", paramLabel = "N", description = "Where all random numbers come from; 0 by default.")
    Optional<Long> seed;

    @Mixin
    ThreadsOption threads;

    @Option(
            names = "--resume",
            paramLabel = "DIR",
            description = "Go on with the run in this folder from its last checkpoint, with its settings; --epochs,"
                    + " --data and --threads may be given anew.")
    Optional<Path> resume;

    @Option(
            names = "--checkpoint-every",
            paramLabel = "N",
            description =
                    "Write a checkpoint every N steps, besides that at each epoch's end; 200 by default, 0 for none.")
    Optional<Integer> checkpointEvery;

    @Option(
            names = "--patience",
            paramLabel = "N",
            description = "Stop when the validation loss hasn't fallen for N epochs; never by default.")
    Optional<Integer> patience;

    @Option(
            names = "--profile",
            description =
                    "Record what each operator costs: prints the ten most expensive, and leaves profile.jfr in the"
                            + " run's folder.")
    boolean profile;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() {
        epochs.ifPresent(n -> atLeast("--epochs", n, 1));
        limit.ifPresent(n -> atLeast("--limit", n, 1));
        batch.ifPresent(n -> atLeast("--batch", n, 1));
        patience.ifPresent(n -> atLeast("--patience", n, 1));
        checkpointEvery.ifPresent(n -> atLeast("--checkpoint-every", n, 0));
        rate.filter(x -> !(x > 0) || x.isInfinite()).ifPresent(x -> {
            throw usage("--lr " + x + " can't train; it must be above 0");
        });
        return Workers.withThreads(threads.count(), () -> {
            resume.map(this::resumed).orElseGet(this::fresh).run();
            return 0;
        });
    }

    private Session fresh() {
        String wanted = name.orElseThrow(() -> usage("name what to train: " + Tasks.names()));
        Task task = Tasks.find(wanted)
                .orElseThrow(
                        () -> usage("there is nothing called '" + wanted + "' to train; " + Tasks.suggestion(wanted)));
        useful(task);
        String source = task.source()
                .resolve(data)
                .orElseThrow(() -> usage(task.name() + " comes without data; name a folder by --data DIR that holds "
                        + task.source().needs()));
        Task.Defaults defaults = task.defaults();
        var settings = new Manifest.Settings(
                source,
                epochs.orElse(defaults.epochs()),
                batch.orElse(defaults.batch()),
                rate.orElse(defaults.rate()),
                seed.orElse(0L),
                limit.orElse(0),
                patience.orElse(0),
                checkpointEvery.orElse(Session.CHECKPOINT_EVERY));
        return Session.fresh(task, settings, out, profile);
    }

    private void useful(Task task) {
        ParseResult parsed = spec.commandLine().getParseResult();
        Task.Idle idle = task.idle();
        idle.options().stream().filter(parsed::hasMatchedOption).findFirst().ifPresent(option -> {
            throw usage(option + " would change nothing for " + task.name() + ": " + idle.reason() + "; leave " + option
                    + " out");
        });
    }

    private Session resumed(Path folder) {
        ParseResult parsed = spec.commandLine().getParseResult();
        for (String option :
                new String[] {"--out", "--limit", "--batch", "--lr", "--seed", "--patience", "--checkpoint-every"}) {
            if (parsed.hasMatchedOption(option)) {
                throw usage("a resumed run keeps its " + option.substring(2) + "; leave " + option + " out");
            }
        }
        RunFolder run = RunFolder.existing(folder);
        Manifest old = Manifest.read(run.manifest());
        Task task = Trained.task(run, old);
        name.filter(n -> !n.equals(task.name())).ifPresent(n -> {
            throw usage("the run in " + folder + " trains " + task.name() + ", not " + n + "; leave the name out");
        });
        if (!run.isStarted()) {
            throw new Failure(folder + " has no checkpoint to go on from; start again by merapi train " + task.name());
        }
        if (old.result().isPresent() && epochs.orElse(0) <= old.result().get().epochs()) {
            throw new Failure("the run in " + folder + " is complete after "
                    + old.result().get().epochs() + " epochs; to train longer, ask for more by --epochs");
        }
        Manifest.Settings settings =
                old.settings().epochs(epochs.orElse(old.settings().epochs()));
        Manifest manifest = old.settings(settings.data(task.source().again(data, settings.data())));
        Path used = Path.of(manifest.settings().data());
        Work work = task.open(used, manifest.settings(), Optional.empty());
        if (!work.details().equals(old.details())) {
            throw new Failure("the data in " + used + " isn't what the run in " + folder
                    + " was trained on; name its folder by --data DIR");
        }
        return Session.resumed(task, work, manifest, run, profile);
    }

    private void atLeast(String option, int value, int least) {
        if (value < least) {
            throw usage(option + " " + value + " can't train; it must be at least " + least);
        }
    }

    private ParameterException usage(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }
}
