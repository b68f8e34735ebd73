package dev.merapi.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Sources under git: which commit is checked out, read from git's files, since git itself may not be installed.
 *
 * @param home the folder that has {@code .git}: a folder or, in a worktree, a file that names one
 */
record Checkout(Path home) {
    private static final String REF = "ref: ";
    private static final int DIGITS = 12;

    /** The first 12 digits of the commit; empty where there's none to be found. */
    Optional<String> commit() {
        try {
            Path git = folder();
            String head = Files.readString(git.resolve("HEAD")).strip();
            Optional<String> commit =
                    head.startsWith(REF) ? resolve(shared(git), head.substring(REF.length())) : Optional.of(head);
            return commit.filter(id -> id.matches("[0-9a-f]{40,64}")).map(id -> id.substring(0, DIGITS));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Path folder() throws IOException {
        Path git = home.resolve(".git");
        return Files.isDirectory(git)
                ? git
                : home.resolve(Files.readString(git).strip().replaceFirst("^gitdir: ", ""));
    }

    /** Where branches are kept: a worktree shares those of its repository. */
    private static Path shared(Path git) throws IOException {
        Path common = git.resolve("commondir");
        return Files.exists(common) ? git.resolve(Files.readString(common).strip()) : git;
    }

    /** A branch's commit: in a file of its own, or in a line "id name" of the packed ones. */
    private static Optional<String> resolve(Path git, String ref) throws IOException {
        Path own = git.resolve(ref);
        if (Files.exists(own)) {
            return Optional.of(Files.readString(own).strip());
        }
        Path packed = git.resolve("packed-refs");
        return Files.exists(packed)
                ? Files.readAllLines(packed).stream()
                        .filter(line -> line.endsWith(" " + ref))
                        .map(line -> line.substring(0, line.indexOf(' ')))
                        .findFirst()
                : Optional.empty();
    }
}
