package dev.merapi.cli.report;

/** A text that a model wrote. */
public final class TextSample {
    private TextSample() {}

    /** A section of the report. */
    public static String section(String title, String text) {
        return "<section>\n<h2>" + Html.escape(title) + "</h2>\n<pre>" + Html.escape(text) + "</pre>\n</section>\n";
    }
}
