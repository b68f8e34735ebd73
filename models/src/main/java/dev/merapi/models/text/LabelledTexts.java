package dev.merapi.models.text;

import dev.merapi.models.data.Dataset;
import dev.merapi.models.io.Excerpt;
import dev.merapi.models.io.FileFormatException;
import dev.merapi.tensor.RandomKey;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Texts and the class of each.
 *
 * @param labels by text, from 0 to the number of classes - 1
 */
public record LabelledTexts(List<String> texts, List<Integer> labels, List<String> classNames) {
    /** Checks that all parts fit together. */
    public LabelledTexts {
        texts = List.copyOf(texts);
        labels = List.copyOf(labels);
        classNames = List.copyOf(classNames);
        if (texts.size() != labels.size()) {
            throw new IllegalArgumentException(texts.size() + " texts need as many labels, not " + labels.size());
        }
        for (int i = 0; i < labels.size(); i++) {
            if (labels.get(i) < 0 || labels.get(i) >= classNames.size()) {
                throw new IllegalArgumentException("label " + labels.get(i) + " of text " + i + " isn't one of the "
                        + classNames.size() + " classes, 0 to " + (classNames.size() - 1));
            }
        }
    }

    /** The number of texts. */
    public int size() {
        return texts.size();
    }

    /** Reads lines of a label, white space and a text: {@code 1 a stirring film}. */
    public static LabelledTexts read(Path file, Charset charset, List<String> classNames) {
        List<String> lines = Lines.read(file, charset);
        List<String> texts = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String[] parts = lines.get(i).strip().split("\\s+", 2);
            if (parts.length < 2) {
                throw new FileFormatException(
                        file, "line " + (i + 1) + " isn't a label and a text, such as: 1 a stirring film");
            }
            labels.add(label(file, i + 1, parts[0], classNames.size()));
            texts.add(parts[1]);
        }
        return of(file, texts, labels, classNames);
    }

    /**
     * Reads lines whose columns are parted by tabs; the first line names the columns.
     *
     * @param label the column of the classes' numbers
     * @param text the column of the texts
     */
    public static LabelledTexts readTsv(Path file, String label, String text, List<String> classNames) {
        List<String> lines = Lines.read(file);
        if (lines.isEmpty()) {
            throw new FileFormatException(file, "the file is empty; get it again");
        }
        List<String> header = List.of(lines.getFirst().split("\t", -1));
        int labelColumn = column(file, header, label);
        int textColumn = column(file, header, text);
        List<String> texts = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        for (int i = 1; i < lines.size(); i++) {
            String[] columns = lines.get(i).split("\t", -1);
            if (columns.length != header.size()) {
                throw new FileFormatException(
                        file,
                        "line " + (i + 1) + " has " + columns.length + " columns, but the first line names "
                                + header.size() + ": " + header);
            }
            labels.add(label(file, i + 1, columns[labelColumn], classNames.size()));
            texts.add(columns[textColumn]);
        }
        return of(file, texts, labels, classNames);
    }

    private static LabelledTexts of(Path file, List<String> texts, List<Integer> labels, List<String> classNames) {
        if (texts.isEmpty()) {
            throw new FileFormatException(file, "there are no texts in it; get the file again");
        }
        return new LabelledTexts(texts, labels, classNames);
    }

    private static int column(Path file, List<String> header, String name) {
        int at = header.indexOf(name);
        if (at < 0) {
            throw new FileFormatException(
                    file, "the first line names no column '" + name + "'; it has " + String.join(", ", header));
        }
        return at;
    }

    private static int label(Path file, int line, String word, int classes) {
        try {
            int label = Integer.parseInt(word);
            if (label >= 0 && label < classes) {
                return label;
            }
        } catch (NumberFormatException e) {
            throw new FileFormatException(file, wrongLabel(line, word, classes), new java.io.IOException(e));
        }
        throw new FileFormatException(file, wrongLabel(line, word, classes));
    }

    private static String wrongLabel(int line, String word, int classes) {
        return "the label in line " + line + " is '" + Excerpt.of(word) + "', but classes are numbered 0 to "
                + (classes - 1);
    }

    /** The texts with these numbers. */
    public LabelledTexts select(int... numbers) {
        Dataset.existing(size(), numbers);
        return new LabelledTexts(
                Arrays.stream(numbers).mapToObj(texts::get).toList(),
                Arrays.stream(numbers).mapToObj(labels::get).toList(),
                classNames);
    }

    /** The first {@code n}, or all if there are fewer. */
    public LabelledTexts limit(int n) {
        int m = Dataset.limited(size(), n);
        return new LabelledTexts(texts.subList(0, m), labels.subList(0, m), classNames);
    }

    /** In the random order that the key gives. */
    public LabelledTexts shuffled(RandomKey key) {
        return select(key.permutation(size()));
    }
}
