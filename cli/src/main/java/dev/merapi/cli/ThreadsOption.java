package dev.merapi.cli;

import dev.merapi.simd.Workers;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code --threads}, the same for every command that computes. */
final class ThreadsOption {
    private static final int MOST = 1024;

    @Spec(Spec.Target.MIXEE)
    CommandSpec spec;

    private Optional<Integer> count = Optional.empty();

    @Option(names = "--threads", paramLabel = "N", description = "Threads to use; all processors by default.")
    void set(Optional<Integer> threads) {
        threads.ifPresent(n -> {
            if (n < 1 || n > MOST) {
                throw new ParameterException(
                        spec.commandLine(), "--threads " + n + " can't compute; it must be from 1 to " + MOST);
            }
        });
        count = threads;
    }

    int count() {
        return count.orElseGet(Workers::threads);
    }
}
