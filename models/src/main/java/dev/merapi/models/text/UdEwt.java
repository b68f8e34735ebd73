package dev.merapi.models.text;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The English Web Treebank in Universal Dependencies, read from {@code train}, {@code dev} and {@code test.conllu},
 * plain or with {@code .gz}. Source: N. Silveira et al., "A gold standard dependency corpus for English", 2014.
 */
public record UdEwt(List<ConllU.Sentence> train, List<ConllU.Sentence> validation, List<ConllU.Sentence> test) {
    /** Copies the lists. */
    public UdEwt {
        train = List.copyOf(train);
        validation = List.copyOf(validation);
        test = List.copyOf(test);
    }

    /** Reads a folder. */
    public static UdEwt open(Path folder) {
        return new UdEwt(read(folder, "train"), read(folder, "dev"), read(folder, "test"));
    }

    private static List<ConllU.Sentence> read(Path folder, String part) {
        String name = part + ".conllu";
        return ConllU.read(Stream.of(name, name + ".gz")
                .map(folder::resolve)
                .filter(Files::isRegularFile)
                .findFirst()
                .orElse(folder.resolve(name)));
    }
}
