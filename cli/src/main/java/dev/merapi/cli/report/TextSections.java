package dev.merapi.cli.report;

import dev.merapi.cli.text.Figures;
import dev.merapi.models.metric.ConfusionMatrix;
import dev.merapi.models.text.LabelledTexts;
import dev.merapi.models.train.Evaluation;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What the report of a classifier of texts shows: who is taken for whom, the classes' scores, the worst mistakes. */
public record TextSections(Evaluation evaluation, ConfusionMatrix matrix, LabelledTexts test) {
    private static final int MOST = 20;
    private static final int LONGEST = 300;

    /** Sections in their order. */
    public List<String> html() {
        return List.of(
                ConfusionHeatMap.section(matrix, test.classNames()),
                ClassScores.section(matrix, test.classNames()),
                mistakes());
    }

    private String mistakes() {
        List<Integer> worst = IntStream.range(0, evaluation.predicted().length)
                .filter(i -> evaluation.predicted()[i] != evaluation.wanted()[i])
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -evaluation.confidence()[i]))
                .limit(MOST)
                .toList();
        if (worst.isEmpty()) {
            return "<section>\n<h2>Worst mistakes</h2>\n<p>None: every test text was recognized.</p>\n</section>\n";
        }
        return worst.stream()
                .map(this::row)
                .collect(Collectors.joining("", """
                        <section>
                        <h2>Worst mistakes</h2>
                        <p>Wrong with the highest confidence.</p>
                        <div class="scroll"><table class="scores mistakes">
                        <thead><tr><th>text</th><th>is</th><th>taken for</th><th>sure</th></tr></thead>
                        <tbody>
                        """, "</tbody>\n</table></div>\n</section>\n"));
    }

    private String row(int i) {
        String text = test.texts().get(i);
        return "<tr><th>" + Html.escape(text.length() > LONGEST ? text.substring(0, LONGEST) + " ..." : text)
                + "</th><td>" + Html.escape(test.classNames().get(evaluation.wanted()[i])) + "</td><td>"
                + Html.escape(test.classNames().get(evaluation.predicted()[i])) + "</td><td>"
                + Figures.percent(evaluation.confidence()[i]) + "</td></tr>\n";
    }
}
