package dev.merapi.cli.task;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How a model did in its test.
 *
 * @param metrics the most telling one first
 * @param text what a terminal shows besides, such as a confusion matrix; may be empty
 * @param sections of the report, as HTML
 * @param files what the model made, by name, to be left in the run's folder
 */
public record Outcome(List<Metric> metrics, String text, List<String> sections, Map<String, byte[]> files) {
    /** Copies the lists and the map. */
    public Outcome {
        metrics = List.copyOf(metrics);
        sections = List.copyOf(sections);
        files = Map.copyOf(files);
    }

    /** Without files. */
    public Outcome(List<Metric> metrics, String text, List<String> sections) {
        this(metrics, text, sections, Map.of());
    }

    /**
     * A figure.
     *
     * @param text how people read it
     */
    public record Metric(String name, double value, String text) {
        @Override
        public String toString() {
            return name + " " + text;
        }
    }

    /** The figure that says most. */
    public Metric headline() {
        return metrics.getFirst();
    }

    /** The metrics' values by name, in order. */
    public Map<String, Double> values() {
        return metrics.stream().collect(Collectors.toMap(Metric::name, Metric::value, (a, b) -> b, LinkedHashMap::new));
    }
}
