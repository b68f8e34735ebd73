package dev.merapi.cli.task;

import java.util.Locale;

/**
 * What a task must reach with its defaults to be proven.
 *
 * @param metric its name in the {@link Outcome}
 * @param atLeast whether the metric should be large
 */
public record Target(String metric, boolean atLeast, double value) {
    /** The metric must not be below the value. */
    static Target atLeast(String metric, double value) {
        return new Target(metric, true, value);
    }

    /** The metric must not be above the value. */
    static Target atMost(String metric, double value) {
        return new Target(metric, false, value);
    }

    /** Whether a measured value is good enough; NaN never is. */
    public boolean isMet(double measured) {
        return atLeast ? measured >= value : measured <= value;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s %s %s", metric, atLeast ? ">=" : "<=", value);
    }
}
