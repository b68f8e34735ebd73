package dev.merapi.cli.report;

import dev.merapi.models.metric.ConfusionMatrix;
import dev.merapi.models.text.ConllU;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What the report of a tagger shows: sentences with their tags in colour, who is taken for whom, the tags' scores.
 *
 * @param names of the tags
 * @param found by sentence and word
 */
public record TagSections(ConfusionMatrix matrix, List<String> names, List<ConllU.Sentence> test, int[][] found) {
    private static final int MOST = 24;
    private static final int SHORTEST = 6;
    private static final int LONGEST = 30;

    /** Sections in their order. */
    public List<String> html() {
        return List.of(sentences(), ConfusionHeatMap.section(matrix, names), ClassScores.section(matrix, names));
    }

    /** As they come, but for very short and very long ones. */
    private String sentences() {
        return IntStream.range(0, test.size())
                .filter(i -> test.get(i).size() >= SHORTEST && test.get(i).size() <= LONGEST)
                .limit(MOST)
                .mapToObj(this::sentence)
                .collect(Collectors.joining(
                        "",
                        "<section>\n<h2>Tagged sentences</h2>\n<p>Of the test data, as they come. A word in a frame has another"
                                + " tag, which is struck out here: found <s>right</s>.</p>\n",
                        "</section>\n"));
    }

    private String sentence(int i) {
        ConllU.Sentence sentence = test.get(i);
        return IntStream.range(0, sentence.size())
                .mapToObj(t -> word(sentence.words().get(t), sentence.tags().get(t), found[i][t]))
                .collect(Collectors.joining("", "<div class=\"tagged\">", "</div>\n"));
    }

    private String word(String word, String right, int tag) {
        String given = names.get(tag);
        boolean wrong = !given.equals(right);
        return "<span class=\"word" + (wrong ? " miss" : "") + "\" style=\"--h:" + hue(tag) + "\">" + Html.escape(word)
                + "<small>" + Html.escape(given) + (wrong ? " <s>" + Html.escape(right) + "</s>" : "")
                + "</small></span>";
    }

    /** Hues far apart for neighbours in the list: the golden angle. */
    private static int hue(int tag) {
        return Math.floorMod(tag * 137, 360);
    }
}
