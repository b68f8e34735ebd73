package dev.merapi.cli.report;

import dev.merapi.cli.text.Figures;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Perplexities of several language models of one text, as bars: the shorter, the better it knows what comes next. */
public final class PerplexityBars {
    private PerplexityBars() {}

    /**
     * A model.
     *
     * @param own whether it's the one that the report is of
     */
    public record Model(String name, double perplexity, boolean own) {}

    /** A section of the report. */
    public static String section(List<Model> models) {
        double largest = models.stream().mapToDouble(Model::perplexity).max().orElse(1);
        return models.stream()
                .map(model -> row(model, largest))
                .collect(Collectors.joining(
                        "",
                        "<section>\n<h2>Beside counting</h2>\n<p>Perplexity on the part of the text that nothing was learned"
                                + " from; n-grams are counted and smoothed as Kneser and Ney do. Smaller is better.</p>\n"
                                + "<div class=\"scroll\"><table class=\"scores\">\n<tbody>\n",
                        "</tbody>\n</table></div>\n</section>\n"));
    }

    private static String row(Model model, double largest) {
        String name = Html.escape(model.name);
        return String.format(
                Locale.ROOT,
                "<tr><th>%s</th><td>%s</td><td class=\"bar\"><i style=\"width:%.1f%%\"></i></td></tr>%n",
                model.own ? "<b>" + name + "</b>" : name,
                Figures.significant(model.perplexity),
                100 * model.perplexity / largest);
    }
}
