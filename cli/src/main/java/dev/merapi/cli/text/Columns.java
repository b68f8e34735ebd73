package dev.merapi.cli.text;

import java.util.ArrayList;
import java.util.List;

/** Two rows of words, each above the other that goes with it, on lines that a terminal holds. */
public final class Columns {
    private static final int WIDTH = 76;
    private static final String GAP = "  ";

    private Columns() {}

    /** Two lines, or four and so on, an empty one between each two; there must be as many words above as below. */
    public static List<String> of(List<String> above, List<String> below) {
        List<String> lines = new ArrayList<>();
        StringBuilder upper = new StringBuilder();
        StringBuilder lower = new StringBuilder();
        for (int i = 0; i < above.size(); i++) {
            int width = Math.max(above.get(i).length(), below.get(i).length());
            if (!upper.isEmpty() && upper.length() + width > WIDTH) {
                end(lines, upper, lower);
            }
            upper.append(padded(above.get(i), width)).append(GAP);
            lower.append(padded(below.get(i), width)).append(GAP);
        }
        end(lines, upper, lower);
        return lines;
    }

    private static void end(List<String> lines, StringBuilder upper, StringBuilder lower) {
        if (!lines.isEmpty()) {
            lines.add("");
        }
        lines.add(upper.toString().stripTrailing());
        lines.add(lower.toString().stripTrailing());
        upper.setLength(0);
        lower.setLength(0);
    }

    private static String padded(String word, int width) {
        return word + " ".repeat(width - word.length());
    }
}
