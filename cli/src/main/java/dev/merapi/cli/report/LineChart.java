package dev.merapi.cli.report;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Lines over whole numbers, as SVG.
 *
 * @param x the epochs, ascending
 * @param figure how a value is told in a tooltip
 * @param share whether values are shares, whose axis is in percent and ends at 100
 */
record LineChart(int[] x, List<Line> lines, DoubleFunction<String> figure, boolean share) {
    private static final double WIDTH = 560;
    private static final double HEIGHT = 300;
    private static final double LEFT = 52;
    private static final double RIGHT = 14;
    private static final double TOP = 12;
    private static final double BOTTOM = 40;

    /** Between a mark and the plot. */
    private static final double GAP = 8;

    /** A digit's width, rather too much than too little: fonts differ. */
    private static final double DIGIT = 7.5;

    /** A line: its CSS class, and what it's called. */
    record Line(String style, String name, double[] y) {}

    String svg(String label) {
        Ticks ticks = Ticks.over(low(), high());
        double beyond = beyond(ticks);
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg viewBox=\"%.0f 0 %.0f %.0f\" role=\"img\" aria-label=\"%s\">%n",
                0 - beyond,
                WIDTH + beyond,
                HEIGHT,
                Html.escape(label)));
        yAxis(svg, ticks);
        xAxis(svg);
        for (Line line : lines) {
            draw(svg, line, ticks);
        }
        return svg.append("</svg>\n").toString();
    }

    /** How far the longest mark reaches beyond the left end of the usual picture. */
    private double beyond(Ticks ticks) {
        int longest = ticks.values().stream()
                .mapToInt(value -> mark(value, ticks).length())
                .max()
                .orElse(0);
        return Math.max(0, Math.ceil(longest * DIGIT - (LEFT - GAP)));
    }

    private String mark(double value, Ticks ticks) {
        return share ? ticks.percent(value) : ticks.plain(value);
    }

    private double low() {
        double low = lines.stream()
                .flatMapToDouble(line -> Arrays.stream(line.y))
                .filter(Double::isFinite)
                .min()
                .orElse(0);
        // A loss that nears zero should be seen to; an accuracy has no use for an empty lower half.
        return !share && low < high() / 2 ? 0 : low;
    }

    private double high() {
        return lines.stream()
                .flatMapToDouble(line -> Arrays.stream(line.y))
                .filter(Double::isFinite)
                .max()
                .orElse(1);
    }

    private void yAxis(StringBuilder svg, Ticks ticks) {
        for (double value : ticks.values()) {
            if (share && value > 1 + 1e-9) {
                continue;
            }
            double y = y(value, ticks);
            svg.append(String.format(
                    Locale.ROOT,
                    "<line class=\"grid\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\"/>"
                            + "<text class=\"y\" x=\"%.1f\" y=\"%.1f\">%s</text>%n",
                    LEFT,
                    WIDTH - RIGHT,
                    y,
                    y,
                    LEFT - GAP,
                    y + 4,
                    mark(value, ticks)));
        }
    }

    private void xAxis(StringBuilder svg) {
        int every = Math.max(1, Math.ceilDiv(x.length, 12));
        for (int i = 0; i < x.length; i++) {
            if ((i + 1) % every == 0 || x.length == 1) {
                svg.append(String.format(
                        Locale.ROOT,
                        "<text class=\"x\" x=\"%.1f\" y=\"%.1f\">%d</text>%n",
                        x(i),
                        HEIGHT - BOTTOM + 18,
                        x[i]));
            }
        }
        svg.append(String.format(
                Locale.ROOT,
                "<text class=\"x\" x=\"%.1f\" y=\"%.1f\">epoch</text>%n",
                (LEFT + WIDTH - RIGHT) / 2,
                HEIGHT - 4));
    }

    private void draw(StringBuilder svg, Line line, Ticks ticks) {
        svg.append(IntStream.range(0, x.length)
                .filter(i -> Double.isFinite(line.y[i]))
                .mapToObj(i -> String.format(Locale.ROOT, "%.1f,%.1f", x(i), y(line.y[i], ticks)))
                .collect(Collectors.joining(" ", "<polyline class=\"" + line.style + "\" points=\"", "\"/>\n")));
        for (int i = 0; i < x.length; i++) {
            if (Double.isFinite(line.y[i])) {
                svg.append(String.format(
                        Locale.ROOT,
                        "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\"><title>epoch %d, %s: %s</title></circle>%n",
                        line.style,
                        x(i),
                        y(line.y[i], ticks),
                        x[i],
                        line.name,
                        Html.escape(figure.apply(line.y[i]))));
            }
        }
    }

    private double x(int i) {
        double inset = 14;
        double width = WIDTH - LEFT - RIGHT - 2 * inset;
        return LEFT + inset + (x.length == 1 ? width / 2 : width * i / (x.length - 1));
    }

    private double y(double value, Ticks ticks) {
        double share = (value - ticks.low()) / (ticks.high() - ticks.low());
        return HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP);
    }
}
