package dev.merapi.models.text;

import dev.merapi.models.io.FileFormatException;
import java.nio.file.Path;

/**
 * Forty thousand lines of Shakespeare's plays as one text, read from {@code input.txt}; the last tenth of its
 * characters is to validate on. Source: A. Karpathy, "The unreasonable effectiveness of recurrent neural networks",
 * 2015; the split is nanoGPT's.
 */
public record TinyShakespeare(String text) {
    private static final double TRAIN = 0.9;

    /** Reads a folder. */
    public static TinyShakespeare open(Path folder) {
        Path file = folder.resolve("input.txt");
        String text = Lines.readAll(file);
        if (text.isBlank()) {
            throw new FileFormatException(file, "the text is empty; get the file again");
        }
        return new TinyShakespeare(text);
    }

    /** The first nine tenths. */
    public String train() {
        return text.substring(0, border());
    }

    /** The last tenth. */
    public String validation() {
        return text.substring(border());
    }

    private int border() {
        return (int) (text.length() * TRAIN);
    }
}
