package dev.merapi.cli.text;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** What the operators of a recording cost, each with all its applications on all threads. */
public final class OperatorTable {
    private static final int SHOWN = 10;

    private final Map<String, Total> totals = new HashMap<>();

    private OperatorTable() {}

    /** Reads the events {@code dev.merapi.Op} of a recording. */
    public static OperatorTable of(Path recording) throws IOException {
        OperatorTable table = new OperatorTable();
        try (RecordingFile file = new RecordingFile(recording)) {
            while (file.hasMoreEvents()) {
                RecordedEvent event = file.readEvent();
                if (event.getEventType().getName().equals("dev.merapi.Op")) {
                    table.totals
                            .computeIfAbsent(event.getString("operator"), Total::new)
                            .add(event);
                }
            }
        }
        return table;
    }

    private static final class Total {
        private final String operator;
        private long count;
        private long nanos;
        private long bytes;
        private long flops;

        Total(String operator) {
            this.operator = operator;
        }

        void add(RecordedEvent event) {
            count++;
            nanos += event.getDuration().toNanos();
            bytes += event.getLong("bytes");
            flops += event.getLong("flops");
        }

        /** Operations where the operator counts them, else bytes; per nanosecond both are giga per second. */
        String rate() {
            double perNano = (flops > 0 ? flops : bytes) / (double) Math.max(1, nanos);
            return String.format(Locale.ROOT, "%.1f %s", perNano, flops > 0 ? "GFLOP/s" : "GB/s   ");
        }
    }

    /** The ten that took longest; the time of one application is that of its thread, helpers left out. */
    @Override
    public String toString() {
        long nanos = totals.values().stream().mapToLong(total -> total.nanos).sum();
        long count = totals.values().stream().mapToLong(total -> total.count).sum();
        List<Total> first = totals.values().stream()
                .sorted(Comparator.comparingLong((Total total) -> -total.nanos).thenComparing(total -> total.operator))
                .limit(SHOWN)
                .toList();
        int width =
                first.stream().mapToInt(total -> total.operator.length()).max().orElse(0);
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%s operators in %s, counted on each thread; the most expensive:%n",
                Figures.count(count),
                Figures.seconds(nanos / 1e9)));
        text.append(String.format(
                Locale.ROOT,
                "  %s%12s%12s%10s%17s%n",
                padded("operator", width),
                "count",
                "total ms",
                "share",
                "rate      "));
        for (Total total : first) {
            text.append(String.format(
                    Locale.ROOT,
                    "  %s%12s%12s%10s%17s%n",
                    padded(total.operator, width),
                    Figures.count(total.count),
                    String.format(Locale.ROOT, "%,.1f", total.nanos / 1e6),
                    Figures.percent(total.nanos / (double) Math.max(1, nanos)),
                    total.rate()));
        }
        return text.toString();
    }

    private static String padded(String name, int width) {
        return name + " ".repeat(Math.max(0, Math.max(width, "operator".length()) - name.length()));
    }
}
