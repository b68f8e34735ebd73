package dev.merapi.cli;

import dev.merapi.cli.report.Curves;
import dev.merapi.cli.report.Head;
import dev.merapi.cli.report.Report;
import dev.merapi.cli.task.Outcome;
import dev.merapi.cli.task.Phase;
import dev.merapi.cli.task.Task;
import dev.merapi.cli.task.Work;
import dev.merapi.cli.text.Figures;
import dev.merapi.models.io.AtomicFile;
import dev.merapi.models.layer.State;
import dev.merapi.models.train.Checkpoint;
import dev.merapi.models.train.EpochRecord;
import dev.merapi.models.train.Manifest;
import dev.merapi.models.train.Progress;
import dev.merapi.models.train.Weights;
import dev.merapi.simd.Workers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One call of {@code merapi train}, from the data to the report.
 *
 * @param profile whether to record what operators cost
 * @param phases what is left to do or, of an earlier run's phases that are complete, to read
 */
record Session(Task task, Work work, Manifest manifest, RunFolder folder, boolean profile, List<PhaseRun> phases) {
    /** Steps between checkpoints, unless the user says otherwise. */
    static final int CHECKPOINT_EVERY = 200;

    /**
     * A new run.
     *
     * @param out its folder; the next free one of the task's name if it's empty
     */
    static Session fresh(Task task, Manifest.Settings settings, Optional<Path> out, boolean profile) {
        Work work = task.open(Path.of(settings.data()), settings, Optional.empty());
        var manifest = new Manifest(task.name(), work.details(), settings, Optional.empty(), Environment.now());
        RunFolder run = out.map(RunFolder::at).orElseGet(() -> RunFolder.next(task.name()));
        return new Session(task, work, manifest, run, profile, phases(work, settings, run, false));
    }

    /** An earlier run, from each phase's last checkpoint. */
    static Session resumed(Task task, Work work, Manifest manifest, RunFolder run, boolean profile) {
        Manifest again = manifest.resumed(Environment.now());
        return new Session(task, work, again, run, profile, phases(work, manifest.settings(), run, true));
    }

    private static List<PhaseRun> phases(Work work, Manifest.Settings settings, RunFolder run, boolean resumed) {
        List<PhaseRun> phases = new ArrayList<>();
        for (int i = 0; i < work.phases().size(); i++) {
            Phase phase = work.phases().get(i);
            RunFolder own = i == work.phases().size() - 1 ? run : run.phase(phase.name());
            Optional<Checkpoint> from = resumed && Files.exists(own.checkpoint())
                    ? Optional.of(Checkpoint.read(own.checkpoint()))
                    : Optional.empty();
            phases.add(new PhaseRun(phase, own, settings, work.samples(), from));
        }
        return List.copyOf(phases);
    }

    /** A phase that has ended. */
    private record Done(PhaseRun phase, Progress progress, Outcome outcome) {}

    /** Trains, tests and writes all files; the manifest with its result. */
    Manifest run() {
        // From the folder's making to the end of the last test, which may take longer than an epoch.
        var unfinished = new Unfinished(this);
        try (var _ = new Interruption(unfinished)) {
            try {
                announce();
                List<Done> done = profile ? Profiling.of(folder.profile(), () -> train(unfinished)) : train(unfinished);
                return finish(done, unfinished);
            } catch (RuntimeException | Error e) {
                throw unfinished.failed(e);
            }
        }
    }

    private void announce() {
        long parameters = State.of(work.model()).size();
        System.out.println(task.name() + ": " + task.summary()
                + (parameters == 0 ? "" : ", " + Figures.count(parameters) + " parameters"));
        phases.forEach(phase -> System.out.println(title(phase) + sizes(phase.phase())));
        work.notes().forEach(System.out::println);
        System.out.println("run folder " + folder.path() + "; kernels " + Environment.kernels() + "; threads "
                + Workers.threads());
    }

    /** Where there is one phase alone, it needs no name. */
    private String title(PhaseRun phase) {
        return phases.size() == 1 ? "" : phase.phase().name() + ": ";
    }

    private String sizes(Phase phase) {
        return Figures.count(phase.train().size()) + " " + work.samples() + " to train on, "
                + Figures.count(phase.validation().size()) + " to validate on, from "
                + manifest.settings().data();
    }

    private List<Done> train(Unfinished unfinished) {
        List<Done> done = new ArrayList<>();
        if (phases.isEmpty()) {
            manifest.write(folder.manifest());
        }
        for (PhaseRun phase : phases) {
            if (phases.size() > 1) {
                System.out.println(phase.phase().name() + ":");
            }
            // A resumed run's manifest keeps its result until the first checkpoint has proven good.
            boolean first = done.isEmpty();
            Progress progress = phase.run(() -> {
                unfinished.begin();
                begin(phase, first);
            });
            done.add(new Done(phase, progress, phase.phase().outcome().get()));
        }
        return done;
    }

    private void begin(PhaseRun phase, boolean first) {
        if (first) {
            manifest.write(folder.manifest());
        }
        phase.folder().make();
    }

    private Manifest finish(List<Done> done, Unfinished unfinished) {
        long start = System.nanoTime();
        Outcome outcome = work.outcome().get();
        double counting = (System.nanoTime() - start) / 1e9;
        Optional<Progress> last =
                done.isEmpty() ? Optional.empty() : Optional.of(done.getLast().progress());
        for (int i = 0; i < done.size(); i++) {
            outcome = done.get(i).phase().noted(outcome);
            Outcome own = done.get(i).outcome();
            outcome = outcome.plus(i == done.size() - 1 ? own : own.section(curves(done.get(i))));
        }
        Weights.save(work.model(), folder.model());
        Manifest finished = manifest.result(new Manifest.Result(
                last.map(Progress::epoch).orElse(0),
                done.isEmpty() ? counting : seconds(done),
                last.flatMap(Progress::stopped),
                outcome.values()));
        outcome.files().forEach((name, bytes) -> AtomicFile.write(folder.made(name), bytes));
        List<EpochRecord> history = last.map(Progress::history).orElse(List.of());
        Head head = Head.finished(outcome, finished.result().orElseThrow(), history);
        var report = new Report(finished, work, head, history, outcome.sections());
        unfinished.complete(() -> {
            report.write(folder.report());
            // At last: a run with a result is complete, and isn't gone on with.
            finished.write(folder.manifest());
        });
        last.flatMap(Progress::stopped).ifPresent(reason -> System.out.println("stopped early: " + reason));
        System.out.println("wrote " + folder.report());
        System.out.println(outcome.headline());
        return finished;
    }

    /** Of all epochs; a work without phases, as n-grams, does all that it does for its outcome. */
    private static double seconds(List<Done> done) {
        return done.stream()
                .flatMap(phase -> phase.progress().history().stream())
                .mapToDouble(EpochRecord::seconds)
                .sum();
    }

    private static String curves(Done phase) {
        return Curves.section(
                "Curves of " + phase.phase().phase().name(), phase.progress().history());
    }
}
