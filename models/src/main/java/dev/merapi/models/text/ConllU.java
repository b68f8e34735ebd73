package dev.merapi.models.text;

import dev.merapi.models.io.Excerpt;
import dev.merapi.models.io.FileFormatException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Files of sentences with their words' parts of speech in CoNLL-U: a word a line, ten columns parted by tabs, of which
 * the first is its number in the sentence, the second the word and the fourth its universal part of speech; a line
 * without anything ends a sentence, one that begins with # is a comment. Words that stand for several (numbered 3-4) or
 * were left out (5.1) are passed over. Source: J. Nivre et al., "Universal Dependencies v2", 2020.
 */
public final class ConllU {
    /** The seventeen universal parts of speech, in the order of the alphabet. */
    public static final List<String> PARTS_OF_SPEECH = List.of(
            "ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM", "PART", "PRON", "PROPN", "PUNCT",
            "SCONJ", "SYM", "VERB", "X");

    private static final int COLUMNS = 10;

    private ConllU() {}

    /** Words and the part of speech of each. */
    public record Sentence(List<String> words, List<String> tags) {
        /** Copies both; there must be as many. */
        public Sentence {
            words = List.copyOf(words);
            tags = List.copyOf(tags);
            if (words.size() != tags.size()) {
                throw new IllegalArgumentException(words.size() + " words need as many tags, not " + tags.size());
            }
        }

        /** The number of words. */
        public int size() {
            return words.size();
        }
    }

    /** Reads a file, plain or gzipped. */
    public static List<Sentence> read(Path file) {
        List<Sentence> sentences = new ArrayList<>();
        List<String> words = new ArrayList<>();
        List<String> tags = new ArrayList<>();
        List<String> lines = Lines.read(file);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.isEmpty()) {
                end(sentences, words, tags);
            } else if (line.charAt(0) != '#') {
                word(file, i + 1, line.split("\t", -1), words, tags);
            }
        }
        end(sentences, words, tags);
        if (sentences.isEmpty()) {
            throw new FileFormatException(file, "there are no sentences in it; get the file again");
        }
        return List.copyOf(sentences);
    }

    private static void end(List<Sentence> sentences, List<String> words, List<String> tags) {
        if (!words.isEmpty()) {
            sentences.add(new Sentence(words, tags));
            words.clear();
            tags.clear();
        }
    }

    private static void word(Path file, int line, String[] columns, List<String> words, List<String> tags) {
        if (columns.length != COLUMNS) {
            throw new FileFormatException(
                    file,
                    "line " + line + " has " + columns.length + " columns instead of " + COLUMNS
                            + ", parted by tabs; is it CoNLL-U?");
        }
        if (columns[0].matches("[0-9]+[-.][0-9]+")) {
            return;
        }
        if (!columns[0].equals(String.valueOf(words.size() + 1))) {
            throw new FileFormatException(
                    file,
                    "line " + line + " should be of word " + (words.size() + 1) + ", but is numbered '"
                            + Excerpt.of(columns[0])
                            + "'");
        }
        if (!PARTS_OF_SPEECH.contains(columns[3])) {
            throw new FileFormatException(
                    file,
                    "line " + line + " has the part of speech '" + Excerpt.of(columns[3]) + "', which isn't one of "
                            + String.join(", ", PARTS_OF_SPEECH));
        }
        words.add(columns[1]);
        tags.add(columns[3]);
    }
}
