package dev.merapi.tests.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.io.FileFormatException;
import dev.merapi.models.text.ConllU;
import dev.merapi.models.text.Multi30k;
import dev.merapi.models.text.TinyShakespeare;
import dev.merapi.models.text.UdEwt;
import dev.merapi.tests.SharedData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The readers of whole corpora, on the real ones and on broken ones. */
class CorporaTest {
    @TempDir
    Path folder;

    @Test
    void shakespeareIsParted() {
        TinyShakespeare shakespeare = TinyShakespeare.open(SharedData.folder("tinyshakespeare"));
        assertEquals(1_115_394, shakespeare.text().length());
        assertEquals(1_003_854, shakespeare.train().length());
        assertEquals(shakespeare.text(), shakespeare.train() + shakespeare.validation());
        assertTrue(shakespeare.train().startsWith("First Citizen:\nBefore we proceed"));
    }

    @Test
    void captionsPairUp() {
        Multi30k captions = Multi30k.open(SharedData.folder("multi30k"), "de", "en");
        assertEquals(29000, captions.train().size());
        assertEquals(1014, captions.validation().size());
        assertEquals(1000, captions.test().size());
        assertTrue(captions.train().sources().getFirst().startsWith("Zwei junge weiße Männer sind im Freien"));
        assertTrue(captions.train().targets().getFirst().startsWith("Two young, White males are outside"));
        assertEquals(3, captions.train().limit(3).size());
    }

    @Test
    void wordsHaveTheirPartsOfSpeech() {
        UdEwt treebank = UdEwt.open(SharedData.folder("ud-ewt"));
        assertEquals(
                List.of(12544, 2001, 2077),
                List.of(
                        treebank.train().size(),
                        treebank.validation().size(),
                        treebank.test().size()));
        ConllU.Sentence first = treebank.train().getFirst();
        assertEquals(List.of("Where", "in", "the", "world", "is", "Iguazu", "?"), first.words());
        assertEquals(List.of("ADV", "ADP", "DET", "NOUN", "AUX", "PROPN", "PUNCT"), first.tags());
        var tags = new HashSet<String>();
        treebank.train().forEach(sentence -> tags.addAll(sentence.tags()));
        assertEquals(new HashSet<>(ConllU.PARTS_OF_SPEECH), tags);
    }

    private static String word(int number, String word, String tag) {
        return number + "\t" + word + "\t_\t" + tag + "\t_\t_\t0\troot\t_\t_\n";
    }

    @Test
    void severalWordsInOneAndOmittedOnesArePassedOver() throws IOException {
        String range = word(1, "don't", "_").replaceFirst("1", "1-2");
        String omitted = word(2, "have", "VERB").replaceFirst("2", "2.1");
        Path file = Files.writeString(
                folder.resolve("a.conllu"),
                "# text = don't\n" + range + word(1, "do", "AUX") + word(2, "n't", "PART") + omitted + "\n\n"
                        + word(1, "#", "SYM"));
        List<ConllU.Sentence> sentences = ConllU.read(file);
        assertEquals(List.of("do", "n't"), sentences.getFirst().words());
        assertEquals(List.of("SYM"), sentences.getLast().tags());
        assertEquals(2, sentences.size());
    }

    @Test
    void wrongLinesAreNamed() throws IOException {
        Path file = folder.resolve("a.conllu");
        refused("line 2 has 2 columns instead of 10, parted by tabs; is it CoNLL-U?", "# x\n1\tone\n");
        refused("line 2 should be of word 2, but is numbered '3'", word(1, "a", "X") + word(3, "b", "X"));
        refused("line 1 has the part of speech 'FOO', which isn't one of ADJ, ADP, ADV,", word(1, "a", "FOO"));
        refused("there are no sentences in it; get the file again", "# only a comment\n");
        assertTrue(Files.exists(file));
    }

    private void refused(String words, String text) throws IOException {
        Path file = Files.writeString(folder.resolve("a.conllu"), text);
        String message =
                assertThrows(FileFormatException.class, () -> ConllU.read(file)).getMessage();
        assertTrue(message.startsWith(file + ": " + words), message);
    }

    @Test
    void brokenPairsAreNamed() throws IOException {
        for (String part : List.of("train", "val", "test_2016_flickr")) {
            Files.writeString(folder.resolve(part + ".de"), "eins\nzwei\n");
            Files.writeString(folder.resolve(part + ".en"), "one\ntwo\n");
        }
        assertEquals("zwei", Multi30k.open(folder, "de", "en").train().sources().getLast());
        assertEquals("zwei", Multi30k.open(folder, "en", "de").train().targets().getLast());
        Path val = Files.writeString(folder.resolve("val.en"), "one\n");
        assertEquals(
                val + ": it has 1 lines, but val.de has 2; line by line they must be translations, so get both again",
                failure());
        Files.writeString(val, "one\n\n");
        assertEquals(val + ": line 2 is empty; get the file again", failure());
        Files.delete(val);
        var missing = assertThrows(UncheckedIOException.class, () -> Multi30k.open(folder, "de", "en"));
        assertTrue(missing.getMessage().contains("val.en: there is no such file"), missing.getMessage());
        Path plays = Files.writeString(folder.resolve("input.txt"), " ");
        assertEquals(
                plays + ": the text is empty; get the file again",
                assertThrows(FileFormatException.class, () -> TinyShakespeare.open(folder))
                        .getMessage());
    }

    private String failure() {
        return assertThrows(FileFormatException.class, () -> Multi30k.open(folder, "de", "en"))
                .getMessage();
    }
}
