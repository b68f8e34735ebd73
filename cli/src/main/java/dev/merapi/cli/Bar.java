package dev.merapi.cli;

import dev.merapi.cli.text.Figures;
import java.io.PrintStream;
import java.text.DecimalFormat;
import java.text.FieldPosition;
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
                .showSpeed(new Speed())
                .setUpdateIntervalMillis(REFRESH_MILLIS)
                .setStyle(Figures.hasBlocks(out.charset()) ? ProgressBarStyle.UNICODE_BLOCK : ProgressBarStyle.ASCII)
                .setConsumer(new ConsoleProgressBarConsumer(out))
                .clearDisplayOnFinish()
                .build();
    }

    /** The bar takes Java's formats alone, which have no digits that are counted from the first that says something. */
    private static final class Speed extends DecimalFormat {
        private static final long serialVersionUID = 1;

        @Override
        public StringBuffer format(double rate, StringBuffer to, FieldPosition position) {
            return to.append(Figures.rate(rate));
        }
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
