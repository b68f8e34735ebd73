package dev.merapi.models.io;

/** A text that isn't the XML that it should be; the message is one sentence. */
public final class XmlException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    /** What is wrong. */
    public XmlException(String sentence) {
        super(sentence);
    }

    /** The same, after a failure that tells more. */
    public XmlException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
