package dev.merapi.cli.report;

import dev.merapi.cli.task.Outcome;
import dev.merapi.cli.text.Figures;
import dev.merapi.models.train.EpochRecord;
import dev.merapi.models.train.Manifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The top of a report: how the run ended.
 *
 * @param title in a few words
 * @param figures the most telling one first
 * @param remark what to know besides
 */
public record Head(String title, List<Outcome.Metric> figures, Optional<String> remark) {
    /** Copies the list. */
    public Head {
        figures = List.copyOf(figures);
    }

    /**
     * Of a run that came to its end.
     *
     * @param history of its own epochs; empty where all was learned by reading
     */
    public static Head finished(Outcome outcome, Manifest.Result result, List<EpochRecord> history) {
        List<Outcome.Metric> figures = new ArrayList<>(outcome.metrics());
        if (!history.isEmpty()) {
            figures.add(epochs("epochs", result.epochs(), String.valueOf(result.epochs())));
            figures.add(training(result.seconds()));
        }
        return new Head(
                outcome.headline().text(), figures, result.stopped().map(reason -> "Stopped early: " + reason + "."));
    }

    /**
     * Of a run that was broken off.
     *
     * @param history of the last phase that came to the end of an epoch
     * @param epochs how many it should have had
     * @param phase "" where there is one alone, or of which phase the epochs are, such as {@code " of pretraining"}
     * @param seconds of all epochs of all phases
     * @param reason why, and how to go on
     */
    public static Head brokenOff(List<EpochRecord> history, int epochs, String phase, double seconds, String reason) {
        int last = history.getLast().epoch();
        String title = "broken off after epoch " + last + " of " + epochs + phase;
        return new Head(
                title,
                List.of(
                        epochs("epochs" + phase + ", then broken off", last, last + " of " + epochs),
                        training(seconds)),
                Optional.of("This run was " + title + ": " + reason));
    }

    private static Outcome.Metric epochs(String name, int count, String text) {
        return new Outcome.Metric(name, count, text);
    }

    private static Outcome.Metric training(double seconds) {
        return new Outcome.Metric("training", seconds, Figures.seconds(seconds));
    }

    String html(String task) {
        Outcome.Metric first = figures.getFirst();
        String tiles =
                figures.stream().skip(1).map(figure -> tile("tile", figure)).collect(Collectors.joining());
        return """
                <header>
                <p class="eyebrow">Merapi &middot; report of a run</p>
                <h1>%s</h1>
                <div class="tiles">%s%s</div>
                %s</header>
                """.formatted(
                        Html.escape(task),
                        tile("tile hero", first),
                        tiles,
                        remark.map(text -> "<p>" + Html.escape(text) + "</p>\n").orElse(""));
    }

    private static String tile(String style, Outcome.Metric figure) {
        return "<div class=\"" + style + "\"><b>" + Html.escape(figure.text()) + "</b><span>"
                + Html.escape(figure.name()) + "</span></div>\n";
    }
}
