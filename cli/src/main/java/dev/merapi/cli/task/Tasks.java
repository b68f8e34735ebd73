package dev.merapi.cli.task;

import dev.merapi.cli.text.Nearest;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every task there is. */
public final class Tasks {
    /** Graphs' tasks. */
    private static final List<Task> GRAPHS = List.of(new GraphTask(
            "gcn-cora",
            "a graph convolutional network on papers that cite one another (Cora)",
            Source.shared("cora", "nodes.tsv, edges.tsv and test_index.txt"),
            "Kipf 2017",
            Optional.of(Target.atLeast("test accuracy", 0.80)),
            new Task.Defaults(200, 1, 0.01)));

    /** In the order of help texts. */
    public static final List<Task> ALL = Stream.of(
                    ImageTasks.ALL,
                    CifarTasks.ALL,
                    SegmentationTask.ALL,
                    DetectionTasks.ALL,
                    GenerativeTasks.ALL,
                    TextTasks.ALL,
                    LanguageTasks.ALL,
                    EncoderTasks.ALL,
                    TranslationTasks.ALL,
                    SpeechTasks.ALL,
                    GRAPHS)
            .flatMap(List::stream)
            .toList();

    private Tasks() {}

    /** The task of that name, if there is one. */
    public static Optional<Task> find(String name) {
        return ALL.stream().filter(task -> task.name().equals(name)).findFirst();
    }

    /** The names, for help and errors. */
    public static String names() {
        return ALL.stream().map(Task::name).collect(Collectors.joining(", "));
    }

    /** What to answer to a name that isn't one: the nearest names, if any is near, else all. */
    public static String suggestion(String name) {
        List<String> near = Nearest.of(name, ALL.stream().map(Task::name).toList());
        return near.isEmpty() ? "choose from " + names() : "did you mean " + String.join(" or ", near) + "?";
    }
}
