package dev.merapi.cli.report;

import dev.merapi.cli.task.Outcome;
import dev.merapi.cli.text.Figures;
import dev.merapi.models.io.AtomicFile;
import dev.merapi.models.train.EpochRecord;
import dev.merapi.models.train.Manifest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * {@code report.html} of a finished run.
 *
 * @param manifest with its result
 * @param outcome of the trained model's test
 * @param samples what a sample is called, in the plural
 */
public record Report(Manifest manifest, List<EpochRecord> history, Outcome outcome, String samples) {
    /** Writes the page, atomically. */
    public void write(Path file) {
        AtomicFile.write(file, html());
    }

    String html() {
        return """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="color-scheme" content="light dark">
                <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; media-src data:; style-src 'unsafe-inline'">
                <title>%s: %s</title>
                <style>
                %s</style>
                </head>
                <body>
                <main>
                %s%s%s%s</main>
                </body>
                </html>
                """.formatted(
                        Html.escape(manifest.task()),
                        Html.escape(outcome.headline().text()),
                        style(),
                        header(),
                        Curves.section(history),
                        String.join("", outcome.sections()),
                        settings());
    }

    private String header() {
        Manifest.Result result = manifest.result().orElseThrow();
        String tiles = outcome.metrics().stream()
                        .skip(1)
                        .map(metric -> tile(metric.name(), metric.text()))
                        .collect(Collectors.joining())
                + (history.isEmpty()
                        ? ""
                        : tile("epochs", String.valueOf(result.epochs()))
                                + tile("training", Figures.seconds(result.seconds())));
        return """
                <header>
                <p class="eyebrow">Merapi &middot; report of a run</p>
                <h1>%s</h1>
                <div class="tiles"><div class="tile hero"><b>%s</b><span>%s</span></div>
                %s</div>
                %s</header>
                """.formatted(
                        Html.escape(manifest.task()),
                        Html.escape(outcome.headline().text()),
                        Html.escape(outcome.headline().name()),
                        tiles,
                        result.stopped()
                                .map(reason -> "<p>Stopped early: " + Html.escape(reason) + ".</p>\n")
                                .orElse(""));
    }

    private static String tile(String name, String value) {
        return "<div class=\"tile\"><b>" + Html.escape(value) + "</b><span>" + Html.escape(name) + "</span></div>\n";
    }

    private String settings() {
        Manifest.Settings s = manifest.settings();
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put(
                "data", s.data() + (s.limit() == 0 ? "" : ", the first " + Figures.count(s.limit()) + " " + samples));
        settings.put("seed", String.valueOf(s.seed()));
        if (!history.isEmpty()) {
            settings.put("epochs", String.valueOf(s.epochs()));
            settings.put("batch", String.valueOf(s.batch()));
            settings.put("learning rate", String.valueOf(s.rate()));
            settings.put("patience", s.patience() == 0 ? "none" : s.patience() + " epochs");
        }
        return "<section class=\"columns\">\n<div><h2>Settings</h2>\n" + list(settings)
                + "</div>\n<div><h2>Environment</h2>\n" + list(manifest.environment()) + "</div>\n</section>\n";
    }

    private static String list(Map<String, String> facts) {
        StringBuilder out = new StringBuilder("<dl>\n");
        facts.keySet().stream()
                .sorted()
                .forEach(name -> out.append("<dt>")
                        .append(Html.escape(name))
                        .append("</dt><dd>")
                        .append(Html.escape(facts.get(name)))
                        .append("</dd>\n"));
        return out.append("</dl>\n").toString();
    }

    private static String style() {
        try (InputStream css = Report.class.getResourceAsStream("report.css")) {
            if (css == null) {
                throw new IllegalStateException("report.css is missing from Merapi's jar; build it again");
            }
            return new String(css.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("couldn't read report.css from Merapi's jar: " + e.getMessage(), e);
        }
    }
}
