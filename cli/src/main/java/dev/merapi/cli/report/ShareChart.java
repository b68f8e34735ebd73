package dev.merapi.cli.report;

import java.util.List;
import java.util.Locale;

/**
 * Lines in the unit square, as SVG.
 *
 * @param x what the horizontal axis is called
 * @param y what the vertical axis is called
 */
record ShareChart(String x, String y, List<Line> lines) {
    private static final double SIZE = 300;
    private static final double LEFT = 48;
    private static final double TOP = 12;
    private static final double BOTTOM = 40;
    private static final int MARKS = 5;

    /** A line: its CSS class, what it's called, and its points. */
    record Line(String style, String name, double[] x, double[] y) {}

    String svg(String label) {
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"%s\">%n",
                LEFT + SIZE + 24,
                TOP + SIZE + BOTTOM,
                Html.escape(label)));
        for (int i = 0; i <= MARKS; i++) {
            axes(svg, (double) i / MARKS);
        }
        svg.append(String.format(
                Locale.ROOT,
                "<text class=\"x\" x=\"%.1f\" y=\"%.1f\">%s</text><text class=\"x\""
                        + " transform=\"translate(12 %.1f) rotate(-90)\">%s</text>%n",
                LEFT + SIZE / 2,
                TOP + SIZE + 36,
                Html.escape(x),
                TOP + SIZE / 2,
                Html.escape(y)));
        lines.forEach(line -> draw(svg, line));
        return svg.append("</svg>\n").toString();
    }

    private static void axes(StringBuilder svg, double share) {
        svg.append(String.format(
                Locale.ROOT,
                "<line class=\"grid\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\"/>"
                        + "<text class=\"y\" x=\"%.1f\" y=\"%.1f\">%.1f</text>"
                        + "<text class=\"x\" x=\"%.1f\" y=\"%.1f\">%.1f</text>%n",
                LEFT,
                LEFT + SIZE,
                down(share),
                down(share),
                LEFT - 6,
                down(share) + 4,
                share,
                across(share),
                TOP + SIZE + 16,
                share));
    }

    private static void draw(StringBuilder svg, Line line) {
        svg.append("<polyline class=\"").append(line.style).append("\" points=\"");
        for (int i = 0; i < line.x.length; i++) {
            svg.append(String.format(Locale.ROOT, "%.1f,%.1f ", across(line.x[i]), down(line.y[i])));
        }
        svg.append("\"><title>").append(Html.escape(line.name)).append("</title></polyline>\n");
    }

    private static double across(double share) {
        return LEFT + share * SIZE;
    }

    private static double down(double share) {
        return TOP + (1 - share) * SIZE;
    }
}
