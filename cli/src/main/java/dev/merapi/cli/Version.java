package dev.merapi.cli;

import java.lang.module.ModuleDescriptor;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} says: Merapi's version is its jar's module version. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"merapi " + current() + " on Java " + Runtime.version()};
    }

    /** The version; where it doesn't run from its jar the commit of its sources, or "unknown". */
    static String current() {
        return Optional.ofNullable(Version.class.getModule().getDescriptor())
                .flatMap(ModuleDescriptor::rawVersion)
                .or(Version::ofSources)
                .orElse("unknown");
    }

    private static Optional<String> ofSources() {
        return Optional.ofNullable(System.getProperty("merapi.home"))
                .flatMap(home -> new Checkout(Path.of(home)).commit())
                .map(id -> "commit " + id);
    }
}
