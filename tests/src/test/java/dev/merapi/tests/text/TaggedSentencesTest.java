package dev.merapi.tests.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.merapi.models.data.Batch;
import dev.merapi.models.text.ConllU;
import dev.merapi.models.text.TaggedSentences;
import dev.merapi.models.text.Vocabulary;
import dev.merapi.tensor.Shape;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Sentences numbered word by word and letter by letter. */
class TaggedSentencesTest {
    private static final List<String> TAGS = List.of("DET", "NOUN", "VERB");
    private static final Vocabulary WORDS = Vocabulary.of(List.of("the", "sea"));
    private static final Vocabulary LETTERS = Vocabulary.of(List.of("t", "h", "e", "T", "s", "a"));

    private static TaggedSentences of(ConllU.Sentence... sentences) {
        return TaggedSentences.of(List.of(sentences), WORDS, LETTERS, TAGS);
    }

    private static ConllU.Sentence sentence(String words, String... tags) {
        return new ConllU.Sentence(List.of(words.split(" ", -1)), List.of(tags));
    }

    @Test
    void aBatchIsAsLongAsItsLongestSentence() {
        TaggedSentences sentences =
                of(sentence("The sea roars", "DET", "NOUN", "VERB"), sentence("SEA", "NOUN"), sentence("a", "DET"));
        assertArrayEquals(new int[] {3, 1, 1}, sentences.lengths());
        Batch batch = sentences.batch(new int[] {1, 0});
        assertEquals(Shape.of(2, 3), batch.inputs().shape());
        assertArrayEquals(new long[] {3, 0, 0, 2, 3, 1}, batch.inputs().toLongArray());
        assertArrayEquals(new long[] {1, -1, -1, 0, 1, 2}, batch.targets().toLongArray());
        assertEquals(Shape.of(2, 3, 5), batch.more().getFirst().shape());
        long[] letters = batch.more().getFirst().select(0, 1).toLongArray();
        assertArrayEquals(new long[] {5, 3, 4, 0, 0, 6, 4, 7, 0, 0, 1, 1, 7, 1, 6}, letters);
        assertEquals(
                Shape.of(1, 1, 1),
                sentences.batch(new int[] {2}).more().getFirst().shape());
    }

    @Test
    void longWordsLoseTheirMiddle() {
        long[] letters = of(sentence("t".repeat(20) + "h".repeat(20), "NOUN"))
                .batch(new int[] {0})
                .more()
                .getFirst()
                .toLongArray();
        long[] wanted = Stream.concat(
                        Stream.generate(() -> 2L).limit(12),
                        Stream.generate(() -> 3L).limit(12))
                .mapToLong(Long::longValue)
                .toArray();
        assertArrayEquals(wanted, letters);
    }

    @Test
    void vocabulariesOfWhatWasSeenTwice() {
        Vocabulary seen = Vocabulary.seen(Stream.of("b", "a", "c", "a", "b", "a"), 2);
        assertEquals(4, seen.size());
        assertEquals(List.of("a", "b"), List.of(seen.symbol(2), seen.symbol(3)));
    }

    @Test
    void mistakesAreNamed() {
        assertEquals(
                "sentence 1: word 1, 'roars', has the tag 'AUX', which isn't one of the 3 that are known: DET, NOUN, VERB",
                failure(sentence("the", "DET"), sentence("sea roars", "NOUN", "AUX")));
        assertEquals("sentence 0 has no words; leave it out", failure(new ConllU.Sentence(List.of(), List.of())));
    }

    private static String failure(ConllU.Sentence... sentences) {
        return assertThrows(IllegalArgumentException.class, () -> of(sentences)).getMessage();
    }
}
