package dev.merapi.cli.report;

import dev.merapi.cli.text.Figures;
import dev.merapi.models.train.EpochRecord;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;

/** Loss and, of classifiers, accuracy over the epochs, while training and in validation. */
public final class Curves {
    private Curves() {}

    static String section(List<EpochRecord> history) {
        return history.isEmpty() ? "" : section("Curves", history);
    }

    /** A section of the report. */
    public static String section(String title, List<EpochRecord> history) {
        boolean classes = history.stream().anyMatch(epoch -> !Double.isNaN(epoch.accuracy()));
        String accuracy = !classes
                ? ""
                : figure(
                        "Accuracy",
                        history,
                        EpochRecord::accuracy,
                        EpochRecord::validationAccuracy,
                        Figures::percent,
                        true);
        return "<section>\n<h2>" + Html.escape(title) + "</h2>\n<div class=\"columns\">\n"
                + figure("Loss", history, EpochRecord::loss, EpochRecord::validationLoss, Figures::loss, false)
                + accuracy
                + "</div>\n</section>\n";
    }

    private static String figure(
            String title,
            List<EpochRecord> history,
            ToDoubleFunction<EpochRecord> train,
            ToDoubleFunction<EpochRecord> test,
            DoubleFunction<String> figure,
            boolean share) {
        LineChart chart = new LineChart(
                history.stream().mapToInt(EpochRecord::epoch).toArray(),
                List.of(
                        new LineChart.Line(
                                "train",
                                "training",
                                history.stream().mapToDouble(train).toArray()),
                        new LineChart.Line(
                                "test",
                                "validation",
                                history.stream().mapToDouble(test).toArray())),
                figure,
                share);
        return "<figure>\n<figcaption>" + title
                + "<span class=\"legend\"><i class=\"train\"></i>training<i class=\"test\"></i>validation</span>"
                + "</figcaption>\n" + chart.svg(title + " by epoch") + "</figure>\n";
    }
}
