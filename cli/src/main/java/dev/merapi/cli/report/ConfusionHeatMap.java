package dev.merapi.cli.report;

import dev.merapi.cli.text.Figures;
import dev.merapi.models.metric.ConfusionMatrix;
import java.util.List;
import java.util.Locale;

/** The confusion matrix as a table whose cells are the darker the more of their row they hold. */
final class ConfusionHeatMap {
    private ConfusionHeatMap() {}

    static String section(ConfusionMatrix matrix, List<String> names) {
        StringBuilder out = new StringBuilder("""
                <section>
                <h2>Who is taken for whom</h2>
                <p>A row is what they are, a column what they were taken for.</p>
                <div class="scroll"><table class="heat">
                <thead><tr><th></th>""");
        names.forEach(name -> out.append("<th><span>").append(Html.escape(name)).append("</span></th>"));
        out.append("</tr></thead>\n<tbody>\n");
        for (int a = 0; a < matrix.classes(); a++) {
            out.append("<tr><th>").append(Html.escape(names.get(a))).append("</th>");
            for (int p = 0; p < matrix.classes(); p++) {
                cell(out, matrix, names, a, p);
            }
            out.append("</tr>\n");
        }
        return out.append("</tbody>\n</table></div>\n</section>\n").toString();
    }

    private static void cell(StringBuilder out, ConfusionMatrix matrix, List<String> names, int a, int p) {
        long count = matrix.count(a, p);
        double share = (double) count / Math.max(1, matrix.support(a));
        // The root: a few per cent are what one looks for, and would be all but white.
        double strength = Math.sqrt(share);
        out.append(String.format(
                Locale.ROOT,
                "<td class=\"%s\" style=\"--s:%.0f%%\" title=\"%s\">%s</td>",
                (a == p ? "right" : "wrong") + (strength > 0.72 ? " strong" : ""),
                100 * strength,
                Html.escape(names.get(a) + (a == p ? " recognized: " : " taken for " + names.get(p) + ": ")
                        + Figures.count(count) + " of " + Figures.count(matrix.support(a)) + " ("
                        + Figures.percent(share) + ")"),
                count == 0 ? "" : Figures.count(count)));
    }
}
