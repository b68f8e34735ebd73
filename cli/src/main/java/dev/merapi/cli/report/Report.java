package dev.merapi.cli.report;

import dev.merapi.cli.task.Work;
import dev.merapi.cli.text.Figures;
import dev.merapi.models.io.AtomicFile;
import dev.merapi.models.train.EpochRecord;
import dev.merapi.models.train.Manifest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * {@code report.html} of a run.
 *
 * @param manifest of the run as it is
 * @param work what was to be done
 * @param head how it ended
 * @param history of the last phase's epochs
 * @param sections what there is to show besides its curves, as HTML
 */
public record Report(Manifest manifest, Work work, Head head, List<EpochRecord> history, List<String> sections) {
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
                        Html.escape(head.title()),
                        style(),
                        head.html(manifest.task()),
                        Curves.section(history),
                        String.join("", sections),
                        settings());
    }

    private String settings() {
        Manifest.Settings s = manifest.settings();
        Map<String, String> settings = new TreeMap<>();
        settings.put(
                "data",
                s.data() + (s.limit() == 0 ? "" : ", the first " + Figures.count(s.limit()) + " " + work.samples()));
        settings.put("seed", String.valueOf(s.seed()));
        if (!work.phases().isEmpty()) {
            settings.put("epochs", String.valueOf(s.epochs()));
            settings.put("batch", String.valueOf(s.batch()));
            settings.put("learning rate", String.valueOf(s.rate()));
            settings.put("patience", s.patience() == 0 ? "none" : s.patience() + " epochs");
        }
        return "<section class=\"columns\">\n<div><h2>Settings</h2>\n" + list(settings.entrySet())
                + "</div>\n<div><h2>Environment</h2>\n" + list(Surroundings.of(manifest)) + "</div>\n</section>\n";
    }

    private static String list(Collection<Map.Entry<String, String>> facts) {
        return facts.stream()
                .map(fact ->
                        "<dt>" + Html.escape(fact.getKey()) + "</dt><dd>" + Html.escape(fact.getValue()) + "</dd>\n")
                .collect(Collectors.joining("", "<dl>\n", "</dl>\n"));
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
