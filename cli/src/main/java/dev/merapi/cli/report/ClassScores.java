package dev.merapi.cli.report;

import dev.merapi.cli.text.Figures;
import dev.merapi.models.metric.ConfusionMatrix;
import java.util.List;

/** Precision, recall and F1 of each class, the weakest easy to see. */
final class ClassScores {
    private ClassScores() {}

    static String section(ConfusionMatrix matrix, List<String> names) {
        var table = new ScoreTable(List.of("precision", "recall", "F1"), "number");
        for (int c = 0; c < matrix.classes(); c++) {
            table.row(
                    names.get(c),
                    List.of(
                            Figures.percent(matrix.precision(c)),
                            Figures.percent(matrix.recall(c)),
                            Figures.percent(matrix.f1(c))),
                    matrix.f1(c),
                    Figures.count(matrix.support(c)));
        }
        return "<section>\n<h2>Classes</h2>\n" + table.html() + "</section>\n";
    }
}
