package dev.merapi.cli.task;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a model did in its test.
 *
 * @param metrics the most telling one first
 * @param text what a terminal shows besides, such as a confusion matrix; may be empty
 * @param sections of the report, as HTML
 * @param files what the model made, by name, to be left in the run's folder
 */
public record Outcome(List<Metric> metrics, String text, List<String> sections, Map<String, byte[]> files) {
    /** Nothing to tell. */
    public static final Outcome NONE = new Outcome(List.of(), "", List.of());

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

    /** With another's metrics, sections and files behind its own. */
    public Outcome plus(Outcome other) {
        Map<String, byte[]> all = new LinkedHashMap<>(files);
        all.putAll(other.files);
        return new Outcome(
                Stream.concat(metrics.stream(), other.metrics.stream()).toList(),
                text,
                Stream.concat(sections.stream(), other.sections.stream()).toList(),
                all);
    }

    /** With a section in front. */
    public Outcome section(String html) {
        return new Outcome(
                metrics, text, Stream.concat(Stream.of(html), sections.stream()).toList(), files);
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
