package dev.merapi.cli.report;

import dev.merapi.cli.text.Figures;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What the report of a translator shows: where it looked, examples, and what it did worst.
 *
 * @param note how they were written
 * @param exact whether a text is right or wrong, and nothing in between
 */
public record TranslationSections(List<Example> examples, List<AttentionMap> maps, String note, boolean exact) {
    private static final int SHOWN = 16;
    private static final int WORST = 12;

    /**
     * A text that was written.
     *
     * @param wanted what it should have been
     * @param score from 0 to 1, which is what was wanted
     */
    public record Example(String source, String wanted, String written, double score) {}

    /** Sections in their order. */
    public List<String> html() {
        List<Example> worst = examples.stream()
                .filter(example -> example.score < 1)
                .sorted(Comparator.comparingDouble(Example::score))
                .limit(WORST)
                .toList();
        String mistakes = worst.isEmpty()
                ? "<section>\n<h2>Worst mistakes</h2>\n<p>None: every text is as it should be.</p>\n</section>\n"
                : table("Worst mistakes", worst.size() + " of " + Figures.count(wrong()) + " that differ", worst);
        return Stream.of(attention(), table("Examples", note, spread()), mistakes)
                .filter(section -> !section.isEmpty())
                .toList();
    }

    private long wrong() {
        return examples.stream().filter(example -> example.score < 1).count();
    }

    private String attention() {
        return maps.isEmpty()
                ? ""
                : maps.stream()
                        .map(map -> "<figure>\n" + map.svg() + "</figure>\n")
                        .collect(Collectors.joining("", """
                                <section>
                                <h2>Where it looks</h2>
                                <p>A row is what was written, a column what was read: the darker, the more the model looked \
                                there when it chose the row's symbol.</p>
                                <div class="columns">
                                """, "</div>\n</section>\n"));
    }

    /** From all over the test. */
    private List<Example> spread() {
        int shown = Math.min(SHOWN, examples.size());
        return IntStream.range(0, shown)
                .mapToObj(i -> examples.get((int) ((long) i * examples.size() / shown)))
                .toList();
    }

    private String table(String title, String about, List<Example> rows) {
        return rows.stream()
                .map(this::row)
                .collect(Collectors.joining(
                        "",
                        "<section>\n<h2>" + title + "</h2>\n<p>" + Html.escape(about)
                                + ".</p>\n<div class=\"scroll\"><table class=\"scores texts\">\n<thead><tr><th>read</th>"
                                + "<th>written</th><th>should be</th><th>" + (exact ? "right" : "BLEU")
                                + "</th></tr></thead>\n<tbody>\n",
                        "</tbody>\n</table></div>\n</section>\n"));
    }

    private String row(Example e) {
        String score = exact ? (e.score == 1 ? "yes" : "no") : Figures.significant(100 * e.score);
        return "<tr><td>" + Html.escape(e.source) + "</td><td>" + Html.escape(e.written) + "</td><td>"
                + Html.escape(e.wanted) + "</td><td>" + score + "</td></tr>\n";
    }
}
