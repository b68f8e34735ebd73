package dev.merapi.cli.task;

import dev.merapi.models.io.Json;
import dev.merapi.models.train.Manifest;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Something that can be trained by its name. */
public interface Task {
    /** Its name on the command line. */
    String name();

    /** What network on what data, in a few words. */
    String summary();

    /** Where its data is. */
    Source source();

    /** The paper that it's from, or another origin. */
    String origin();

    /** What it must reach with its defaults; empty where nothing is promised. */
    Optional<Target> target();

    /** How it's trained unless the user says otherwise. */
    Defaults defaults();

    /** Which options of a training would change nothing here. */
    default Idle idle() {
        return Idle.NONE;
    }

    /**
     * Reads a folder of data and builds a fresh model for it.
     *
     * @param settings their data folder is what the manifest says; {@code data} is where to read
     * @param details what an earlier run of this task kept in its manifest, to see data as its model was taught to
     */
    Work open(Path data, Manifest.Settings settings, Optional<Json> details);

    /**
     * Options that would change nothing.
     *
     * @param reason such as {@code it learns from one graph}
     * @param options such as {@code --limit}
     */
    record Idle(String reason, List<String> options) {
        /** All have their effect. */
        public static final Idle NONE = new Idle("", List.of());

        /** Copies the list. */
        public Idle {
            options = List.copyOf(options);
        }
    }

    /** Epochs, batch size and the learning rate at its highest. */
    record Defaults(int epochs, int batch, double rate) {}
}
