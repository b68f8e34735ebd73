package dev.merapi.cli.report;

import dev.merapi.models.audio.Sound;
import dev.merapi.models.metric.Alignment;
import dev.merapi.tensor.Tensor;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A sound that was written down.
 *
 * @param spectrum what the network sees [mels, frames]
 * @param probabilities what it says at each of its steps [steps, classes], the blank first
 * @param labels the classes' names, the blank's first
 */
public record Transcript(
        Sound sound,
        Tensor spectrum,
        Tensor probabilities,
        List<String> labels,
        List<String> reference,
        List<String> hypothesis) {
    private static final double WIDTH = 1000;
    private static final double HEIGHT = 90;
    private static final double TOP = 18;
    private static final double SPIKE = 0.3;
    private static final String NONE = "&ndash;";

    /** A section of such sounds. */
    public static String section(String title, List<Transcript> transcripts) {
        return transcripts.stream()
                .map(Transcript::html)
                .collect(Collectors.joining("", """
                <section>
                <h2>%s</h2>
                <p>Above what the network sees, pitch upwards; below how sure it is of each digit, on the same time. Most of the
                time it says nothing (dotted): a peak in the middle of a word is enough.</p>
                """.formatted(Html.escape(title)), "</section>\n"));
    }

    private String html() {
        String what = String.join(" ", reference);
        return "<figure class=\"transcript\"><img class=\"picture\" alt=\"" + Html.escape("spectrum of " + what)
                + "\" src=\"" + HeatMap.dataUri(spectrum) + "\">" + peaks(what) + "<div class=\"said\">"
                + aligned() + Clip.player(sound, what) + "</div></figure>\n";
    }

    /** What was said above what was heard, what differs marked. */
    private String aligned() {
        StringBuilder said = new StringBuilder();
        StringBuilder heard = new StringBuilder();
        for (Alignment.Pair<String> pair : Alignment.of(reference, hypothesis).pairs()) {
            String cell = pair.same() ? "<td>" : "<td class=\"wrong\">";
            said.append(cell)
                    .append(pair.reference().map(Html::escape).orElse(NONE))
                    .append("</td>");
            heard.append(cell)
                    .append(pair.hypothesis().map(Html::escape).orElse(NONE))
                    .append("</td>");
        }
        return "<table class=\"aligned\"><tr><th>said</th>" + said + "</tr><tr><th>heard</th>" + heard
                + "</tr></table>";
    }

    /** A line for each class that is ever likely, its name at its peaks. */
    private String peaks(String what) {
        int steps = probabilities.size(0);
        int classes = probabilities.size(1);
        float[] p = probabilities.toFloatArray();
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg class=\"peaks\" viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"%s\">",
                WIDTH,
                HEIGHT,
                Html.escape("probabilities over time of " + what)));
        for (int c = 0; c < classes; c++) {
            int label = c;
            double[] line = IntStream.range(0, steps)
                    .mapToDouble(t -> p[t * classes + label])
                    .toArray();
            if (IntStream.range(0, steps).anyMatch(t -> line[t] >= SPIKE)) {
                svg.append(line(line, c == 0 ? "blank" : "test"));
            }
            for (int t = 0; c > 0 && t < steps; t++) {
                if (isPeak(line, t)) {
                    svg.append(String.format(
                            Locale.ROOT,
                            "<text class=\"x\" x=\"%.1f\" y=\"%.1f\">%s</text>",
                            x(t, steps),
                            y(line[t]) - 4,
                            Html.escape(labels.get(c))));
                }
            }
        }
        return svg.append("</svg>").toString();
    }

    private static boolean isPeak(double[] line, int t) {
        return line[t] >= SPIKE
                && (t == 0 || line[t - 1] < line[t])
                && (t == line.length - 1 || line[t + 1] <= line[t]);
    }

    private static String line(double[] values, String kind) {
        return IntStream.range(0, values.length)
                .mapToObj(t -> String.format(Locale.ROOT, "%.1f,%.1f", x(t, values.length), y(values[t])))
                .collect(Collectors.joining(" ", "<polyline class=\"" + kind + "\" points=\"", "\"/>"));
    }

    private static double x(int t, int steps) {
        return WIDTH * (t + 0.5) / steps;
    }

    private static double y(double probability) {
        return HEIGHT - 2 - probability * (HEIGHT - 2 - TOP);
    }
}
