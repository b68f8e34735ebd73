package dev.merapi.cli;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.IVersionProvider;

/**
 * What {@code --version} says: Merapi's version, and the commit of the sources that it runs from. {@code ./merapi} names their
 * folder in the property merapi.home, and builds anew what has changed there, so it's the commit of the jars too. It's looked up
 * and not built into them: the same sources make the same jars, with git or without.
 */
final class Version implements IVersionProvider {
    private static final Pattern OF_POM =
            Pattern.compile("<artifactId>merapi</artifactId>\\s*<version>([^<]+)</version>");

    @Override
    public String[] getVersion() {
        return new String[] {"merapi " + current() + " on Java " + Runtime.version()};
    }

    /** Such as "0.1.0, commit 0123456789ab"; one of both where the other isn't known, or "unknown". */
    static String current() {
        Optional<String> version = ofJar().or(Version::ofPom);
        Optional<String> commit =
                sources().flatMap(home -> new Checkout(home).commit()).map(id -> "commit " + id);
        return version.map(v -> commit.map(c -> v + ", " + c).orElse(v))
                .or(() -> commit)
                .orElse("unknown");
    }

    /** The version of the jar's module. */
    private static Optional<String> ofJar() {
        return Optional.ofNullable(Version.class.getModule().getDescriptor()).flatMap(ModuleDescriptor::rawVersion);
    }

    /** Where it runs from classes, its sources' version. */
    private static Optional<String> ofPom() {
        return sources()
                .map(home -> home.resolve("pom.xml"))
                .filter(Files::isRegularFile)
                .flatMap(pom -> {
                    try {
                        return OF_POM.matcher(Files.readString(pom))
                                .results()
                                .findFirst()
                                .map(found -> found.group(1));
                    } catch (IOException e) {
                        return Optional.empty();
                    }
                });
    }

    private static Optional<Path> sources() {
        return Optional.ofNullable(System.getProperty("merapi.home")).map(Path::of);
    }
}
