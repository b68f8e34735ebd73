package dev.merapi.cli;

import dev.merapi.cli.text.Figures;
import java.io.PrintStream;
import java.time.Duration;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarStyle;

/** The progress bar of one epoch, on a terminal: samples done, time left, samples/s, loss and accuracy. */
final class Bar implements AutoCloseable {
    private static final int REFRESH_MILLIS = 200;

    private final ProgressBar bar;

    Bar(PrintStream out, String title, long done, long size, String unit) {
        bar = ProgressBar.builder()
                .setTaskName(title)
                .setInitialMax(size)
                .startsFrom(done, Duration.ZERO)
                .setUnit(" " + unit, 1)
                .showSpeed(new java.text.DecimalFormat("0"))
                .setUpdateIntervalMillis(REFRESH_MILLIS)
                .setStyle(Figures.hasBlocks(out.charset()) ? ProgressBarStyle.UNICODE_BLOCK : ProgressBarStyle.ASCII)
                .setConsumer(new ConsoleProgressBarConsumer(out))
                .clearDisplayOnFinish()
                .build();
    }

    void stepTo(long samples, String figures) {
        bar.stepTo(samples);
        bar.setExtraMessage("  " + figures);
    }

    /** Takes the bar off the screen. */
    @Override
    public void close() {
        bar.close();
    }
}
