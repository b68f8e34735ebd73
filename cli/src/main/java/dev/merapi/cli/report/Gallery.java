package dev.merapi.cli.report;

import dev.merapi.cli.text.Figures;
import dev.merapi.models.data.ImageDataset;
import dev.merapi.models.train.Evaluation;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The mistakes that the network was surest of: the real images. */
final class Gallery {
    private static final int MOST = 32;

    private Gallery() {}

    static String section(Evaluation evaluation, ImageDataset test) {
        List<Integer> worst = worst(evaluation);
        if (worst.isEmpty()) {
            return "<section>\n<h2>Worst mistakes</h2>\n<p>None: every test image was recognized.</p>\n</section>\n";
        }
        return worst.stream()
                .map(i -> figure(evaluation, test, i))
                .collect(Collectors.joining(
                        "",
                        "<section>\n<h2>Worst mistakes</h2>\n<p>Wrong with the highest confidence: what it took the image"
                                + " for, what it is, and how sure it was.</p>\n<div class=\"gallery\">\n",
                        "</div>\n</section>\n"));
    }

    private static List<Integer> worst(Evaluation evaluation) {
        return IntStream.range(0, evaluation.predicted().length)
                .filter(i -> evaluation.predicted()[i] != evaluation.wanted()[i])
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -evaluation.confidence()[i]))
                .limit(MOST)
                .toList();
    }

    private static String figure(Evaluation evaluation, ImageDataset test, int i) {
        String predicted = Html.escape(test.classNames().get(evaluation.predicted()[i]));
        String wanted = Html.escape(test.classNames().get(evaluation.wanted()[i]));
        String confidence = Figures.percent(evaluation.confidence()[i]);
        return "<figure title=\"test image " + i + "\"><img alt=\"" + wanted + " taken for " + predicted + "\" src=\""
                + Png.dataUri(test.image(i)) + "\"><figcaption><b>" + predicted + "</b><br>is " + wanted
                + "<br>" + confidence + " sure</figcaption></figure>\n";
    }
}
