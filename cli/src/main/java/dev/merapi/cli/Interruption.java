package dev.merapi.cli;

/** While it's open, Ctrl-C says how to go on. Checkpoints are written atomically, so the last one is good at any moment. */
final class Interruption implements AutoCloseable {
    private final Thread hook;

    Interruption(RunFolder run) {
        hook = new Thread(() -> say(run), "merapi-interruption");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private static void say(RunFolder run) {
        System.out.println();
        System.out.flush();
        System.err.println(
                run.isStarted()
                        ? "merapi: interrupted; " + run.wayOn()
                        : "merapi: interrupted before the first checkpoint; " + run.path()
                                + " holds nothing to go on from, train again");
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
