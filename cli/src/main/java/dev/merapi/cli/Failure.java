package dev.merapi.cli;

/** It can't go on, for a reason that one sentence tells: exit code 1. */
public final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** A reason that says what to do as well. */
    public Failure(String sentence) {
        super(sentence);
    }

    /** The same, with the exception behind it for {@code --debug}. */
    public Failure(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
