package dev.merapi.models.text;

import dev.merapi.models.data.Batch;
import dev.merapi.models.data.Dataset;
import dev.merapi.models.io.FileFormatException;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Sentences and their translations, to learn the one from the other: {@code inputs} int64 [n, s] are the sources with
 * {@link Vocabulary#END}, {@code targets} [n, t] the translations with END, and {@code more} has what a decoder is given
 * [n, t], the translations behind {@link Vocabulary#BEGIN}. A batch is padded to its own longest sentences, at their
 * ends, with {@link Vocabulary#PADDING}.
 */
public final class Translations implements Dataset {
    private static final int[] NOTHING = {};
    private static final int[] BEGIN = {Vocabulary.BEGIN};
    private static final int[] END = {Vocabulary.END};

    private final List<int[]> sources;
    private final List<int[]> targets;

    private Translations(List<int[]> sources, List<int[]> targets) {
        this.sources = sources;
        this.targets = targets;
    }

    /**
     * Sentences as numbers.
     *
     * @param part what they are for, such as "training": errors say it of pairs that are in no file
     * @param longest how many symbols a sentence may have, its end not counted
     */
    public static Translations of(String part, TextPairs pairs, Tokenizer source, Tokenizer target, int longest) {
        return new Translations(
                encoded(
                        part + " source",
                        pairs.files().map(TextPairs.Files::sources),
                        pairs.sources(),
                        source,
                        longest),
                encoded(
                        part + " translation",
                        pairs.files().map(TextPairs.Files::targets),
                        pairs.targets(),
                        target,
                        longest));
    }

    private static List<int[]> encoded(
            String what, Optional<Path> file, List<String> texts, Tokenizer tokenizer, int longest) {
        List<int[]> sequences = tokenizer.textsToSequences(texts);
        for (int i = 0; i < texts.size(); i++) {
            int length = sequences.get(i).length;
            if (length == 0 || length > longest) {
                String text = texts.get(i);
                String wrong = ", '" + (text.length() > 60 ? text.substring(0, 60) + " ..." : text) + "', has " + length
                        + " symbols, but the model takes 1 to " + longest
                        + (length == 0 ? "; leave the pair out" : "; shorten it or leave the pair out");
                if (file.isPresent()) {
                    throw new FileFormatException(file.get(), "line " + (i + 1) + wrong);
                }
                throw new IllegalArgumentException(what + " " + i + wrong);
            }
        }
        return sequences;
    }

    @Override
    public int size() {
        return sources.size();
    }

    /** By sentence, a number that is near where little padding is needed: of the translation's length, then the source's. */
    public int[] lengths() {
        int longest = sources.stream().mapToInt(s -> s.length).max().orElse(0);
        return IntStream.range(0, size())
                .map(i -> targets.get(i).length * (longest + 1) + sources.get(i).length)
                .toArray();
    }

    /** The sentences' numbers in the order of {@link #lengths}; equal ones stay as they are. */
    public int[] byLength() {
        int[] lengths = lengths();
        return IntStream.range(0, size())
                .boxed()
                .sorted(Comparator.comparingInt(i -> lengths[i]))
                .mapToInt(i -> i)
                .toArray();
    }

    @Override
    public Batch batch(int[] indices) {
        Dataset.existing(size(), indices);
        return new Batch(
                table(sources, indices, NOTHING, END),
                table(targets, indices, NOTHING, END),
                List.of(table(targets, indices, BEGIN, NOTHING)));
    }

    /** A row for each sentence, between what comes before and what comes after. */
    private static Tensor table(List<int[]> sequences, int[] indices, int[] before, int[] after) {
        int longest =
                Arrays.stream(indices).map(i -> sequences.get(i).length).max().orElse(0);
        int width = longest + before.length + after.length;
        int[] table = new int[indices.length * width];
        Arrays.fill(table, Vocabulary.PADDING);
        for (int n = 0; n < indices.length; n++) {
            int at = n * width;
            for (int[] part : List.of(before, sequences.get(indices[n]), after)) {
                System.arraycopy(part, 0, table, at, part.length);
                at += part.length;
            }
        }
        return Tensor.of(
                Shape.of(indices.length, width),
                Arrays.stream(table).asLongStream().toArray());
    }
}
