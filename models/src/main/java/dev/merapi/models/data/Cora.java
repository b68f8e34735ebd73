package dev.merapi.models.data;

import dev.merapi.models.io.Excerpt;
import dev.merapi.models.io.FileFormatException;
import dev.merapi.models.text.Lines;
import dev.merapi.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Scientific papers that cite one another, in Planetoid's split: 140 to learn from, 500 to validate, 1000 to test. Read from
 * {@code nodes.tsv} (number, class, the words that occur), {@code edges.tsv} (two numbers) and {@code test_index.txt}.
 * Source: Sen et al., "Collective classification in network data", 2008; Yang et al., "Revisiting semi-supervised learning
 * with graph embeddings", 2016.
 *
 * @param features float32 [papers, words]: 1 / (words of the paper) where a word occurs
 * @param labels int64 [papers]
 * @param test the papers to test on
 */
public record Cora(Graph graph, Tensor features, Tensor labels, int classes, List<Integer> test) {
    private static final int TRAIN = 140;
    private static final int VALIDATION = 500;
    private static final int MOST_WORDS = 1 << 16;

    /** What a label is where a paper isn't asked about: losses ignore it. */
    public static final long IGNORED = -100;

    /** Reads a folder. */
    public static Cora open(Path folder) {
        Path nodes = folder.resolve("nodes.tsv");
        List<int[]> words = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        List<String> lines = Lines.read(nodes);
        for (int i = 0; i < lines.size(); i++) {
            String[] columns = lines.get(i).split("\t", -1);
            if (columns.length != 3) {
                throw new FileFormatException(
                        nodes, "line " + (i + 1) + " needs a number, a class and words, parted by tabs");
            }
            if (number(nodes, i, columns[0], Integer.MAX_VALUE) != i) {
                throw new FileFormatException(nodes, "line " + (i + 1) + " should be of paper " + i);
            }
            labels.add(number(nodes, i, columns[1], MOST_WORDS));
            int line = i;
            words.add(Arrays.stream(columns[2].strip().split("\\s+"))
                    .filter(word -> !word.isEmpty())
                    .mapToInt(word -> number(nodes, line, word, MOST_WORDS))
                    .toArray());
        }
        if (labels.size() < TRAIN + VALIDATION) {
            throw new FileFormatException(
                    nodes, "it has " + labels.size() + " papers; Cora's split needs more than " + (TRAIN + VALIDATION));
        }
        int classes = labels.stream().max(Integer::compare).orElseThrow() + 1;
        return new Cora(
                graph(folder.resolve("edges.tsv"), labels.size()),
                features(nodes, words),
                Tensor.of(labels.stream().mapToLong(Integer::longValue).toArray()),
                classes,
                test(folder.resolve("test_index.txt"), labels.size()));
    }

    /** The labels of the papers to learn from, {@link #IGNORED} elsewhere: int64 [papers]. */
    public Tensor trainLabels() {
        return masked(0, TRAIN);
    }

    /** The labels of the papers to validate on, {@link #IGNORED} elsewhere: int64 [papers]. */
    public Tensor validationLabels() {
        return masked(TRAIN, TRAIN + VALIDATION);
    }

    private Tensor masked(int from, int to) {
        long[] masked = labels.toLongArray();
        for (int i = 0; i < masked.length; i++) {
            masked[i] = i >= from && i < to ? masked[i] : IGNORED;
        }
        return Tensor.of(masked);
    }

    private static Tensor features(Path nodes, List<int[]> words) {
        int width = words.stream().flatMapToInt(Arrays::stream).max().orElse(0) + 1;
        if ((long) words.size() * width > Integer.MAX_VALUE) {
            throw new FileFormatException(
                    nodes,
                    "its " + words.size() + " papers by " + width
                            + " words are more than 2^31 - 1 numbers; number its words closer, from 0 on");
        }
        float[] x = new float[words.size() * width];
        for (int i = 0; i < words.size(); i++) {
            for (int word : words.get(i)) {
                x[i * width + word] = 1f / words.get(i).length;
            }
        }
        return Tensor.of(x).reshape(words.size(), width);
    }

    private static Graph graph(Path file, int nodes) {
        List<Graph.Edge> edges = new ArrayList<>();
        List<String> lines = Lines.read(file);
        for (int i = 0; i < lines.size(); i++) {
            String[] ends = lines.get(i).split("\t", -1);
            if (ends.length != 2) {
                throw new FileFormatException(file, "line " + (i + 1) + " needs two papers' numbers, parted by a tab");
            }
            edges.add(new Graph.Edge(number(file, i, ends[0], nodes - 1), number(file, i, ends[1], nodes - 1)));
        }
        return Graph.normalized(nodes, edges);
    }

    private static List<Integer> test(Path file, int nodes) {
        List<Integer> test = new ArrayList<>();
        List<String> lines = Lines.read(file);
        for (int i = 0; i < lines.size(); i++) {
            test.add(number(file, i, lines.get(i).strip(), nodes - 1));
        }
        if (test.isEmpty()) {
            throw new FileFormatException(file, "it names no paper to test on; write one's number on each line");
        }
        return List.copyOf(test);
    }

    private static int number(Path file, int line, String word, int most) {
        try {
            int number = Integer.parseInt(word);
            if (number < 0 || number > most) {
                throw new FileFormatException(
                        file, "line " + (line + 1) + " has the number " + number + ", but it must be 0 to " + most);
            }
            return number;
        } catch (NumberFormatException e) {
            throw new FileFormatException(
                    file,
                    "line " + (line + 1) + " has '" + Excerpt.of(word) + "' where a number should be",
                    new IOException(e));
        }
    }
}
