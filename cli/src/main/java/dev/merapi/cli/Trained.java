package dev.merapi.cli;

import dev.merapi.cli.task.Answering;
import dev.merapi.cli.task.Task;
import dev.merapi.cli.task.Tasks;
import dev.merapi.cli.task.Work;
import dev.merapi.cli.text.Pasted;
import dev.merapi.models.io.FileFormatException;
import dev.merapi.models.io.JsonException;
import dev.merapi.models.train.Manifest;
import dev.merapi.models.train.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/** A finished run. */
record Trained(RunFolder folder, Task task, Manifest manifest) {
    /** Reads the manifest. */
    static Trained open(Path path) {
        RunFolder folder = RunFolder.existing(path);
        Manifest manifest = Manifest.read(folder.manifest());
        Task task = task(folder, manifest);
        if (!Files.exists(folder.model())) {
            throw new Failure("the run in " + path + " isn't finished, it has no model.safetensors"
                    + (folder.isStarted() ? "; go on with it by merapi train --resume " + Pasted.path(path) : ""));
        }
        return new Trained(folder, task, manifest);
    }

    /** What the run trains. */
    static Task task(RunFolder run, Manifest manifest) {
        return Tasks.find(manifest.task())
                .orElseThrow(() -> new Failure(run.manifest() + " is of a task '" + manifest.task()
                        + "' that this version doesn't know; it knows " + Tasks.names()));
    }

    /** The trained model, and the data in a folder as it was taught to see it. */
    Work work(Path data) {
        Work work = understood(() -> task.open(data, manifest.settings(), Optional.of(manifest.details())));
        Weights.load(work.model(), folder.model());
        return work;
    }

    /** The trained model, ready for questions. */
    Answering.Answerer answerer(Answering asked) {
        var learned = new Answering.Learned(manifest.details(), manifest.settings(), folder.model());
        return understood(() -> asked.answerer(learned));
    }

    /** What comes of the manifest's details; where they are no good, it's the file's fault. */
    private <T> T understood(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (JsonException e) {
            throw new FileFormatException(folder.manifest(), e.getMessage(), new IOException(e));
        }
    }
}
