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
    private final int images;
    private final boolean terminal;
    private Optional<Bar> bar = Optional.empty();
    private long start = System.nanoTime();
    private long lastStep;
    private long samples;

    private Display(PrintStream out, int epochs, int images, boolean terminal) {
        this.out = out;
        this.epochs = epochs;
        this.images = images;
        this.terminal = terminal;
    }

    /** On standard output, for a training of so many epochs of so many images. */
    static Display of(int epochs, int images) {
        return new Display(System.out, epochs, images, isTerminal());
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
                bar = Optional.of(new Bar(out, title, tally.samples() - end.samples(), images));
            }
            bar.get()
                    .stepTo(
                            tally.samples(),
                            "loss " + Figures.loss(tally.loss()) + "  accuracy " + Figures.percent(tally.accuracy()));
        }
    }

    private void epoch(Progress progress) {
        close();
        EpochRecord epoch = progress.history().getLast();
        double rate = samples / Math.max(1e-9, (lastStep - start) / 1e9);
        out.printf(
                Locale.ROOT,
                "epoch %d/%d  loss %s  accuracy %s  test %s  %.0f images/s  %s%n",
                epoch.epoch(),
                epochs,
                Figures.loss(epoch.loss()),
                Figures.percent(epoch.accuracy()),
                Figures.percent(epoch.validationAccuracy()),
                rate,
                Figures.seconds(epoch.seconds()));
        out.flush();
        start = System.nanoTime();
        samples = 0;
    }

    /** Takes the bar away, if there is one. */
    @Override
    public void close() {
        bar.ifPresent(Bar::close);
        bar = Optional.empty();
    }
}
