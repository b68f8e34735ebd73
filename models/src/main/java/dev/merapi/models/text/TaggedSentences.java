package dev.merapi.models.text;

import dev.merapi.models.data.Batch;
import dev.merapi.models.data.Dataset;
import dev.merapi.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Sentences to tag word by word. A batch is as long as its longest sentence: {@code inputs} int64 [b, t] are words,
 * {@code targets} int64 [b, t] their tags, and {@code more} has their characters int64 [b, t, c], c being the longest
 * word's; words and characters fill up with {@link Vocabulary#PADDING}, tags with {@link #NO_TAG}.
 */
public final class TaggedSentences implements Dataset {
    /** What tags fill up with. */
    public static final int NO_TAG = -1;

    /** Characters that are looked at; longer words lose their middle, as beginnings and endings say more. */
    public static final int LONGEST_WORD = 24;

    private final List<Item> items;

    private TaggedSentences(List<Item> items) {
        this.items = items;
    }

    private record Item(int[] words, int[][] characters, int[] tags) {}

    /**
     * Numbers all words, characters and tags.
     *
     * @param words of lower case; what it lacks is unknown
     * @param characters in either case
     * @param tags must list every tag that occurs
     */
    public static TaggedSentences of(
            List<ConllU.Sentence> sentences, Vocabulary words, Vocabulary characters, List<String> tags) {
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < sentences.size(); i++) {
            ConllU.Sentence sentence = sentences.get(i);
            if (sentence.size() == 0) {
                throw new IllegalArgumentException("sentence " + i + " has no words; leave it out");
            }
            items.add(new Item(
                    sentence.words().stream()
                            .mapToInt(word -> words.number(lower(word)))
                            .toArray(),
                    sentence.words().stream()
                            .map(word -> letters(word, characters))
                            .toArray(int[][]::new),
                    tags(i, sentence, tags)));
        }
        return new TaggedSentences(items);
    }

    /** A word as the vocabulary of words lists it. */
    public static String lower(String word) {
        return word.toLowerCase(Locale.ROOT);
    }

    private static int[] letters(String word, Vocabulary characters) {
        int[] all = word.codePoints()
                .map(c -> characters.number(Character.toString(c)))
                .toArray();
        int half = LONGEST_WORD / 2;
        return all.length <= LONGEST_WORD
                ? all
                : IntStream.concat(
                                Arrays.stream(all, 0, half),
                                Arrays.stream(all, all.length - (LONGEST_WORD - half), all.length))
                        .toArray();
    }

    private static int[] tags(int i, ConllU.Sentence sentence, List<String> tags) {
        int[] numbers = new int[sentence.size()];
        for (int t = 0; t < numbers.length; t++) {
            numbers[t] = tags.indexOf(sentence.tags().get(t));
            if (numbers[t] < 0) {
                throw new IllegalArgumentException("sentence " + i + ": word " + t + ", '"
                        + sentence.words().get(t) + "', has the tag '"
                        + sentence.tags().get(t) + "', which isn't one of the " + tags.size()
                        + " that are known: " + String.join(", ", tags));
            }
        }
        return numbers;
    }

    @Override
    public int size() {
        return items.size();
    }

    /** How many words each sentence has. */
    public int[] lengths() {
        return items.stream().mapToInt(item -> item.words.length).toArray();
    }

    @Override
    public Batch batch(int[] indices) {
        List<Item> chosen = Arrays.stream(Dataset.existing(size(), indices))
                .mapToObj(items::get)
                .toList();
        int t = chosen.stream().mapToInt(item -> item.words.length).max().orElse(0);
        List<int[]> letters = chosen.stream()
                .flatMap(item -> IntStream.range(0, t)
                        .mapToObj(k -> k < item.characters.length ? item.characters[k] : new int[0]))
                .toList();
        int c = letters.stream().mapToInt(word -> word.length).max().orElse(0);
        return new Batch(
                padded(chosen.stream().map(Item::words).toList(), t, Vocabulary.PADDING),
                padded(chosen.stream().map(Item::tags).toList(), t, NO_TAG),
                List.of(padded(letters, Math.max(1, c), Vocabulary.PADDING)
                        .reshape(indices.length, t, Math.max(1, c))));
    }

    private static Tensor padded(List<int[]> sequences, int length, int value) {
        return Sequences.padSequences(sequences, length, Sequences.Side.POST, Sequences.Side.POST, value);
    }
}
