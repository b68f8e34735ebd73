package dev.merapi.cli;

import dev.merapi.cli.text.Nearest;
import dev.merapi.models.train.NonFiniteLossException;
import dev.merapi.tensor.ShapeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns exceptions into one sentence on standard error and an exit code; {@code --debug} adds the stack trace. */
final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {
    private final Main main;

    Failures(Main main) {
        this.main = main;
    }

    @Override
    public int handleParseException(ParameterException e, String[] args) {
        CommandLine line = e.getCommandLine();
        String sentence = oneLine(e.getMessage()).replaceFirst("\\.$", "");
        List<String> near = unknown(e).map(argument -> meant(argument, line)).orElse(List.of());
        sentence += near.isEmpty() ? "" : "; did you mean " + String.join(" or ", near) + "?";
        boolean asks = line.getCommandName().equals("predict");
        if (asks && Arrays.stream(args).anyMatch(argument -> argument.matches("-(?!-).*\\s.*"))) {
            sentence += "; a text that begins with - is given after --";
        }
        print(sentence + " (see: " + line.getCommandSpec().qualifiedName() + " --help)", e);
        return CommandLine.ExitCode.USAGE;
    }

    /** The option or command that there isn't: an argument of its own or, after {@code help}, of no option. */
    private static Optional<String> unknown(ParameterException e) {
        return switch (e) {
            case UnmatchedArgumentException unmatched ->
                Optional.of(unmatched.getUnmatched().getFirst());
            case ParameterException other
            when other.getArgSpec() == null && other.getValue() != null -> Optional.of(other.getValue());
            default -> Optional.empty();
        };
    }

    /** The nearest options or commands: picocli's own suggestions must begin with the same two letters. */
    private static List<String> meant(String argument, CommandLine line) {
        boolean option = argument.startsWith("-");
        return Nearest.of(
                argument.split("=", 2)[0],
                option
                        ? line.getCommandSpec().optionsMap().keySet()
                        : line.getSubcommands().keySet());
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine line, ParseResult parsed) {
        return report(e);
    }

    /** Prints what went wrong; 1. */
    int report(Throwable e) {
        print(sentence(e), e);
        return CommandLine.ExitCode.SOFTWARE;
    }

    /** What a user is told of it. */
    static String sentence(Throwable e) {
        String message = oneLine(String.valueOf(e.getMessage()));
        return switch (e) {
            case Failure failure -> message;
            case NonFiniteLossException nan -> message;
            case UncheckedIOException io -> message;
            case IOException io -> e.getClass().getSimpleName() + ": " + message;
            case ShapeException shape -> message;
            case IllegalArgumentException argument -> message;
            case OutOfMemoryError memory -> "out of memory: " + message;
            default ->
                "this shouldn't happen (" + e.getClass().getName() + ": " + message
                        + "); run again with --debug and report what it prints";
        };
    }

    private void print(String sentence, Throwable e) {
        System.out.flush();
        System.err.println("merapi: " + sentence);
        if (main.debug) {
            e.printStackTrace();
        }
    }

    private static String oneLine(String text) {
        // Messages quote files, which may be anybody's: no control sequences reach the terminal.
        return text.strip().replaceAll("\\s*\\R\\s*", " ").replaceAll("\\p{Cntrl}", "?");
    }
}
