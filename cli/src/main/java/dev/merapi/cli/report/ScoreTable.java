package dev.merapi.cli.report;

import java.util.List;
import java.util.Locale;

/** A row of figures for each class, the weakest easy to see by the row's bar, and how often the class occurs. */
final class ScoreTable {
    private final StringBuilder html = new StringBuilder();

    /**
     * An empty table.
     *
     * @param figures the figures' names
     * @param number what is counted
     */
    ScoreTable(List<String> figures, String number) {
        html.append("<div class=\"scroll\"><table class=\"scores\">\n<thead><tr><th>class</th>");
        figures.forEach(figure -> html.append("<th>").append(figure).append("</th>"));
        html.append("<th></th><th>").append(number).append("</th></tr></thead>\n<tbody>\n");
    }

    /**
     * A class.
     *
     * @param share the bar's length, from 0 to 1
     */
    void row(String name, List<String> figures, double share, String number) {
        html.append("<tr><th>").append(Html.escape(name)).append("</th>");
        figures.forEach(figure -> html.append("<td>").append(figure).append("</td>"));
        html.append(String.format(
                Locale.ROOT,
                "<td class=\"bar\"><i style=\"width:%.1f%%\"></i></td><td>%s</td></tr>%n",
                100 * share,
                number));
    }

    String html() {
        return html + "</tbody>\n</table></div>\n";
    }
}
