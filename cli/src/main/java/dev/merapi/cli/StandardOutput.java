package dev.merapi.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.Optional;

/** Standard output that remembers why it couldn't be written: a PrintStream swallows its failures. */
final class StandardOutput extends PrintStream {
    /** What a shell makes of a process that SIGPIPE has ended, which the JVM ignores. */
    static final int READER_STOPPED = 128 + 13;

    private final Wire wire;

    private StandardOutput(Wire wire, Charset charset) {
        super(new BufferedOutputStream(wire), true, charset);
        this.wire = wire;
    }

    /** In the place of the JVM's. */
    static void install() {
        System.setOut(new StandardOutput(new Wire(new FileOutputStream(FileDescriptor.out)), System.out.charset()));
    }

    /** The exit code of a command that was all well but for its output, which may be the answer. */
    static int unwritten(Failures failures) {
        Optional<String> reason = System.out instanceof StandardOutput out ? out.wire.reason : Optional.empty();
        // As "| head" does once it has seen enough: nothing went wrong, and nobody is there to read about it.
        return reason.map(text -> text.toLowerCase(Locale.ROOT))
                        .filter(text -> text.contains("broken pipe"))
                        .isPresent()
                ? READER_STOPPED
                : failures.report(new Failure("standard output couldn't be written to its end: "
                        + reason.orElse("its disk is full, or whoever read it has stopped")
                        + "; give it another place and run again"));
    }

    /** Remembers the first failure. */
    private static final class Wire extends FilterOutputStream {
        private volatile Optional<String> reason = Optional.empty();

        Wire(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                out.write(bytes, offset, length);
            } catch (IOException e) {
                reason = reason.or(() -> Optional.ofNullable(e.getMessage()));
                throw e;
            }
        }
    }
}
