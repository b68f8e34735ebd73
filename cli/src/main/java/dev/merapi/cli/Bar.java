package dev.merapi.cli;

import dev.merapi.cli.text.Figures;
import java.io.PrintStream;
import java.time.Duration;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarStyle;

/** The progress bar of one epoch, on a terminal: images done, time left, images/s, loss and accuracy. */
final class Bar implements AutoCloseable {
    private static final int REFRESH_MILLIS = 200;

    private final ProgressBar bar;

    Bar(PrintStream out, String title, long done, long images) {
        bar = ProgressBar.builder()
                .setTaskName(title)
                .setInitialMax(images)
                .startsFrom(done, Duration.ZERO)
                .setUnit(" images", 1)
                .showSpeed(new java.text.DecimalFormat("0"))
                .setUpdateIntervalMillis(REFRESH_MILLIS)
                .setStyle(Figures.hasBlocks(out.charset()) ? ProgressBarStyle.UNICODE_BLOCK : ProgressBarStyle.ASCII)
                .setConsumer(new ConsoleProgressBarConsumer(out))
                .clearDisplayOnFinish()
                .build();
    }

    void stepTo(long images, String figures) {
        bar.stepTo(images);
        bar.setExtraMessage("  " + figures);
    }

    /** Takes the bar off the screen. */
    @Override
    public void close() {
        bar.close();
    }
}
