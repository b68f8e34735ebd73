package dev.merapi.cli.report;

import dev.merapi.models.metric.ConfusionMatrix;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What the report of a classifier of sounds shows: who is taken for whom, the classes' scores, sounds to see and to
 * hear.
 *
 * @param wrong the mistakes, the surest first
 * @param right what was recognized, one of each class
 */
public record SpeechSections(ConfusionMatrix matrix, List<String> classes, List<Clip> wrong, List<Clip> right) {
    private static final String MELS = "Time runs to the right, pitch in mel upwards; the lighter, the louder.";

    /** Sections in their order. */
    public List<String> html() {
        return List.of(
                ConfusionHeatMap.section(matrix, classes),
                ClassScores.section(matrix, classes),
                wrong.isEmpty()
                        ? "<section>\n<h2>Worst mistakes</h2>\n<p>None: every test sound was recognized.</p>\n</section>\n"
                        : clips("Worst mistakes", "Wrong with the highest confidence. " + MELS, wrong),
                clips("Recognized", "The surest of each class. " + MELS, right));
    }

    /** A section of sounds side by side. */
    static String clips(String title, String words, List<Clip> clips) {
        return clips.stream()
                .map(Clip::html)
                .collect(Collectors.joining(
                        "",
                        "<section>\n<h2>" + Html.escape(title) + "</h2>\n<p>" + Html.escape(words)
                                + "</p>\n<div class=\"clips\">\n",
                        "</div>\n</section>\n"));
    }
}
