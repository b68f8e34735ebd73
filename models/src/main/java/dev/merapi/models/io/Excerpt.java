package dev.merapi.models.io;

/** What an error quotes of a text that may be as long as a file. */
public final class Excerpt {
    private static final int LONGEST = 60;

    private Excerpt() {}

    /** The text, or the beginning of a long one and three dots. */
    public static String of(String text) {
        return text.length() > LONGEST ? text.substring(0, LONGEST) + " ..." : text;
    }
}
