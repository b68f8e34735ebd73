package dev.merapi.cli.task;

import dev.merapi.models.text.Splitter;
import dev.merapi.models.text.Tokenizer;
import dev.merapi.models.text.Vocabulary;
import dev.merapi.models.zoo.TokenMasking;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Words of texts as a BERT sees them: the vocabulary's first two are the id in front of every text, whose features are
 * classified, and the id that hides a word. No text has them, as words lose their brackets.
 */
record BertWords(Tokenizer tokenizer) {
    static final int CLASS = 2;
    static final int MASK = 3;

    /** Smaller ids are no words. */
    static final int FIRST_WORD = 4;

    private static final double MASKED = 0.15;

    /** The most frequent words of texts, {@code most} with all that are no words. */
    static BertWords of(List<String> texts, int most) {
        Vocabulary seen =
                Vocabulary.mostFrequent(texts.stream().flatMap(text -> Splitter.WORDS.split(text).stream()), most - 2);
        if (seen.size() == 2) {
            throw new IllegalArgumentException(
                    "the " + texts.size() + " texts to learn from have no words; get the data again");
        }
        Stream<String> words = IntStream.range(2, seen.size()).mapToObj(seen::symbol);
        List<String> all = Stream.concat(Stream.of("[class]", "[mask]"), words).toList();
        return new BertWords(new Tokenizer(Splitter.WORDS, Vocabulary.of(all)));
    }

    int size() {
        return tokenizer.vocabulary().size();
    }

    TokenMasking masking() {
        return new TokenMasking(size(), FIRST_WORD, MASK, MASKED);
    }

    /**
     * The words' ids behind {@link #CLASS}, {@code length} at most: a longer text loses its middle, for reviews say
     * what they mean at both ends. Source: Sun et al., "How to fine-tune BERT for text classification?", 2019.
     */
    int[] classified(String text, int length) {
        int[] ids = tokenizer.encode(text);
        int most = length - 1;
        int head = ids.length <= most ? ids.length : most / 2;
        int tail = ids.length <= most ? 0 : most - head;
        int[] kept = new int[1 + head + tail];
        kept[0] = CLASS;
        System.arraycopy(ids, 0, kept, 1, head);
        System.arraycopy(ids, ids.length - tail, kept, 1 + head, tail);
        return kept;
    }
}
