package dev.merapi.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.cli.report.AttentionMap;
import dev.merapi.cli.report.Clip;
import dev.merapi.cli.report.Curves;
import dev.merapi.cli.report.Report;
import dev.merapi.cli.report.SpeechSections;
import dev.merapi.cli.report.SynthesisSections;
import dev.merapi.cli.report.TextSections;
import dev.merapi.cli.report.Transcript;
import dev.merapi.cli.report.TranslationSections;
import dev.merapi.models.audio.Sound;
import dev.merapi.models.metric.ConfusionMatrix;
import dev.merapi.models.text.LabelledTexts;
import dev.merapi.models.train.EpochRecord;
import dev.merapi.models.train.Evaluation;
import dev.merapi.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the pages of {@code merapi train} look like, as far as text can tell. */
class ReportTest {
    private static final Clip CLIP =
            new Clip(new Sound(Tensor.zeros(1, 8), 8000), Tensor.zeros(2, 3), "\"one\"", "is two; 2_a_0.wav", true);

    /** Of two rules of one class for two things both would style both: tagged words were grids as wide as the page. */
    @Test
    void styleHasOneRuleForEachClass() throws IOException {
        List<String> classes = Pattern.compile("(?m)^(\\.[a-z0-9]+) \\{")
                .matcher(style())
                .results()
                .map(match -> match.group(1))
                .toList();
        assertTrue(classes.containsAll(List.of(".word", ".saying")), style());
        assertEquals(classes.stream().distinct().toList(), classes);
    }

    @Test
    void whatModelsWriteIsFoldedWhereThePageEnds() throws IOException {
        assertTrue(style().contains("\npre { white-space: pre-wrap; overflow-wrap: anywhere; "), style());
    }

    /** A film review of 300 characters pushed what it was taken for out of sight. */
    @Test
    void longTextsLeaveRoomForWhatTheyWereTakenFor() throws IOException {
        var evaluation = new Evaluation(new int[] {1}, new int[] {0}, new float[] {0.9f}, 1);
        var texts = new LabelledTexts(List.of("so long ".repeat(50)), List.of(0), List.of("negative", "positive"));
        String html = String.join(
                "", new TextSections(evaluation, ConfusionMatrix.of(2, new int[] {0}, new int[] {1}), texts).html());
        assertTrue(html.contains("<table class=\"scores mistakes\">"), html);
        assertTrue(style().contains("\n.mistakes tbody th { white-space: normal; "), style());
    }

    @Test
    void pointsOfCurvesAreNamedAsTheLegendDoes() {
        String html = Curves.section("Curves", List.of(new EpochRecord(1, 0.5, 0.7, 0.4, 0.8, 0.1, 1)));
        assertTrue(html.contains("<title>epoch 1, training: 0.5000</title>"), html);
        assertTrue(html.contains("<title>epoch 1, validation: 0.4000</title>"), html);
        assertFalse(html.contains("test: "), html);
    }

    /** A loss that hardly moves has marks of many digits, all of which should be seen. */
    @Test
    void longMarksHaveRoomBesideAnAxis() {
        String html = Curves.section(
                "Curves",
                List.of(
                        new EpochRecord(1, 0.6931462, Double.NaN, 0.6931455, Double.NaN, 0.1, 1),
                        new EpochRecord(2, 1234567, Double.NaN, 2234567, Double.NaN, 0.1, 1)));
        String close = Curves.section(
                "Curves", List.of(new EpochRecord(1, 0.6931462, Double.NaN, 0.6931455, Double.NaN, 0.1, 1)));
        for (String chart : List.of(html, close)) {
            double left = number(chart, "viewBox=\"([-0-9.]+) ");
            double end = number(chart, "class=\"y\" x=\"([0-9.]+)\"");
            int longest = Pattern.compile("class=\"y\"[^>]*>([^<]*)<")
                    .matcher(chart)
                    .results()
                    .mapToInt(match -> match.group(1).length())
                    .max()
                    .orElseThrow();
            assertTrue(end - left >= 7 * longest, chart);
        }
        assertEquals(
                0,
                number(
                        Curves.section("Curves", List.of(new EpochRecord(1, 2, 0.5, 1, 0.5, 0.1, 1))),
                        "viewBox=\"([-0-9.]+) "));
    }

    private static double number(String text, String pattern) {
        MatchResult found =
                Pattern.compile(pattern).matcher(text).results().findFirst().orElseThrow();
        return Double.parseDouble(found.group(1));
    }

    @Test
    void soundsAndMapsSayWhichTheyAre() {
        String clips = String.join(
                "",
                new SpeechSections(
                                ConfusionMatrix.of(2, new int[] {0}, new int[] {1}),
                                List.of("a", "b"),
                                List.of(CLIP),
                                List.of(CLIP))
                        .html());
        assertTrue(clips.contains("alt=\"spectrum of &quot;one&quot;, is two; 2_a_0.wav\""), clips);
        assertTrue(clips.contains("aria-label=\"sound of &quot;one&quot;, is two; 2_a_0.wav\""), clips);
        String words = String.join(
                "",
                new SynthesisSections(
                                List.of(new SynthesisSections.Word("<b>", CLIP, Optional.empty(), Tensor.zeros(3, 2))))
                        .html());
        assertTrue(words.contains("alt=\"which letters of &lt;b&gt; it looks at\""), words);
        String heard = Transcript.section(
                "Misheard",
                List.of(new Transcript(
                        CLIP.sound(),
                        Tensor.zeros(2, 3),
                        Tensor.zeros(4, 2),
                        List.of("-", "1"),
                        List.of("1", "<"),
                        List.of())));
        for (String label :
                new String[] {"alt=\"spectrum", "aria-label=\"probabilities over time", "aria-label=\"sound"}) {
            assertTrue(heard.contains(label + " of 1 &lt;\""), heard);
        }
        String looks = String.join(
                "",
                new TranslationSections(
                                List.of(),
                                List.of(new AttentionMap(List.of("a", "<"), List.of("b"), new float[] {0, 1})),
                                "",
                                false)
                        .html());
        assertTrue(looks.contains("aria-label=\"attention of b to a &lt;\""), looks);
        Stream.of(clips, words, heard, looks)
                .forEach(html -> assertFalse(html.matches("(?s).*<(audio|img|svg)(?![^>]*(alt|aria-label)=).*"), html));
    }

    private static String style() throws IOException {
        try (InputStream css = Report.class.getResourceAsStream("report.css")) {
            return new String(css.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
