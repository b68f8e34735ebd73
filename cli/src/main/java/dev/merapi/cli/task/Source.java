package dev.merapi.cli.task;

import dev.merapi.cli.Failure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where a task finds its data unless the user names a folder; or that it generates its data, and no folder is read.
 *
 * @param bundled a folder below Merapi's home, of data that comes with it; may be empty
 * @param shared a folder of {@code ../shared/data} beside Merapi's home, where its developers keep what can't come with it;
 *     may be empty
 * @param needs what a folder must hold, such as "CIFAR-10's binary files"
 */
public record Source(String bundled, String shared, String needs) {
    /** What a manifest says of data that is generated. */
    private static final String GENERATOR = "its own generator";

    /** Data that comes with Merapi. */
    static Source bundled(String folder, String needs) {
        return new Source(folder, "", needs);
    }

    /** Data that the user must bring. */
    static Source shared(String folder, String needs) {
        return new Source("", folder, needs);
    }

    /** Data that the task makes itself: no folder is read. */
    static Source generated() {
        return new Source("", "", "nothing, as it's generated");
    }

    /** Whether no folder is read. */
    public boolean isGenerated() {
        return equals(generated());
    }

    /**
     * What a manifest says of the data: the folder that the user named or else the first that is there, as an absolute
     * path, or that it's generated; empty if the user must name a folder.
     */
    public Optional<String> resolve(Optional<Path> named) {
        if (isGenerated() && named.isPresent()) {
            throw new Failure(
                    "the data is generated, so nothing would be read in " + named.get() + "; leave --data out");
        }
        return isGenerated()
                ? Optional.of(GENERATOR)
                : named.or(this::folder)
                        .map(folder -> folder.toAbsolutePath().normalize().toString());
    }

    /**
     * The data of an earlier run, in {@link #resolve}'s form: in the folder that the user named, or where it was. If that's
     * gone and was where this data stands beside Merapi, as for a run that comes from another machine, it's what stands
     * there now; for a folder of the user's own nothing else is taken.
     */
    public String again(Optional<Path> named, String used) {
        if (named.isPresent() || isGenerated()) {
            return resolve(named).orElseThrow();
        }
        Path old = Path.of(used);
        if (Files.isDirectory(old)) {
            return used;
        }
        boolean ours =
                Stream.of(bundled, shared).filter(name -> !name.isEmpty()).anyMatch(old::endsWith);
        if (!ours || folder().isEmpty()) {
            throw new Failure("the data that the run was trained on, " + used
                    + ", is no longer there; name its folder by --data DIR");
        }
        return resolve(named).orElseThrow();
    }

    /** The first folder that is there. */
    public Optional<Path> folder() {
        Path home =
                Path.of(System.getProperty("merapi.home", "")).toAbsolutePath().normalize();
        return Stream.concat(
                        Stream.of(bundled).filter(name -> !name.isEmpty()).map(home::resolve),
                        Stream.of(shared)
                                .filter(name -> !name.isEmpty())
                                .map(name -> home.resolveSibling("shared")
                                        .resolve("data")
                                        .resolve(name)))
                .filter(Files::isDirectory)
                .findFirst();
    }
}
