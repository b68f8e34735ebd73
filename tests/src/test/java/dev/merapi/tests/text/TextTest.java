package dev.merapi.tests.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.io.FileFormatException;
import dev.merapi.models.io.Json;
import dev.merapi.models.io.JsonException;
import dev.merapi.models.text.LabelledTexts;
import dev.merapi.models.text.Lines;
import dev.merapi.models.text.Sequences;
import dev.merapi.models.text.Sequences.Side;
import dev.merapi.models.text.Splitter;
import dev.merapi.models.text.Tokenizer;
import dev.merapi.models.text.Vocabulary;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Text becomes numbers and back; files of text that are wrong are refused by the line. */
class TextTest {
    private static final List<String> TEXTS = List.of("The cat sat on the mat.", "The dog ate my homework!", "Don't");

    @TempDir
    Path folder;

    /** What Keras's {@code Tokenizer(num_words=6, oov_token='x')} numbers: the reserved ones and the four most frequent. */
    @Test
    void wordsAreNumberedByFrequencyAndThenByPlace() {
        Tokenizer tokenizer = Tokenizer.fit(TEXTS, Splitter.WORDS, 6);
        assertEquals(
                "Vocabulary of 6: <pad> <unk> the cat sat on",
                tokenizer.vocabulary().toString());
        assertArrayEquals(new int[] {2, 3, 4, 5, 2, 1}, tokenizer.encode("the CAT (sat) on -- the-moon"));
        assertEquals("the cat <unk>", tokenizer.decode(2, 3, 1, 0, 0));
        assertEquals(List.of("don't"), Splitter.WORDS.split("  Don't\t!!"));
        assertEquals(List.of("Do", "n't", "!"), Splitter.TOKENS.split(" Do n't  ! "));
        assertEquals(List.of(), Splitter.TOKENS.split("  "));
    }

    @Property(tries = 100)
    void charactersComeBack(@ForAll @Size(max = 40) List<Character> characters) {
        String text = characters.stream()
                .filter(c -> !Character.isSurrogate(c))
                .map(String::valueOf)
                .collect(Collectors.joining());
        Tokenizer tokenizer = Tokenizer.fit(List.of(text, "\uD83D\uDE00"), Splitter.CHARACTERS, 1000);
        assertEquals(text + "\uD83D\uDE00", tokenizer.decode(tokenizer.encodeAll(text + "\uD83D\uDE00")));
        assertEquals(tokenizer, Tokenizer.of(Json.parse(tokenizer.toJson().pretty())));
    }

    @Test
    void alphabetThatLacksACharacterSaysWhich() {
        Tokenizer tokenizer = Tokenizer.fit(List.of("abc"), Splitter.CHARACTERS, 10);
        String message = assertThrows(IllegalArgumentException.class, () -> tokenizer.encodeAll("abxc"))
                .getMessage();
        assertTrue(message.contains("symbol 2 of the text, 'x'"), message);
        assertArrayEquals(new int[] {2, 3, 1, 4}, tokenizer.encode("abxc"));
    }

    @Test
    void vocabularyIsCheckedWhenItIsRead() {
        assertThrows(JsonException.class, () -> Vocabulary.of(Json.parse("[\"a\", \"a\"]")));
        assertThrows(JsonException.class, () -> Vocabulary.of(Json.parse("[\"<pad>\"]")));
        assertThrows(JsonException.class, () -> Vocabulary.of(Json.parse("{}")));
        assertThrows(
                JsonException.class, () -> Tokenizer.of(Json.parse("{\"splitter\": \"runes\", \"vocabulary\": []}")));
        assertThrows(IllegalArgumentException.class, () -> Tokenizer.fit(TEXTS, Splitter.WORDS, 2));
        assertThrows(
                IndexOutOfBoundsException.class,
                () -> Vocabulary.of(List.of("a")).symbol(3));
    }

    @ParameterizedTest
    @CsvSource({
        "POST, POST, '1 2 3 5 0 0'",
        "PRE, POST, '1 2 3 0 0 5'",
        "POST, PRE, '2 3 4 5 0 0'",
        "PRE, PRE, '2 3 4 0 0 5'"
    })
    void sequencesArePaddedAndCutOnEitherSide(Side padding, Side truncating, String expected) {
        long[] numbers = Sequences.padSequences(
                        List.of(new int[] {1, 2, 3, 4}, new int[] {5}), 3, padding, truncating, 0)
                .toLongArray();
        assertEquals(
                expected,
                java.util.Arrays.stream(numbers).mapToObj(Long::toString).collect(Collectors.joining(" ")));
    }

