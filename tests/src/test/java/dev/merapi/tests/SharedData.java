package dev.merapi.tests;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Real data beside the project, which isn't part of it: {@code ../shared/data}. */
public final class SharedData {
    private SharedData() {}

    /** A folder of it; where it's absent, the calling test is skipped and says why. */
    public static Path folder(String name) {
        Path folder = Path.of(System.getProperty("merapi.root"), "..", "shared", "data", name);
        assumeTrue(Files.isDirectory(folder), () -> folder.normalize() + " isn't there, so this can't be tested");
        return folder;
    }
}
