package dev.merapi.cli.report;

import java.util.List;
import java.util.Locale;

/**
 * Where a model looked: a square for each written symbol and source symbol, the darker the more weight.
 *
 * @param columns the source's symbols
 * @param rows the written symbols
 * @param weights by row and column, from 0 to 1
 */
public record AttentionMap(List<String> columns, List<String> rows, float[] weights) {
    private static final int CELL = 24;
    private static final int LETTER = 8;
    private static final int GAP = 6;

    /** Copies and checks. */
    public AttentionMap {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
        weights = weights.clone();
        if (weights.length != rows.size() * columns.size()) {
            throw new IllegalArgumentException("a map of " + rows.size() + " rows and " + columns.size()
                    + " columns needs as many weights, not " + weights.length);
        }
    }

    /** A picture that needs no other file. */
    String svg() {
        int left = LETTER * longest(rows) + 2 * GAP;
        int top = LETTER * longest(columns) + 2 * GAP;
        int width = left + CELL * columns.size() + GAP;
        int height = top + CELL * rows.size() + GAP;
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg viewBox=\"0 0 %d %d\" style=\"max-width:%dpx\" role=\"img\" aria-label=\"%s\">%n",
                width,
                height,
                width,
                Html.escape("attention of " + String.join(" ", rows) + " to " + String.join(" ", columns))));
        for (int c = 0; c < columns.size(); c++) {
            int x = left + CELL * c + CELL / 2 + 4;
            int y = top - GAP;
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x=\"%d\" y=\"%d\" transform=\"rotate(-90 %d %d)\">%s</text>%n",
                    x,
                    y,
                    x,
                    y,
                    label(columns.get(c))));
        }
        for (int r = 0; r < rows.size(); r++) {
            row(svg, r, left, top + CELL * r);
        }
        return svg.append("</svg>\n").toString();
    }

    private void row(StringBuilder svg, int r, int left, int y) {
        svg.append(String.format(
                Locale.ROOT,
                "<text class=\"y\" x=\"%d\" y=\"%d\">%s</text>%n",
                left - GAP,
                y + CELL / 2 + 4,
                label(rows.get(r))));
        for (int c = 0; c < columns.size(); c++) {
            float weight = weights[r * columns.size() + c];
            svg.append(String.format(
                    Locale.ROOT,
                    "<rect class=\"look\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill-opacity=\"%.3f\">"
                            + "<title>%s at %s: %.3f</title></rect>%n",
                    left + CELL * c,
                    y,
                    CELL - 1,
                    CELL - 1,
                    weight,
                    label(rows.get(r)),
                    label(columns.get(c)),
                    weight));
        }
    }

    private static int longest(List<String> labels) {
        return labels.stream().mapToInt(String::length).max().orElse(0);
    }

    /** A blank would be nothing to see. */
    private static String label(String symbol) {
        return Html.escape(symbol.isBlank() ? "\u2423" : symbol);
    }
}
