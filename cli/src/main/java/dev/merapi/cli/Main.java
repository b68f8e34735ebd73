package dev.merapi.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code merapi}. */
@Command(
        name = "merapi",
        description = "Deep learning in pure Java: train a network on images, test it, ask it.",
        subcommands = {Train.class, Evaluate.class, Predict.class, Doctor.class, Bench.class, HelpCommand.class},
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:all is well", "1:it failed", "2:it was called wrongly"})
public final class Main implements Runnable {
    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Show the stack trace of a failure.")
    boolean debug;

    @Spec
    CommandSpec spec;

    /** Runs a command and ends the JVM with its exit code. */
    public static void main(String[] args) {
        // Images are only read and written, never shown.
        System.setProperty("java.awt.headless", "true");
        System.exit(run(args));
    }

    private static int run(String... args) {
        Main main = new Main();
        Failures failures = new Failures(main);
        CommandLine line = new CommandLine(main)
                .setParameterExceptionHandler(failures)
                .setExecutionExceptionHandler(failures)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true);
        try {
            return line.execute(args);
        } catch (OutOfMemoryError e) {
            return failures.report(e);
        } catch (ExceptionInInitializerError e) {
            // A system property that the libraries below don't understand, such as -Dmerapi.threads=many.
            return failures.report(e.getException());
        }
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name a command, such as: merapi train fashion-mnist");
    }
}
