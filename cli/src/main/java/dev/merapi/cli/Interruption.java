package dev.merapi.cli;

import java.time.Duration;

/**
 * While it's open, Ctrl-C says how to go on, and leaves the report of what there is. Checkpoints are written atomically, so the
 * last one is good at any moment.
 */
final class Interruption implements AutoCloseable {
    /** How long the report may keep who wants to stop: a disk may be slow. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Unfinished run;
    private final Thread hook;

    Interruption(Unfinished run) {
        this.run = run;
        hook = new Thread(this::end, "merapi-interruption");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void end() {
        Thread report = Thread.ofPlatform().daemon().name("merapi-report").start(run::interrupt);
        try {
            report.join(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        System.out.flush();
        System.err.println("merapi: " + run.interrupted());
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is shutting down already, and the hook is speaking.
            System.getLogger(Interruption.class.getName()).log(System.Logger.Level.TRACE, "too late to close", e);
        }
    }
}
