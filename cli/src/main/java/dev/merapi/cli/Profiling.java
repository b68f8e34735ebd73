package dev.merapi.cli;

import dev.merapi.cli.text.OperatorTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.Supplier;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;

/** Runs something under Flight Recorder, and says what its operators cost. */
final class Profiling {
    private Profiling() {}

    /** The result of {@code run}; {@code file} has the recording then, or when the JVM ends before. */
    static <T> T of(Path file, Supplier<T> run) {
        if (!FlightRecorder.isAvailable()) {
            throw new Failure("this Java can't record (Flight Recorder isn't available); leave --profile out");
        }
        try (Recording recording = new Recording()) {
            recording.setName("merapi");
            recording.setDestination(file);
            recording.setDumpOnExit(true);
            for (String event : new String[] {"Op", "Allocation", "Epoch"}) {
                recording.enable("dev.merapi." + event).withoutThreshold().withoutStackTrace();
            }
            recording.start();
            T result = run.get();
            recording.stop();
            System.out.print(OperatorTable.of(file));
            System.out.println("wrote " + file);
            return result;
        } catch (IOException e) {
            throw new UncheckedIOException("can't keep the profile " + file + " (" + e.getMessage() + ")", e);
        }
    }
}
