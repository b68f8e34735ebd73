package dev.merapi.cli;

import dev.merapi.cli.report.Curves;
import dev.merapi.cli.report.Head;
import dev.merapi.cli.report.Report;
import dev.merapi.cli.task.Outcome;
import dev.merapi.models.train.EpochRecord;
import dev.merapi.models.train.NonFiniteLossException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/**
 * A run that may be broken off, by Ctrl-C or by a failure: says how to go on, and writes a report of what the folder has by then.
 * The model isn't looked at for it, so that it's quick, and that a training that still runs beside it does no harm.
 */
final class Unfinished {
    private final Session session;
    private final ReentrantLock writing = new ReentrantLock();
    private volatile boolean begun;
    private volatile boolean complete;

    Unfinished(Session session) {
        this.session = session;
    }

    /** From here on the folder's files are of this run as it is now. */
    void begin() {
        begun = true;
    }

    /** Writes a finished run's last files, which no Ctrl-C replaces by those of a broken one. */
    void complete(Runnable last) {
        writing.lock();
        try {
            last.run();
            complete = true;
        } finally {
            writing.unlock();
        }
    }

    /** Writes the report for Ctrl-C; the run, if it still goes on, never comes to its own. */
    @SuppressWarnings("LockNotBeforeTry") // held until the JVM has ended
    void interrupt() {
        writing.lock();
        String line = complete ? "" : report(interrupted());
        // Behind the bar, which a training that still runs draws anew.
        System.out.println("\n" + line);
    }

    /** What Ctrl-C came to. */
    String interrupted() {
        RunFolder folder = session.folder();
        if (complete) {
            return "interrupted, but the run in " + folder.path() + " is complete";
        }
        return folder.isStarted()
                ? "interrupted; " + folder.wayOn()
                : "interrupted before the first checkpoint; " + folder.path()
                        + " holds nothing to go on from, train again";
    }

    /** Writes the report for a failure; what to throw, which says how to go on if that helps. */
    Failure failed(Throwable e) {
        String sentence = Failures.sentence(e);
        // After a loss that isn't finite the same steps would come to the same end.
        boolean again = begun && session.folder().isStarted() && !(e.getCause() instanceof NonFiniteLossException);
        var told = new Failure(again ? sentence + "; " + session.folder().wayOn() : sentence, e);
        writing.lock();
        try {
            String line = report(told.getMessage());
            if (!line.isEmpty()) {
                System.out.println(line);
            }
        } finally {
            writing.unlock();
        }
        return told;
    }

    /** Writes it if an epoch has ended; a line that says so, or nothing. */
    private String report(String reason) {
        try {
            List<Phase> seen = session.phases().stream()
                    .map(phase -> new Phase(phase, phase.history()))
                    .filter(phase -> !phase.history().isEmpty())
                    .toList();
            if (!begun || seen.isEmpty()) {
                return "";
            }
            report(seen, reason).write(session.folder().report());
            return "wrote " + session.folder().report();
        } catch (RuntimeException | Error e) {
            // It's told of and no more: why the run was broken off matters, and is told after it.
            return "no report: " + Failures.sentence(e);
        }
    }

    private Report report(List<Phase> seen, String reason) {
        Phase last = seen.getLast();
        boolean own = last.run().equals(session.phases().getLast());
        Outcome outcome = Outcome.NONE;
        for (Phase phase : seen) {
            outcome = phase.run().noted(outcome);
        }
        double seconds = seen.stream()
                .flatMap(phase -> phase.history().stream())
                .mapToDouble(EpochRecord::seconds)
                .sum();
        List<String> sections = seen.stream()
                .limit(own ? seen.size() - 1 : seen.size())
                .map(phase -> Curves.section("Curves of " + phase.run().phase().name(), phase.history()))
                .collect(Collectors.toCollection(ArrayList::new));
        sections.addAll(outcome.sections());
        String name =
                session.phases().size() == 1 ? "" : " of " + last.run().phase().name();
        int epochs = last.run().phase().recipe().epochs();
        return new Report(
                session.manifest(),
                session.work(),
                Head.brokenOff(last.history(), epochs, name, seconds, reason),
                own ? last.history() : List.of(),
                sections);
    }

    private record Phase(PhaseRun run, List<EpochRecord> history) {}
}
