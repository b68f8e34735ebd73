package dev.merapi.cli.report;

import dev.merapi.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the report of a speech synthesizer shows: each text's sound, its spectrum and what was looked at, beside a
 * recording.
 *
 * @param words the texts that were said
 */
public record SynthesisSections(List<Word> words) {
    /**
     * A text that was said.
     *
     * @param made what the synthesizer made of it
     * @param recorded the speaker saying the same, if there is a recording
     * @param alignment which character each step looked at [characters, steps]
     */
    public record Word(String text, Clip made, Optional<Clip> recorded, Tensor alignment) {
        private String html() {
            return "<div class=\"saying\">" + made.html() + look()
                    + recorded.map(Clip::html).orElse("") + "</div>\n";
        }

        private String look() {
            String letters = text.codePoints()
                    .mapToObj(c -> "<i>" + Html.escape(Character.toString(c)) + "</i>")
                    .collect(Collectors.joining());
            return "<figure><div class=\"looks\"><span>" + letters + "</span><img alt=\""
                    + Html.escape("which letters of " + text + " it looks at") + "\" src=\""
                    + HeatMap.dataUri(alignment, 0, 1) + "\"></div>"
                    + "<figcaption>what it looks at, from left to right</figcaption></figure>\n";
        }
    }

    /** One section. */
    public List<String> html() {
        return List.of(words.stream().map(Word::html).collect(Collectors.joining("", """
                <section>
                <h2>What it says</h2>
                <p>Left what was made of the letters and what the classifier takes it for; in the middle which letter the decoder
                looked at while it spoke; right the speaker's own recording, which wasn't learned from. Pitch in mel upwards.</p>
                <div class="words clips">
                """, "</div>\n</section>\n")));
    }
}
