package dev.merapi.cli;

import picocli.CommandLine.IVersionProvider;

/** What {@code --version} says: Merapi's version is its jar's module version. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"merapi " + current() + " on Java " + Runtime.version()};
    }

    /** The version; "unknown" where it doesn't run from its jar. */
    static String current() {
        var descriptor = Version.class.getModule().getDescriptor();
        return descriptor == null ? "unknown" : descriptor.rawVersion().orElse("unknown");
    }
}