    @Test
    void withoutALengthTheLongestSequenceSaysIt() {
        List<int[]> sequences = List.of(new int[] {1, 2, 3}, new int[0], new int[] {5});
        Tensor plain = Sequences.padSequences(sequences);
        assertEquals(Shape.of(3, 3), plain.shape());
        assertArrayEquals(new long[] {1, 2, 3, 0, 0, 0, 5, 0, 0}, plain.toLongArray());
        assertArrayEquals(
                new long[] {1, 2, 3, 9, 9, 9, 9, 9, 5},
                Sequences.padSequences(sequences, Side.PRE, 9).toLongArray());
        assertEquals(Shape.of(1, 0), Sequences.padSequences(List.of(new int[0])).shape());
        assertEquals(Shape.of(0, 0), Sequences.padSequences(List.of()).shape());
    }

    @Test
    void lengthsAreThoseThatAreLeft() {
        List<int[]> sequences = List.of(new int[] {1, 2, 3, 4}, new int[] {5}, new int[0]);
        assertArrayEquals(new long[] {3, 1, 0}, Sequences.lengths(sequences, 3).toLongArray());
        assertThrows(IllegalArgumentException.class, () -> Sequences.padSequences(sequences, 0));
    }

    @Test
    void labelledTextsAreReadPlainAndGzipped() throws IOException {
        String text = "1 a stirring film\r\n0 dull\n";
        Path plain = Files.writeString(folder.resolve("plain.txt"), text);
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        Path gzipped = Files.write(folder.resolve("gzipped.txt.gz"), bytes.toByteArray());
        List<String> classes = List.of("bad", "good");
        LabelledTexts texts = LabelledTexts.read(plain, StandardCharsets.UTF_8, classes);
        assertEquals(new LabelledTexts(List.of("a stirring film", "dull"), List.of(1, 0), classes), texts);
        assertEquals(texts, LabelledTexts.read(gzipped, StandardCharsets.UTF_8, classes));
        Path tsv = Files.writeString(folder.resolve("a.tsv"), "id\tstars\ttext\n7\t1\ta stirring film\n8\t0\tdull\n");
        assertEquals(texts, LabelledTexts.readTsv(tsv, "stars", "text", classes));
        LabelledTexts shuffled = texts.shuffled(RandomKey.of(3));
        assertEquals(2, shuffled.size());
        assertEquals(1, shuffled.labels().get(shuffled.texts().indexOf("a stirring film")));
        assertEquals(1, texts.limit(1).size());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1 good\\n2 bad\\n        | the label in line 2 is '2', but classes are numbered 0 to 1
            1 good\\nx bad\\n        | the label in line 2 is 'x'
            1 good\\n1\\n            | line 2 isn't a label and a text
            ''                      | there are no texts
            """)
    void wrongLinesAreNamed(String text, String words) throws IOException {
        Path file = Files.writeString(folder.resolve("wrong.txt"), text.replace("\\n", "\n"));
        String message = assertThrows(
                        FileFormatException.class,
                        () -> LabelledTexts.read(file, StandardCharsets.UTF_8, List.of("a", "b")))
                .getMessage();
        assertTrue(message.contains(file.toString()) && message.contains(words), message);
    }

    @Test
    void aByteOrderMarkIsNoText() throws IOException {
        Path marked = Files.writeString(folder.resolve("marked.txt"), "\uFEFFa\n\uFEFFb\n");
        assertEquals(List.of("a", "\uFEFFb"), Lines.read(marked));
        assertEquals(
                3, Lines.read(marked, StandardCharsets.ISO_8859_1).getFirst().length() - 1, "bytes in Latin-1");
    }

    @Test
    void longValuesAreToldInPart() throws IOException {
        Path file = Files.writeString(folder.resolve("long.txt"), "1".repeat(100_000) + " good\n");
        String message = assertThrows(
                        FileFormatException.class, () -> LabelledTexts.read(file, StandardCharsets.UTF_8, List.of("a")))
                .getMessage();
        assertTrue(message.length() < 300 && message.contains("the label in line 1 is '1111"), message);
    }

    @Test
    void wrongColumnsAndEncodingsAreNamed() throws IOException {
        Path tsv = Files.writeString(folder.resolve("a.tsv"), "id\ttext\n7\tfine\n8\n");
        List<String> classes = List.of("a");
        assertTrue(assertThrows(FileFormatException.class, () -> LabelledTexts.readTsv(tsv, "stars", "text", classes))
                .getMessage()
                .contains("no column 'stars'; it has id, text"));
        assertTrue(assertThrows(FileFormatException.class, () -> LabelledTexts.readTsv(tsv, "id", "text", classes))
                .getMessage()
                .contains("line 2 is '7'"));
        Path latin =
                Files.write(folder.resolve("latin.txt"), "fine\ncaf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
        assertTrue(assertThrows(FileFormatException.class, () -> Lines.read(latin))
                .getMessage()
                .contains("line 2 isn't text in UTF-8"));
        assertEquals(List.of("fine", "caf\u00e9"), Lines.read(latin, StandardCharsets.ISO_8859_1));
        assertTrue(assertThrows(java.io.UncheckedIOException.class, () -> Lines.read(folder.resolve("none")))
                .getMessage()
                .contains("no such file"));
    }
}
