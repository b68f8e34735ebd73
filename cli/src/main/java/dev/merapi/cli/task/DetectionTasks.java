package dev.merapi.cli.task;

import java.util.List;
import java.util.Optional;

/** Detectors of objects in images. */
final class DetectionTasks {
    static final List<Task> ALL = List.of(new CellTask(
            "ssd-bccd",
            "a single-shot detector of red cells, white cells and platelets in pictures of blood (BCCD)",
            Source.shared("bccd", "bccd.tar.gz"),
            "Liu 2016",
            Optional.of(Target.atLeast("test mAP@0.5", 0.70)),
            new Task.Defaults(30, 8, 2e-3)));

    private DetectionTasks() {}
}
