package dev.merapi.cli.report;

import dev.merapi.cli.text.Figures;
import java.util.List;

/**
 * A metric over the epochs.
 *
 * @param name what it's called
 * @param about what it was measured on, in one sentence without its end
 */
public record MetricCurve(String name, String about, int[] epochs, double[] values) {
    /** A section of the report. */
    public String section() {
        LineChart chart =
                new LineChart(epochs, List.of(new LineChart.Line("test", name, values)), Figures::significant, false);
        String title = Html.escape(name) + " by epoch";
        return "<section>\n<h2>" + title + "</h2>\n<p>" + Html.escape(about) + ".</p>\n<figure>\n"
                + chart.svg(name + " by epoch") + "</figure>\n</section>\n";
    }
}
