package dev.merapi.cli;

import dev.merapi.cli.text.Pasted;
import dev.merapi.models.io.FileFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What a training leaves behind, in one folder.
 *
 * @param path the folder
 */
record RunFolder(Path path) {
    /** The trained parameters; there once training has ended. */
    Path model() {
        return path.resolve("model.safetensors");
    }

    /** The newest moment to go on from. */
    Path checkpoint() {
        return path.resolve("checkpoint.safetensors");
    }

    /** What the parameters belong to. */
    Path manifest() {
        return path.resolve("manifest.json");
    }

    /** A line of figures for each epoch. */
    Path metrics() {
        return path.resolve("metrics.csv");
    }

    /** What the task noted after each epoch, if it does. */
    Path diary() {
        return path.resolve("diary.safetensors");
    }

    /** The same for people. */
    Path report() {
        return path.resolve("report.html");
    }

    /** What Flight Recorder saw, if it was asked. */
    Path profile() {
        return path.resolve("profile.jfr");
    }

    /** Where one of several phases keeps what's its own. */
    RunFolder phase(String name) {
        return new RunFolder(path.resolve(name));
    }

    /** Whether there's a moment to go on from, in this folder or in that of a phase. */
    boolean isStarted() {
        return checkpoints().findAny().isPresent();
    }

    /** What to do if it {@link #isStarted} and was stopped. */
    String wayOn() {
        return "go on from the last checkpoint by: merapi train --resume " + Pasted.path(path);
    }

    private Stream<Path> checkpoints() {
        if (!Files.isDirectory(path)) {
            return Stream.empty();
        }
        try (Stream<Path> inside = Files.list(path)) {
            return Stream.concat(
                    Stream.of(path), inside.filter(Files::isDirectory).sorted())
                    .map(folder -> new RunFolder(folder).checkpoint())
                    .filter(Files::exists)
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException("can't look into the folder " + path + ": " + e.getMessage(), e);
        }
    }

    /** A file that the model made, such as a sound. */
    Path made(String name) {
        return path.resolve(name);
    }

    /** Makes the next free {@code runs/NAME-1}, {@code runs/NAME-2}, ... of the current folder. */
    static RunFolder next(String name) {
        Path runs = Path.of("runs");
        try {
            Files.createDirectories(runs);
            for (int i = 1; ; i++) {
                Path path = runs.resolve(name + "-" + i);
                if (!Files.exists(path) && create(path)) {
                    return new RunFolder(path);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "can't make a folder for the run in " + runs.toAbsolutePath() + ": " + FileFailure.notMade(e)
                            + "; choose another by --out",
                    e);
        }
    }

    private static boolean create(Path path) throws IOException {
        try {
            Files.createDirectory(path);
            return true;
        } catch (FileAlreadyExistsException e) {
            // Somebody else's run took it between the look and the leap.
            return false;
        }
    }

    /** The folder that the user chose: made if it's not there, refused if it holds anything that a run would replace. */
    static RunFolder at(Path path) {
        RunFolder run = new RunFolder(path);
        run.ours().filter(Files::exists).findFirst().ifPresent(file -> {
            String way = run.isStarted() ? "go on with it by merapi train --resume " + Pasted.path(path) + " or " : "";
            throw new Failure(
                    path + " holds a run already (" + path.relativize(file) + "); " + way + "choose another folder");
        });
        run.make();
        return run;
    }

    /** Makes the folder if it's not there. */
    void make() {
        try {
            Files.createDirectories(path);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "can't make the folder " + path + ": " + FileFailure.notMade(e) + "; choose another by --out", e);
        }
    }

    /** All but the manifest: that alone is written before there is anything to lose. */
    private Stream<Path> ours() {
        return Stream.concat(checkpoints(), Stream.of(model(), metrics(), diary(), report(), profile()));
    }

    /** The folder of an earlier run. */
    static RunFolder existing(Path path) {
        RunFolder run = new RunFolder(path);
        if (!Files.isRegularFile(run.manifest())) {
            throw new Failure(path
                    + (Files.isDirectory(path)
                            ? " is no run folder: it has no manifest.json"
                            : Files.exists(path) ? " is a file; name the run's folder" : " doesn't exist")
                    + "; merapi train makes such folders, in runs/ unless --out says otherwise");
        }
        return run;
    }
}
