package dev.merapi.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code merapi}. */
@Command(
        name = "merapi",
        description = "Deep learning in pure Java: train a network, test it, ask it.",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all is well",
            "1:it failed",
            "2:it was called wrongly",
            "141:who read its output stopped, as head does"
        })
public final class Main implements Runnable {
    private static final Map<String, Class<?>> COMMANDS = commands();

    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Show the stack trace of a failure.")
    boolean debug;

    @Spec
    CommandSpec spec;

    /** Runs a command and ends the JVM with its exit code. */
    public static void main(String[] args) {
        // Images are only read and written, never shown.
        System.setProperty("java.awt.headless", "true");
        StandardOutput.install();
        System.exit(run(args));
    }

    /** In the order of the help text. */
    private static Map<String, Class<?>> commands() {
        Map<String, Class<?>> commands = new LinkedHashMap<>();
        commands.put("train", Train.class);
        commands.put("evaluate", Evaluate.class);
        commands.put("predict", Predict.class);
        commands.put("zoo", Zoo.class);
        commands.put("doctor", Doctor.class);
        commands.put("bench", Bench.class);
        commands.put("help", Help.class);
        return commands;
    }

    /** The command that comes first, alone: in a young JVM picocli is slow to read the options of each. */
    private static Map<String, Class<?>> commands(String... args) {
        String first = args.length == 0 ? "" : args[0];
        boolean one = COMMANDS.containsKey(first) && !first.equals("help");
        return one ? Map.of(first, COMMANDS.get(first)) : COMMANDS;
    }

    /** Runs a command; its exit code. */
    public static int run(String... args) {
        Main main = new Main();
        Failures failures = new Failures(main);
        CommandLine line = new CommandLine(main);
        commands(args).forEach(line::addSubcommand);
        // Named by the annotation, commands would inherit what it says, and each start would look up the commit.
        line.getCommandSpec().versionProvider(new Version());
        line.getSubcommands().values().forEach(c -> c.getCommandSpec().versionProvider(new Version()));
        line.registerConverter(Path.class, Main::path);
        line.setParameterExceptionHandler(failures)
                .setExecutionExceptionHandler(failures)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true);
        try {
            int code = line.execute(args);
            return code == CommandLine.ExitCode.OK && System.out.checkError()
                    ? StandardOutput.unwritten(failures)
                    : code;
        } catch (OutOfMemoryError e) {
            return failures.report(e);
        } catch (ExceptionInInitializerError e) {
            // A system property that the libraries below don't understand, such as -Dmerapi.threads=many.
            return failures.report(e.getException());
        }
    }

    /** An unset variable of a script leaves an empty argument, which would be the current folder. */
    private static Path path(String text) {
        if (text.isBlank()) {
            throw new TypeConversionException("it is empty; name a file or a folder");
        }
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new TypeConversionException("it is no path: " + e.getMessage());
        }
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name a command, such as: merapi train fashion-mnist");
    }
}
