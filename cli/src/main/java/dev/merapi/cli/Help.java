package dev.merapi.cli;

import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code merapi help}: picocli's own takes any arguments behind a command's name. */
@Command(name = "help", description = "Show what a command does and takes.")
final class Help implements Runnable {
    @Parameters(arity = "0..1", paramLabel = "COMMAND", description = "The command; all are listed without one.")
    Optional<String> command;

    @Spec
    CommandSpec spec;

    @Override
    public void run() {
        CommandLine merapi = spec.parent().commandLine();
        CommandLine shown = command.map(name -> find(merapi, name)).orElse(merapi);
        shown.usage(System.out);
    }

    private static CommandLine find(CommandLine merapi, String name) {
        return Optional.ofNullable(merapi.getSubcommands().get(name))
                .orElseThrow(() -> new ParameterException(merapi, "Unknown subcommand '" + name + "'", null, name));
    }
}
