package dev.merapi.cli.task;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a task must reach with its defaults to be proven.
 *
 * @param bounds of metrics, the most telling one first; all must hold
 */
public record Target(List<Bound> bounds) {
    /** Copies the list. */
    public Target {
        bounds = List.copyOf(bounds);
    }

    /**
     * What a metric must reach.
     *
     * @param metric its name in the {@link Outcome}
     * @param atLeast whether the metric should be large
     */
    public record Bound(String metric, boolean atLeast, double value) {
        /** Whether it's good enough; NaN never is, nor is a metric that's missing. */
        public boolean isMet(Map<String, Double> metrics) {
            double measured = metrics.getOrDefault(metric, Double.NaN);
            return atLeast ? measured >= value : measured <= value;
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%s %s %s", metric, atLeast ? ">=" : "<=", value);
        }
    }

    /** The metric must not be below the value. */
    static Target atLeast(String metric, double value) {
        return new Target(List.of(new Bound(metric, true, value)));
    }

    /** The metric must not be above the value. */
    static Target atMost(String metric, double value) {
        return new Target(List.of(new Bound(metric, false, value)));
    }

    /** And another one as well. */
    Target and(Target other) {
        return new Target(Stream.concat(bounds.stream(), other.bounds.stream()).toList());
    }

    /** Whether all measured values are good enough. */
    public boolean isMet(Map<String, Double> metrics) {
        return bounds.stream().allMatch(bound -> bound.isMet(metrics));
    }

    @Override
    public String toString() {
        return bounds.stream().map(Bound::toString).collect(Collectors.joining(" and "));
    }
}
