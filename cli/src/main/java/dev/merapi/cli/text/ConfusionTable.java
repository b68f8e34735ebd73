package dev.merapi.cli.text;

import dev.merapi.models.metric.ConfusionMatrix;
import java.util.List;
import java.util.Locale;

/** A confusion matrix and what follows from it for each class, as text of fixed width. */
public record ConfusionTable(ConfusionMatrix matrix, List<String> classNames) {
    private static final int LONGEST_NAME = 24;

    /** Rows are what an image shows, columns what it was taken for, by number. */
    public String counts() {
        int width = Math.max(5, Figures.count(matrix.total()).length() + 1);
        StringBuilder text = new StringBuilder(pad("actual \\ predicted"));
        for (int p = 0; p < matrix.classes(); p++) {
            text.append(right(String.valueOf(p), width));
        }
        for (int a = 0; a < matrix.classes(); a++) {
            text.append('\n').append(pad(right(String.valueOf(a), 2) + " " + classNames.get(a)));
            for (int p = 0; p < matrix.classes(); p++) {
                long count = matrix.count(a, p);
                text.append(right(count == 0 ? "." : String.valueOf(count), width));
            }
        }
        return text.append('\n').toString();
    }

    /** Precision, recall, F1 and the number of images of each class, and the means. */
    public String classes() {
        StringBuilder text = new StringBuilder(pad("class")).append(" precision    recall        F1    images\n");
        double precision = 0;
        double recall = 0;
        for (int c = 0; c < matrix.classes(); c++) {
            precision += matrix.precision(c) / matrix.classes();
            recall += matrix.recall(c) / matrix.classes();
            line(
                    text,
                    right(String.valueOf(c), 2) + " " + classNames.get(c),
                    matrix.precision(c),
                    matrix.recall(c),
                    matrix.f1(c),
                    matrix.support(c));
        }
        line(text, "   mean", precision, recall, matrix.macroF1(), matrix.total());
        return text.toString();
    }

    private void line(StringBuilder text, String name, double precision, double recall, double f1, long images) {
        text.append(pad(name))
                .append(String.format(
                        Locale.ROOT,
                        "%10s%10s%10s%10s%n",
                        Figures.percent(precision),
                        Figures.percent(recall),
                        Figures.percent(f1),
                        Figures.count(images)));
    }

    private String pad(String name) {
        int width =
                Math.clamp(classNames.stream().mapToInt(String::length).max().orElse(0) + 4L, 20, LONGEST_NAME);
        String cut = name.length() > width - 1 ? name.substring(0, width - 1) : name;
        return cut + " ".repeat(width - cut.length());
    }

    private static String right(String text, int width) {
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }
}
