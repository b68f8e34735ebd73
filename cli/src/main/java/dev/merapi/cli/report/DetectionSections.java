package dev.merapi.cli.report;

import dev.merapi.cli.text.Figures;
import dev.merapi.models.data.DetectionDataset;
import dev.merapi.models.metric.DetectionScores;
import dev.merapi.models.metric.DetectionScores.Detection;
import dev.merapi.models.metric.DetectionScores.Interpolation;
import dev.merapi.models.metric.DetectionScores.Tally;
import dev.merapi.models.metric.DetectionScores.Truth;
import dev.merapi.models.metric.Ranking;
import dev.merapi.models.vision.Box;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * What the report of a detector shows: the classes' average precision, their curves, and pictures with what was found.
 *
 * @param overlap that makes a hit
 * @param jpegs the test images' files
 * @param found the detections in each
 */
public record DetectionSections(
        DetectionScores scores,
        double overlap,
        List<String> classNames,
        List<byte[]> jpegs,
        List<List<Detection>> found,
        DetectionDataset test) {
    private static final int MOST = 12;
    /** The score from which on a box is shown. */
    public static final double SHOWN = 0.5;

    /** Copies the lists. */
    public DetectionSections {
        classNames = List.copyOf(classNames);
        jpegs = List.copyOf(jpegs);
        found = List.copyOf(found);
    }

    /** Sections in their order. */
    public List<String> html() {
        return List.of(pictures(), classes());
    }

    private String pictures() {
        StringBuilder out = new StringBuilder(
                "<section>\n<h2>What it finds</h2>\n<p>Test images. Solid boxes were found with a score of " + SHOWN
                        + " or more, dashed ones are what people marked.</p>\n<p class=\"legend\">");
        for (int c = 0; c < classNames.size(); c++) {
            out.append("<i class=\"c").append(c).append("\"></i>").append(Html.escape(classNames.get(c)));
        }
        out.append("</p>\n<div class=\"pictures\">\n");
        IntStream.range(0, Math.min(MOST, jpegs.size())).mapToObj(this::picture).forEach(out::append);
        return out.append("</div>\n</section>\n").toString();
    }

    private String picture(int i) {
        int height = test.images().size(2);
        int width = test.images().size(3);
        List<Detection> shown =
                found.get(i).stream().filter(d -> d.score() >= SHOWN).toList();
        List<Truth> truths = test.truths().get(i);
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<figure><svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"test image %d\">"
                        + "<image width=\"%d\" height=\"%d\" preserveAspectRatio=\"none\""
                        + " href=\"data:image/jpeg;base64,%s\"/>%n",
                width,
                height,
                i,
                width,
                height,
                Base64.getEncoder().encodeToString(jpegs.get(i))));
        truths.forEach(t -> svg.append(rectangle(t.box(), t.label(), " marked", classNames.get(t.label()))));
        shown.forEach(d -> svg.append(rectangle(
                d.box(), d.label(), "", classNames.get(d.label()) + ", score " + Figures.percent(d.score()))));
        return svg.append("</svg><figcaption>test image ")
                .append(i)
                .append("<span>")
                .append(shown.size())
                .append(" found, ")
                .append(truths.size())
                .append(" marked</span></figcaption></figure>\n")
                .toString();
    }

    private static String rectangle(Box box, int label, String more, String tooltip) {
        return String.format(
                Locale.ROOT,
                "<rect class=\"c%d%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"><title>%s</title></rect>%n",
                label,
                more,
                box.left(),
                box.top(),
                box.right() - box.left(),
                box.bottom() - box.top(),
                Html.escape(tooltip));
    }

    private String classes() {
        List<ShareChart.Line> lines = new ArrayList<>();
        var table = new ScoreTable(List.of("average precision"), "number");
        for (int c = 0; c < classNames.size(); c++) {
            Tally tally = scores.tallies().get(overlap).getOrDefault(c, new Tally(Ranking.NONE, 0));
            Ranking.Curve curve = tally.precisionRecall();
            lines.add(new ShareChart.Line("c" + c, classNames.get(c), curve.x(), curve.y()));
            double precision = scores.averagePrecision(c, overlap, Interpolation.ALL_POINTS);
            table.row(
                    classNames.get(c),
                    List.of(Figures.percent(precision)),
                    Double.isNaN(precision) ? 0 : precision,
                    Figures.count(tally.truths()));
        }
        return """
                <section>
                <h2>Classes</h2>
                <p>A detection is a hit if it overlaps an object of its class by at least %s.</p>
                <div class="columns">
                %s<figure><figcaption>Precision by recall</figcaption>
                %s</figure>
                </div>
                </section>
                """.formatted(
                        overlap, table.html(), new ShareChart("recall", "precision", lines).svg("precision by recall"));
    }
}
