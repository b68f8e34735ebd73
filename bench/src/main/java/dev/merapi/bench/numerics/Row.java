package dev.merapi.bench.numerics;

import java.util.Locale;
import java.util.Optional;

/**
 * One line of the table of errors.
 *
 * @param function its name
 * @param range which arguments
 * @param ulps the largest error, in ulp of the exact result
 * @param at the argument where it is
 * @param nearest how many results of a hundred are the nearest float
 * @param absolute the largest absolute error; infinite if not stated
 */
public record Row(String function, String range, double ulps, String at, double nearest, double absolute) {
    /** The head of the table. */
    static final String HEAD = """
            | function | arguments | largest error, ulp | at | nearest float, % | largest absolute error |
            |---|---|---|---|---|---|
            """;

    /** Absolute errors above it say nothing: they belong to large results. */
    private static final double TELLING = 0x1p-16;

    /** How the table names arguments above a bound. */
    static String range(float bound) {
        return bound == Float.NEGATIVE_INFINITY ? "all" : "x > " + bound;
    }

    /** Whether it states f above a bound. */
    public boolean isOf(Function f, float bound) {
        return function.equals(f.toString()) && range.equals(range(bound));
    }

    /** As a line of the table: errors rounded up, the share down, so that what's written holds. */
    String line() {
        return String.format(
                Locale.ROOT,
                "| %s | %s | %s | %s | %.2f | %s |",
                function,
                range,
                ulps < 100 ? "%.2f".formatted(Math.ceil(ulps * 100) / 100) : roundedUp(ulps),
                at,
                Math.floor(nearest * 100) / 100,
                absolute < TELLING ? power(absolute) : "");
    }

    /** Two digits, rounded up. */
    private static String roundedUp(double x) {
        double unit = Math.pow(10, Math.floor(Math.log10(x)) - 1);
        return Double.isInfinite(x) ? "inf" : String.format(Locale.ROOT, "%.1e", Math.ceil(x / unit) * unit);
    }

    private static String power(double x) {
        return x == 0 ? "0" : String.format(Locale.ROOT, "2^%.1f", Math.ceil(Math.log(x) / Math.log(2) * 10) / 10);
    }

    /** The row that a line states, or nothing if it states none. */
    static Optional<Row> parse(String line) {
        String[] cells = line.split("\\|", -1);
        if (cells.length != 8 || !cells[5].strip().matches("[0-9.]+")) {
            return Optional.empty();
        }
        return Optional.of(new Row(
                cells[1].strip(),
                cells[2].strip(),
                number(cells[3].strip()),
                cells[4].strip(),
                number(cells[5].strip()),
                number(cells[6].strip())));
    }

    /** What {@link #line} wrote: a number, a power of 2, or nothing for what isn't stated. */
    private static double number(String cell) {
        if (cell.isEmpty() || cell.equals("inf")) {
            return Double.POSITIVE_INFINITY;
        }
        return cell.startsWith("2^") ? Math.pow(2, Double.parseDouble(cell.substring(2))) : Double.parseDouble(cell);
    }
}
