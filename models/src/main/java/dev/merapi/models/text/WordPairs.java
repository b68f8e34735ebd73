package dev.merapi.models.text;

import dev.merapi.models.data.Batch;
import dev.merapi.models.data.Dataset;
import dev.merapi.tensor.HeapArray;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * Words of a text, each with one found near it and some drawn as noise: {@code inputs} int64 [b] are words, {@code
 * more} has int64 [b, 1 + negatives], first the neighbour and then the noise, and {@code targets} float [b, 1 +
 * negatives] are 1, 0, 0, ...
 *
 * <p>Each epoch draws new pairs. A place of the text is drawn, and dropped with probability 1 - sqrt(threshold / f)
 * for a word of frequency f; then a neighbour, up to 1, 2, ... or {@code window} words away with equal chances, that
 * must pass the same test (the paper drops words before it looks for neighbours, which then come from a little
 * further away). Noise is drawn in proportion to the words' counts to the power of 3/4. Source: Mikolov et al.,
 * "Distributed representations of words and phrases and their compositionality", 2013, sections 2.2 and 2.3.
 */
public final class WordPairs implements Dataset {
    private static final double POWER = 0.75;
    private static final RandomKey STILL = RandomKey.of(0).fold("word pairs");

    private final int[] text;
    private final Frequencies frequencies;
    private final Options options;
    private final int size;

    /**
     * How pairs are drawn.
     *
     * @param window the farthest neighbour
     * @param negatives words of noise for each pair
     * @param threshold the frequency from which on words are dropped, such as 1e-3
     */
    public record Options(int window, int negatives, double threshold) {
        /** Checks the numbers. */
        public Options {
            if (window < 1 || negatives < 1 || !(threshold > 0)) {
                throw new IllegalArgumentException("pairs of words up to " + window + " apart with " + negatives
                        + " words of noise and a threshold of " + threshold
                        + " can't be drawn; all three must be above 0, the first two whole");
            }
        }
    }

    /**
     * What is drawn how often.
     *
     * @param kept each word's probability not to be dropped
     * @param noise up to which share of the noise each word and those before it go
     */
    private record Frequencies(double[] kept, double[] noise) {
        /** A count and two shares for each word. */
        private static final int COUNTS_BYTES = Integer.BYTES + 2 * Double.BYTES;

        static Frequencies of(int[] text, int symbols, double threshold) {
            int[] counts = new int[HeapArray.length("WordPairs", symbols, COUNTS_BYTES)];
            for (int word : text) {
                counts[word]++;
            }
            double[] kept = new double[symbols];
            double[] noise = new double[symbols];
            double sum = 0;
            for (int w = 0; w < symbols; w++) {
                kept[w] = counts[w] == 0 ? 1 : Math.min(1, Math.sqrt(threshold * text.length / counts[w]));
                sum += counts[w] == 0 ? 0 : StrictMath.pow(counts[w], POWER);
                noise[w] = sum;
            }
            for (int w = 0; w < symbols; w++) {
                noise[w] /= sum;
            }
            return new Frequencies(kept, noise);
        }

        /** The word whose part of [0, 1) holds x. */
        int noise(double x) {
            int at = Arrays.binarySearch(noise, x);
            int word = at >= 0 ? at + 1 : -at - 1;
            while (word < noise.length - 1 && noise[word] <= x) {
                word++; // a word that doesn't occur has no part
            }
            return Math.min(word, noise.length - 1);
        }
    }

    private WordPairs(int[] text, Frequencies frequencies, Options options, int size) {
        this.text = text;
        this.frequencies = frequencies;
        this.options = options;
        this.size = size;
        if (Arrays.stream(text).distinct().limit(2).count() < 2) {
            throw new IllegalArgumentException("a text of " + text.length
                    + " known words has no pair of different ones; take a longer text or a larger vocabulary");
        }
    }

    /**
     * Pairs from a text.
     *
     * @param text words from 0 to {@code symbols} - 1
     * @param size how many pairs an epoch has
     */
    public static WordPairs of(int[] text, int symbols, Options options, int size) {
        known(text, symbols);
        return new WordPairs(text.clone(), Frequencies.of(text, symbols, options.threshold), options, size);
    }

    private static void known(int[] text, int symbols) {
        for (int i = 0; i < text.length; i++) {
            if (text[i] < 0 || text[i] >= symbols) {
                throw new IllegalArgumentException("word " + text[i] + " at " + i + " of the text is outside [0, "
                        + symbols + "); number words with the vocabulary whose size you give");
            }
        }
    }

    /** Pairs from another text of the same vocabulary, drawn by the frequencies of this one. */
    public WordPairs from(int[] other, int pairs) {
        known(other, frequencies.kept.length);
        return new WordPairs(other.clone(), frequencies, options, pairs);
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public Batch batch(int[] indices) {
        return trainingBatch(indices, STILL);
    }

    @Override
    public Batch trainingBatch(int[] indices, RandomKey epoch) {
        Dataset.existing(size, indices);
        int width = 1 + options.negatives;
        long[] words = new long[indices.length];
        long[] others = new long[indices.length * width];
        float[] targets = new float[indices.length * width];
        for (int b = 0; b < indices.length; b++) {
            Draw draw = new Draw(epoch.fold(indices[b]));
            int at = place(draw);
            int neighbour = text[neighbour(at, draw)];
            words[b] = text[at];
            others[b * width] = neighbour;
            targets[b * width] = 1;
            for (int k = 1; k < width; k++) {
                others[b * width + k] = noise(neighbour, draw);
            }
        }
        Shape shape = Shape.of(indices.length, width);
        return new Batch(Tensor.of(words), Tensor.of(shape, targets), List.of(Tensor.of(shape, others)));
    }

    private int place(Draw draw) {
        while (true) {
            int at = draw.below(text.length);
            if (draw.next() < frequencies.kept[text[at]]) {
                return at;
            }
        }
    }

    private int neighbour(int at, Draw draw) {
        while (true) {
            int distance = 1 + draw.below(1 + draw.below(options.window));
            int other = draw.next() < 0.5 ? at - distance : at + distance;
            if (other >= 0 && other < text.length && draw.next() < frequencies.kept[text[other]]) {
                return other;
            }
        }
    }

    /** Not the neighbour itself: it would be right and wrong at once. */
    private int noise(int neighbour, Draw draw) {
        while (true) {
            int word = frequencies.noise(draw.next());
            if (word != neighbour) {
                return word;
            }
        }
    }

    /** Numbers from 0 to below 1, one after another. */
    private static final class Draw {
        private final RandomKey key;
        private long position;

        Draw(RandomKey key) {
            this.key = key;
        }

        double next() {
            return (key.fold(position++).bits() >>> 11) * 0x1p-53;
        }

        int below(int n) {
            return (int) (next() * n);
        }
    }
}
