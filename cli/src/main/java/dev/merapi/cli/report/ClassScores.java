package dev.merapi.cli.report;

import dev.merapi.cli.text.Figures;
import dev.merapi.models.metric.ConfusionMatrix;
import java.util.List;
import java.util.Locale;

/** Precision, recall and F1 of each class, the weakest easy to see. */
final class ClassScores {
    private ClassScores() {}

    static String section(ConfusionMatrix matrix, List<String> names) {
        StringBuilder out = new StringBuilder("""
                <section>
                <h2>Classes</h2>
                <div class="scroll"><table class="scores">
                <thead><tr><th>class</th><th>precision</th><th>recall</th><th>F1</th><th></th><th>number</th></tr></thead>
                <tbody>
                """);
        for (int c = 0; c < matrix.classes(); c++) {
            out.append(String.format(
                    Locale.ROOT,
                    "<tr><th>%s</th><td>%s</td><td>%s</td><td>%s</td>"
                            + "<td class=\"bar\"><i style=\"width:%.1f%%\"></i></td><td>%s</td></tr>%n",
                    Html.escape(names.get(c)),
                    Figures.percent(matrix.precision(c)),
                    Figures.percent(matrix.recall(c)),
                    Figures.percent(matrix.f1(c)),
                    100 * matrix.f1(c),
                    Figures.count(matrix.support(c))));
        }
        return out.append("</tbody>\n</table></div>\n").append("</section>\n").toString();
    }
}
