package dev.merapi.models.text;

import dev.merapi.models.io.FileFormatException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Captions of pictures in two languages, read from {@code train}, {@code val} and {@code test_2016_flickr}, each with a
 * language's ending and perhaps {@code .gz}; a caption a line. Source: D. Elliott et al., "Multi30K: multilingual
 * English-German image descriptions", 2016.
 */
public record Multi30k(TextPairs train, TextPairs validation, TextPairs test) {
    /**
     * Reads a folder.
     *
     * @param source the language to translate from, such as "de"
     * @param target the language to translate to, such as "en"
     */
    public static Multi30k open(Path folder, String source, String target) {
        return new Multi30k(
                pairs(folder, "train", source, target),
                pairs(folder, "val", source, target),
                pairs(folder, "test_2016_flickr", source, target));
    }

    private static TextPairs pairs(Path folder, String part, String source, String target) {
        Path sourceFile = file(folder, part + "." + source);
        Path targetFile = file(folder, part + "." + target);
        List<String> sources = sentences(sourceFile);
        List<String> targets = sentences(targetFile);
        if (sources.size() != targets.size()) {
            throw new FileFormatException(
                    targetFile,
                    "it has " + targets.size() + " lines, but " + sourceFile.getFileName() + " has " + sources.size()
                            + "; line by line they must be translations, so get both again");
        }
        return new TextPairs(sources, targets, Optional.of(new TextPairs.Files(sourceFile, targetFile)));
    }

    private static Path file(Path folder, String name) {
        return Stream.of(name, name + ".gz")
                .map(folder::resolve)
                .filter(Files::isRegularFile)
                .findFirst()
                .orElse(folder.resolve(name));
    }

    private static List<String> sentences(Path file) {
        List<String> sentences = new ArrayList<>();
        for (String line : Lines.read(file)) {
            sentences.add(line.strip());
            if (sentences.getLast().isEmpty()) {
                throw new FileFormatException(file, "line " + sentences.size() + " is empty; get the file again");
            }
        }
        if (sentences.isEmpty()) {
            throw new FileFormatException(file, "the file is empty; get it again");
        }
        return sentences;
    }
}
