package dev.merapi.cli;

import dev.merapi.cli.text.Figures;
import dev.merapi.models.train.Callback;
import dev.merapi.models.train.EpochRecord;
import dev.merapi.models.train.Progress;
import java.io.Console;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Optional;

/**
 * What a user sees of a training: a line for each epoch and, on a terminal, a bar in between. Into a file or a pipe go
 * lines alone, without control characters.
 */
final class Display implements Callback, AutoCloseable {
    private final PrintStream out;
    private final int epochs;
    private final int size;
    private final String unit;
    private final boolean terminal;
    private Optional<Bar> bar = Optional.empty();
    private long start = System.nanoTime();
    private long lastStep;
    private long samples;

    private Display(PrintStream out, int epochs, int size, String unit, boolean terminal) {
        this.out = out;
        this.epochs = epochs;
        this.size = size;
        this.unit = unit;
        this.terminal = terminal;
    }

    /** On standard output, for a training of so many epochs of so many samples, called {@code unit} in the plural. */
    static Display of(int epochs, int size, String unit) {
        return new Display(System.out, epochs, size, unit, isTerminal());
    }

    @SuppressWarnings("SystemConsoleNull") // Java 25 gives null again where there is no terminal
    private static boolean isTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal() && !"dumb".equals(System.getenv("TERM"));
    }

    @Override
    public void on(Event event) {
        switch (event) {
            case StepEnd end -> step(end);
            case EpochEnd end -> epoch(end.progress());
            case TrainingEnd _ -> close();
        }
    }

    private void step(StepEnd end) {
        Progress.Tally tally = end.progress().tally();
        lastStep = System.nanoTime();
        samples += end.samples();
        if (terminal) {
            if (bar.isEmpty()) {
                String title = "epoch " + (end.progress().epoch() + 1) + "/" + epochs;
                bar = Optional.of(new Bar(out, title, tally.samples() - end.samples(), size, unit));
            }
            bar.get()
                    .stepTo(
                            tally.samples(),
                            "loss " + Figures.loss(tally.loss()) + accuracy("  accuracy ", tally.accuracy()));
        }
    }

    private void epoch(Progress progress) {
        close();
        EpochRecord epoch = progress.history().getLast();
        double rate = samples / Math.max(1e-9, (lastStep - start) / 1e9);
        out.printf(
                Locale.ROOT,
                "epoch %d/%d  loss %s%s  validation %s  %s %s/s  %s%n",
                epoch.epoch(),
                epochs,
                Figures.loss(epoch.loss()),
                accuracy("  accuracy ", epoch.accuracy()),
                Double.isNaN(epoch.validationAccuracy())
                        ? "loss " + Figures.loss(epoch.validationLoss())
                        : Figures.percent(epoch.validationAccuracy()),
                Figures.rate(rate),
                unit,
                Figures.seconds(epoch.seconds()));
        out.flush();
        start = System.nanoTime();
        samples = 0;
    }

    /** Nothing where there are no classes to be right or wrong about. */
    private static String accuracy(String title, double share) {
        return Double.isNaN(share) ? "" : title + Figures.percent(share);
    }

    /** Takes the bar away, if there is one. */
    @Override
    public void close() {
        bar.ifPresent(Bar::close);
        bar = Optional.empty();
    }
}
