package dev.merapi.cli.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Words and those whose vectors are nearest to theirs. */
public final class WordNeighbours {
    private WordNeighbours() {}

    /** A word and the cosine of the angle to it. */
    public record Neighbour(String word, double cosine) {}

    /** A word and its neighbours, the nearest first. */
    public record Row(String word, List<Neighbour> neighbours) {
        /** Copies the list. */
        public Row {
            neighbours = List.copyOf(neighbours);
        }

        @Override
        public String toString() {
            return word + ": " + neighbours.stream().map(Neighbour::word).collect(Collectors.joining(", "));
        }
    }

    /** A section of the report. */
    public static String section(List<Row> rows) {
        return rows.stream()
                .map(row -> row.neighbours.stream()
                        .map(WordNeighbours::cell)
                        .collect(Collectors.joining(
                                " ", "<tr><th><b>" + Html.escape(row.word) + "</b></th><td>", "</td></tr>\n")))
                .collect(Collectors.joining("", """
                        <section>
                        <h2>Nearest words</h2>
                        <p>By the cosine of the angle between their vectors.</p>
                        <div class="scroll"><table class="scores blanks">
                        <tbody>
                        """, "</tbody>\n</table></div>\n</section>\n"));
    }

    private static String cell(Neighbour neighbour) {
        return String.format(
                Locale.ROOT,
                "<span class=\"guess\">%s <small>%.2f</small></span>",
                Html.escape(neighbour.word),
                neighbour.cosine);
    }
}
