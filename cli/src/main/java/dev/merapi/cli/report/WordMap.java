package dev.merapi.cli.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Words in a plane, as SVG. A word that would cover one before it is a dot, which says its name when pointed at. */
public final class WordMap {
    private static final double WIDTH = 1060;
    private static final double HEIGHT = 720;
    private static final double MARGIN = 50;
    private static final double LETTER = 6.8;
    private static final double LINE = 14;

    private WordMap() {}

    /** Where a word is. */
    public record Point(String word, double x, double y) {}

    /** A section of the report, of words in the order in which they may take their places. */
    public static String section(List<Point> points) {
        return "<section>\n<h2>Words in a plane</h2>\n<p>Frequent words where their vectors differ most: the first two"
                + " principal components. Dots have no room for their names; point at them.</p>\n<figure>" + svg(points)
                + "</figure>\n</section>\n";
    }

    static String svg(List<Point> points) {
        Axis x = Axis.of(points.stream().mapToDouble(Point::x).toArray(), MARGIN, WIDTH - MARGIN);
        Axis y = Axis.of(points.stream().mapToDouble(Point::y).toArray(), HEIGHT - MARGIN, MARGIN);
        List<double[]> taken = new ArrayList<>();
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"Words in a plane\">%n",
                WIDTH,
                HEIGHT));
        for (Point point : points) {
            draw(svg, point.word, x.at(point.x), y.at(point.y), taken);
        }
        return svg.append("</svg>\n").toString();
    }

    private static void draw(StringBuilder svg, String word, double x, double y, List<double[]> taken) {
        double half = word.length() * LETTER / 2;
        double[] box = {x - half, y - LINE / 2, x + half, y + LINE / 2};
        boolean free = taken.stream().noneMatch(b -> box[0] < b[2] && b[0] < box[2] && box[1] < b[3] && b[1] < box[3]);
        String name = Html.escape(word);
        if (free) {
            taken.add(box);
        }
        svg.append(
                free
                        ? String.format(
                                Locale.ROOT, "<text class=\"x map\" x=\"%.1f\" y=\"%.1f\">%s</text>%n", x, y + 4, name)
                        : String.format(
                                Locale.ROOT,
                                "<circle class=\"train\" cx=\"%.1f\" cy=\"%.1f\" r=\"3\"><title>%s</title></circle>%n",
                                x,
                                y,
                                name));
    }

    /** From values to places: the smallest at {@code start}, the largest at {@code end}. */
    private record Axis(double low, double high, double start, double end) {
        static Axis of(double[] values, double start, double end) {
            double low = Double.POSITIVE_INFINITY;
            double high = Double.NEGATIVE_INFINITY;
            for (double value : values) {
                low = Math.min(low, value);
                high = Math.max(high, value);
            }
            return new Axis(low, high, start, end);
        }

        double at(double value) {
            return high > low ? start + (end - start) * (value - low) / (high - low) : (start + end) / 2;
        }
    }
}
