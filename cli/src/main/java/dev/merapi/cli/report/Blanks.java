package dev.merapi.cli.report;

import dev.merapi.cli.text.Figures;
import java.util.List;
import java.util.stream.Collectors;

/** Sentences with a word left out, and what a masked language model would put there. */
public final class Blanks {
    private Blanks() {}

    /** A word that might be there, and how likely the model thinks it is. */
    public record Guess(String word, double probability) {}

    /** A word left out between two parts of a sentence. */
    public record Blank(String before, String word, String after, List<Guess> guesses) {
        /** Copies the list. */
        public Blank {
            guesses = List.copyOf(guesses);
        }
    }

    /** A section of the report. */
    public static String section(List<Blank> blanks) {
        return blanks.stream()
                .map(Blanks::row)
                .collect(Collectors.joining(
                        "",
                        "<section>\n<h2>Blanks filled in</h2>\n<p>The word in bold was hidden; beside it what the pretrained"
                                + " network takes it for, the likeliest first.</p>\n<div class=\"scroll\"><table class=\"scores"
                                + " blanks\">\n<tbody>\n",
                        "</tbody>\n</table></div>\n</section>\n"));
    }

    private static String row(Blank blank) {
        String guesses = blank.guesses.stream()
                .map(guess -> "<span class=\"" + (guess.word.equals(blank.word) ? "hit" : "guess") + "\">"
                        + Html.escape(guess.word) + " <small>" + Figures.percent(guess.probability) + "</small></span>")
                .collect(Collectors.joining(" "));
        return "<tr><th>" + Html.escape(blank.before) + " <b>" + Html.escape(blank.word) + "</b> "
                + Html.escape(blank.after) + "</th><td>" + guesses + "</td></tr>\n";
    }
}
