package dev.merapi.cli.report;

import dev.merapi.models.train.Manifest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where a run was started and, if that was elsewhere or otherwise, where it was gone on with: facts by name. */
public final class Surroundings {
    /** The fact that says when it was. */
    public static final String DATE = "date";

    private Surroundings() {}

    /** The first start's facts in order; of each later start, if any differs in more than its date, what differs. */
    static List<Map.Entry<String, String>> of(Manifest manifest) {
        Map<String, String> first = manifest.environment();
        List<Map.Entry<String, String>> later = manifest.resumed().stream()
                .map(facts -> Map.entry("resumed " + facts.getOrDefault(DATE, ""), change(first, facts)))
                .toList();
        boolean same = later.stream().allMatch(resumed -> resumed.getValue().isEmpty());
        return Stream.concat(
                        new TreeMap<>(first).entrySet().stream(),
                        later.stream()
                                .filter(_ -> !same)
                                .map(resumed -> Map.entry(
                                        resumed.getKey().strip(),
                                        resumed.getValue().isEmpty() ? "as at first" : resumed.getValue())))
                .toList();
    }

    private static String change(Map<String, String> first, Map<String, String> now) {
        var names = new TreeSet<>(first.keySet());
        names.addAll(now.keySet());
        names.remove(DATE);
        return names.stream()
                .filter(name -> !first.getOrDefault(name, "").equals(now.getOrDefault(name, "")))
                .map(name -> name + " " + now.getOrDefault(name, "none"))
                .collect(Collectors.joining("; "));
    }
}
