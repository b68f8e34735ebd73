package dev.merapi.cli;

import dev.merapi.models.data.ImageDataset;
import dev.merapi.models.layer.Layer;
import dev.merapi.models.train.Manifest;
import dev.merapi.models.train.Weights;
import java.nio.file.Files;
import java.nio.file.Path;

/** A trained model from a run's folder. */
record Trained(Task task, Manifest manifest, Layer model) {
    /** Reads manifest and parameters. */
    static Trained open(Path folder) {
        RunFolder run = RunFolder.existing(folder);
        Manifest manifest = Manifest.read(run.manifest());
        Task task = task(run, manifest);
        if (!Files.exists(run.model())) {
            throw new Failure("the run in " + folder + " isn't finished, it has no model.safetensors"
                    + (Files.exists(run.checkpoint()) ? "; go on with it by merapi train --resume " + folder : ""));
        }
        Layer model = task.newModel(0);
        Weights.load(model, run.model());
        return new Trained(task, manifest, model);
    }

    /** What the run trains. */
    static Task task(RunFolder run, Manifest manifest) {
        Task task = Task.find(manifest.task())
                .orElseThrow(() -> new Failure(run.manifest() + " is of a task '" + manifest.task()
                        + "' that this version doesn't know; it knows " + Task.names()));
        if (!manifest.input().equals(task.input()) || manifest.classNames().size() != Task.CLASSES) {
            throw new Failure(run.manifest() + " is of inputs " + manifest.input() + " and "
                    + manifest.classNames().size() + " classes, but " + task.name() + " has " + task.input() + " and "
                    + Task.CLASSES + "; restore the file");
        }
        return task;
    }

    /** The images to test on in a folder, as the model was taught to see them. */
    ImageDataset testImages(Path folder) {
        ImageDataset test = task.open(folder).test();
        return new ImageDataset(test.images(), test.labels(), manifest.classNames(), manifest.normalization());
    }
}
