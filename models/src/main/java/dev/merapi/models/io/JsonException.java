package dev.merapi.models.io;

/** Text that isn't JSON, or JSON that isn't what was asked for; the message is one sentence. */
public final class JsonException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    /** One sentence: what is wrong, and where. */
    public JsonException(String message) {
        super(message);
    }
}
