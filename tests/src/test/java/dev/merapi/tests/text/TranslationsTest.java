package dev.merapi.tests.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.data.Batch;
import dev.merapi.models.io.Json;
import dev.merapi.models.text.Dates;
import dev.merapi.models.text.Splitter;
import dev.merapi.models.text.TextPairs;
import dev.merapi.models.text.Tokenizer;
import dev.merapi.models.text.Translations;
import dev.merapi.models.text.Vocabulary;
import dev.merapi.tensor.RandomKey;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pairs of texts, how they are split and numbered, and the dates. */
class TranslationsTest {
    /** What sacreBLEU's tokenizer 13a gives for these in lower case. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Two young, White males are outside.|two young , white males are outside .",
                "A man's T-shirt costs $3.50 (or 1,000)!|a man's t-shirt costs $ 3.50 ( or 1,000 ) !",
                "\"Yes,\" he said...|\" yes , \" he said . . .",
                "2-3 men; a/b: c?|2 - 3 men ; a / b : c ?",
                "3,5 m. Ende|3,5 m . ende"
            })
    void wordsAndMarksAreSplitAsScorersDo(String text, String expected) {
        assertEquals(List.of(expected.split(" ")), Splitter.WORDS_AND_MARKS.split(text));
        assertEquals(List.of(expected.split(" ")), Splitter.WORDS_AND_MARKS.split(expected), "once is enough");
        assertEquals(expected, Splitter.WORDS_AND_MARKS.join(Splitter.WORDS_AND_MARKS.split(text)));
    }

    @Test
    void sentencesHaveBordersAndRareWordsNoNumber() {
        List<String> texts = List.of("a man sleeps", "a dog sleeps", "a <s> </s>");
        Tokenizer tokenizer = Tokenizer.ofSentences(texts, Splitter.TOKENS, 2);
        assertEquals(
                "a vocabulary of symbols that are seen -1 times or more can't be told from one of all; use 1 or more",
                assertThrows(IllegalArgumentException.class, () -> Tokenizer.ofSentences(texts, Splitter.TOKENS, -1))
                        .getMessage());
        assertEquals(6, tokenizer.vocabulary().size());
        assertEquals(Vocabulary.BEGIN, tokenizer.vocabulary().number("<s>"));
        assertEquals(Vocabulary.END, tokenizer.vocabulary().number("</s>"));
        assertArrayEquals(new int[] {4, Vocabulary.UNKNOWN, 5}, tokenizer.encode("a man sleeps"));
        assertEquals(tokenizer, Tokenizer.of(Json.parse(tokenizer.toJson().pretty())));
    }

    private static Translations translations(int longest) {
        TextPairs pairs = new TextPairs(List.of("x y z", "y", "z z"), List.of("a b", "b a b", "a"));
        Tokenizer source = Tokenizer.ofSentences(pairs.sources(), Splitter.TOKENS, 1);
        Tokenizer target = Tokenizer.ofSentences(pairs.targets(), Splitter.TOKENS, 1);
        return Translations.of("training", pairs, source, target, longest);
    }

    @Test
    void batchesArePaddedToTheirOwnLongest() {
        Translations data = translations(3);
        Batch batch = data.batch(new int[] {2, 0});
        // Of equally frequent symbols the first seen comes first: z 4, y 5, x 6; a 4, b 5 or the other way round.
        assertEquals("[2, 4]", batch.inputs().shape().toString());
        assertEquals("[2, 3]", batch.targets().shape().toString());
        long[] targets = batch.targets().toLongArray();
        long[] given = batch.more().getFirst().toLongArray();
        assertEquals(Vocabulary.END, targets[1]);
        assertEquals(Vocabulary.PADDING, targets[2]);
        assertArrayEquals(new long[] {Vocabulary.BEGIN, targets[0], 0}, new long[] {given[0], given[1], given[2]});
        assertArrayEquals(
                new long[] {Vocabulary.BEGIN, targets[3], targets[4]}, new long[] {given[3], given[4], given[5]});
        assertEquals(Vocabulary.END, targets[5]);
        assertArrayEquals(new int[] {2, 0, 1}, data.byLength());
    }

    @Test
    void whatDoesntFitIsNamed() {
        assertTrue(assertThrows(IllegalArgumentException.class, () -> translations(2))
                .getMessage()
                .contains("training source 0, 'x y z', has 3 symbols, but the model takes 1 to 2; shorten it"));
        TextPairs empty = new TextPairs(List.of("x", "y"), List.of("a", " "));
        Tokenizer tokenizer = Tokenizer.ofSentences(List.of("x y a"), Splitter.TOKENS, 1);
        assertTrue(assertThrows(
                        IllegalArgumentException.class, () -> Translations.of("test", empty, tokenizer, tokenizer, 9))
                .getMessage()
                .contains("test translation 1, ' ', has 0 symbols, but the model takes 1 to 9; leave the pair out"));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> new TextPairs(List.of("x"), List.of()))
                .getMessage()
                .contains("1 texts and 0 translations don't pair up"));
    }

    @Test
    void datesAreThoseOfTheCalendarAndInOnePartOnly() {
        Dates dates = Dates.of(300, 50, 100, RandomKey.of(1));
        Set<String> seen = new HashSet<>();
        Stream.of(dates.train(), dates.validation(), dates.test()).forEach(part -> {
            for (int i = 0; i < part.size(); i++) {
                LocalDate day = LocalDate.parse(part.targets().get(i));
                String text = part.sources().get(i);
                assertTrue(seen.add(part.targets().get(i)), text);
                assertTrue(text.contains(String.valueOf(day.getDayOfMonth())), text + " is " + day);
                String year = String.valueOf(day.getYear());
                assertTrue(text.contains(year) || text.endsWith(year.substring(2)), text + " is " + day);
            }
        });
        assertEquals(450, seen.size());
        assertEquals(dates, Dates.of(300, 50, 100, RandomKey.of(1)), "the key says it all");
        assertTrue(assertThrows(IllegalArgumentException.class, () -> Dates.of(30_000, 9000, 0, RandomKey.of(1)))
                .getMessage()
                .contains("are 36525, not 30000 + 9000 + 0; ask for fewer"));
    }
}
