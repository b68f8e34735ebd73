package dev.merapi.cli.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * An axis with marks at round numbers: 1, 2 or 5 times a power of ten apart, about five of them.
 *
 * @param low the axis' lower end, a multiple of {@code step}
 * @param high its upper end, a multiple of {@code step}
 */
record Ticks(double low, double high, double step) {
    private static final int ABOUT = 5;

    /** An axis that holds all values from {@code low} to {@code high}. */
    static Ticks over(double low, double high) {
        double span =
                high - low > 1e-9 * Math.max(1, Math.abs(high)) ? high - low : Math.max(1e-3, Math.abs(high) / 10);
        double rough = span / ABOUT;
        double power = StrictMath.pow(10, Math.floor(StrictMath.log10(rough)));
        double step = power;
        for (double factor : new double[] {2, 5, 10}) {
            if (step < rough * 0.999) {
                step = factor * power;
            }
        }
        double bottom = Math.floor(low / step + 1e-9) * step;
        double top = Math.ceil(high / step - 1e-9) * step;
        return new Ticks(bottom, top > bottom ? top : bottom + step, step);
    }

    /** Where the marks are, ascending. */
    List<Double> values() {
        List<Double> values = new ArrayList<>();
        for (int i = 0; i <= Math.round((high - low) / step); i++) {
            values.add(low + i * step);
        }
        return values;
    }

    /** A mark's number, with as many digits as the step has. */
    String plain(double value) {
        return String.format(Locale.ROOT, "%." + digits(step) + "f", value);
    }

    /** The same in percent. */
    String percent(double value) {
        return String.format(Locale.ROOT, "%." + digits(100 * step) + "f %%", 100 * value);
    }

    private static int digits(double step) {
        return Math.clamp((long) -Math.floor(StrictMath.log10(step) + 1e-9), 0, 9);
    }
}
